"""A text is looked at as it will look before it is in the record."""

from sqlalchemy import select
from wtforms.fields.core import UnboundField

from igtf.core.db import session
from igtf.core.forms import Paragraphs
from igtf.core.workflow import WORKFLOWS
from igtf.discussion.forms import CommentForm
from igtf.discussion.models import Comment
from igtf.record.models import Subject
from tests.factories import issue_form, make_person, sign_in

BOLD = "See **this** and #1."


def test_a_comment_is_looked_at_first_and_posted_then(app, db):
    writer = sign_in(app, make_person())
    assert writer.post("/issues/new", data=issue_form() | {"step": "done"}).status_code == 302
    assert 'name="step" value="check"' in writer.get("/issues/1").text
    looked = writer.post("/issues/1/comments", data={"body": BOLD, "step": "check"})
    assert (looked.status_code, "Nothing is recorded yet." in looked.text) == (200, True)
    assert '<strong>this</strong> and <a href="/issues/1"' in looked.text
    assert f"{BOLD}</textarea>" in looked.text
    assert session.scalars(select(Comment)).all() == []
    refused = writer.post("/issues/1/comments", data={"body": "> " * 200 + "deep", "step": "check"})
    assert (refused.status_code, "is nested deeper than 20 levels" in refused.text) == (422, True)
    outside = app.test_client().post("/issues/1/comments", data={"body": BOLD, "step": "check"})
    assert outside.status_code in (401, 403)
    assert writer.post("/issues/1/comments", data={"body": BOLD}).status_code == 302
    changed = writer.post("/comments/1/edit", data={"body": "Only *that*.", "step": "check"})
    assert (changed.status_code, "<em>that</em>" in changed.text) == (200, True)
    session.rollback()
    assert session.scalars(select(Comment.text)).all() == [BOLD]


def test_any_text_of_a_move_is_looked_at_first(app, db):
    writer, member = sign_in(app, make_person()), sign_in(app, make_person(roles=("council",)))
    filed = writer.post("/issues/new", data=issue_form(description=BOLD) | {"step": "check"})
    assert (filed.status_code, "<strong>this</strong>" in filed.text) == (200, True)
    assert session.scalars(select(Subject.id).where(Subject.kind == "issue")).all() == []
    assert writer.post("/issues/new", data=issue_form() | {"step": "done"}).status_code == 302
    assert member.post("/issues/1/moves/accept", data={"reason": "In scope."}).status_code == 302
    form = member.get("/issues/1/moves/propose-decline").text
    assert '<button name="step" value="check" class="plain">Preview</button>' in form
    looked = member.post("/issues/1/moves/propose-decline", data={"reason": BOLD, "step": "check"})
    assert (looked.status_code, "<strong>this</strong>" in looked.text) == (200, True)
    assert '<button name="step" value="done">' in looked.text
    ended = writer.post("/issues/1/moves/withdraw", data={"reason": BOLD, "step": "check"})
    assert '<button name="step" value="done" class="grave">' in ended.text, "red is what ends, leaves or takes back"
    assert "proposed, and takes effect" not in app.test_client().get("/issues/1").text


def test_each_field_that_takes_markdown_shows_it_as_it_will_look() -> None:
    forms = {move.form for workflow in WORKFLOWS.values() for move in workflow.moves if move.form} | {CommentForm}
    fields = [
        (form.__name__, name, field.kwargs) for form in forms for name in dir(form)
        if isinstance(field := getattr(form, name), UnboundField) and field.field_class is Paragraphs
    ]  # fmt: skip
    promised = {(form, name) for form, name, given in fields if "Markdown works" in str(given.get("hint", ""))}
    shown = {(form, name) for form, name, given in fields if given.get("markdown")}
    assert len(promised) > 10
    assert promised - shown == set()
