"""A form that was opened before a moderator removed a passage does not bring it back: it is stale, with its text."""

import html
import re
from datetime import timedelta
from typing import Any

from igtf.consensus.commands import open_call
from igtf.core.clock import now
from igtf.core.text.passages import REMOVED
from igtf.notice.worker import work_once
from igtf.record.queries import subject_of
from tests.api.kit import Caller, is_problem
from tests.consultations.making import drafted, opened
from tests.discussion.test_removing import PATH, SECRET, given, held
from tests.drafts.making import revise, submit
from tests.drafts.samples import GOOD
from tests.factories import by, issue_form, make_person, sign_in
from tests.routing.acts import make_body

SAID = "Meanwhile a moderator removed words from this."
HIDDEN = re.compile(r'<input[^>]* name="(revision|quotes|part)"[^>]* value="([^"]*)"|'
                    r'<input[^>]* value="([^"]*)"[^>]* name="(revision|quotes|part)"')  # fmt: skip


def hidden(page: str) -> dict[str, str]:
    """Return what the form of a page carries beside its answers."""
    form = page[page.index('<form class="form"') :]
    found = HIDDEN.findall(form)
    return {name or other: html.unescape(value or also) for name, value, also, other in found if value or also}


def refused_once(client: Any, path: str, to: str, moderator: Any, entry: str, left: str, **answers: Any) -> None:
    """Open a form, let the moderator remove the passage, and send it: it is refused with its text, and once only."""
    page = client.get(path)
    assert (page.status_code, "Example Street" in page.text) == (200, True), page.text
    carried = hidden(page.text)
    assert moderator.post(PATH, data=given(entry)).status_code == 302
    assert held("Example Street") == []
    stale = client.post(to, data=answers | carried)
    assert (stale.status_code, SAID in stale.text, "Example Street" in stale.text) == (409, True, True), stale.text
    assert held("Example Street") == []
    again = hidden(stale.text)
    assert int(again["revision"]) > int(carried["revision"])
    kept = {name: value.replace(SECRET, left) for name, value in answers.items()}
    sent = client.post(to, data=kept | again)
    assert sent.status_code == 302, sent.text
    assert held("Example Street") == []


def test_a_comment_that_is_edited_or_quoted_does_not_bring_it_back(app, moderator, writer):
    other = sign_in(app, make_person())
    assert writer.post("/issues/new", data=issue_form()).status_code == 302
    for name, text in (("/comments/1/edit", "Ask {} now."), ("/comments/2/quote", "> Ask {} now.\n\nWhy?")):
        assert other.post("/issues/1/comments", data={"body": f"Ask {SECRET} now."}).status_code == 302
        to = name if "edit" in name else "/issues/1/comments"
        refused_once(other, name, to, moderator, "comment.add", "somebody", body=text.format(SECRET))
    assert other.get("/comments/3/quote").status_code == 200
    fresh = {"body": "So what?"} | hidden(other.get("/comments/1/edit").text)
    assert other.post("/comments/1/edit", data=fresh).status_code == 302


def test_a_program_that_says_what_it_saw_does_not_bring_it_back(app, moderator, writer):
    caller = Caller(app, make_person())
    assert writer.post("/issues/new", data=issue_form()).status_code == 302
    assert caller.post("/issues/1/comments", {"text": f"Ask {SECRET} now."}).status_code == 201
    seen = str(caller.get("/comments/1").json["subject_revision"])
    assert moderator.post(PATH, data=given("comment.add")).status_code == 302
    body = {"text": f"> Ask {SECRET} now.\n\nWhy?"}
    for path in ("/comments/1/edit", "/issues/1/comments"):
        for _again in range(2):
            stale = caller.post(path, body, If_Match=f'"{seen}"', Idempotency_Key=path)
            assert is_problem(stale, 412, SAID), path
        assert is_problem(caller.post(path, body, If_Match="what I saw"), 412, "If-Match holds the revision")
    assert held("Example Street") == []
    anew = caller.get("/issues/1").headers["ETag"]
    assert caller.post("/comments/1/edit", {"text": "Ask them."}, If_Match=anew).status_code == 200
    now_seen = str(caller.get("/comments/1").json["subject_revision"])
    assert int(now_seen) > int(seen)
    for revision in (now_seen, "*"):
        assert caller.post("/issues/1/comments", {"text": "Why?"}, If_Match=revision).status_code == 201
    work_once(app)
    found = caller.get("/comments?q=ask").json["items"]
    assert [str(comment["subject_revision"]) for comment in found] == [now_seen]


def test_words_of_a_hidden_comment_do_not_come_back_by_a_quote(app, moderator, writer):
    other = sign_in(app, make_person())
    assert writer.post("/issues/new", data=issue_form()).status_code == 302
    assert other.post("/issues/1/comments", data={"body": f"Ask {SECRET} now."}).status_code == 302
    carried = hidden(writer.get("/comments/1/quote").text)
    assert moderator.post("/comments/1/hide", data={"reason": "Privacy."}).status_code == 302
    whole = {name: value for name, value in given("comment.add").items() if name != "passage"}
    assert moderator.post(PATH, data=whole).status_code == 302
    stale = writer.post("/issues/1/comments", data={"body": f"> Ask {SECRET} now.\n\nWhy?"} | carried)
    assert (stale.status_code, SAID in stale.text) == (409, True)
    assert held("Example Street") == []


def test_a_preview_goes_on_from_the_text_that_was_read(app, moderator, writer):
    assert writer.post("/issues/new", data=issue_form()).status_code == 302
    assert writer.post("/issues/1/comments", data={"body": f"Ask {SECRET} now."}).status_code == 302
    carried = hidden(writer.get("/comments/1/edit").text)
    assert moderator.post(PATH, data=given("comment.add")).status_code == 302
    typed = {"body": f"Ask {SECRET} then."}
    seen = writer.post("/comments/1/edit", data=typed | carried | {"step": "check"})
    assert (seen.status_code, "Nothing is recorded yet." in seen.text) == (200, True)
    assert writer.post("/comments/1/edit", data=typed | hidden(seen.text)).status_code == 409
    assert held("Example Street") == []


def test_a_position_and_a_proposal_do_not_bring_it_back(app, moderator, writer):
    lead = make_person("lead", roles=("council", "council-chair"))
    assert writer.post("/issues/new", data=issue_form()).status_code == 302
    open_call(subject_of("issue", "1"), kind="question", question="Is it ready?", closes_at=now() + timedelta(days=14),
              by=by(lead))  # fmt: skip
    path, answers = "/calls/1/moves/take-position", {"position": "support", "reason": f"Ask {SECRET}."}
    for opening in (path, "/calls/1"):
        assert writer.post(path, data=answers).status_code == 302
        refused_once(writer, opening, path, moderator, "call.take-position", "Jane", **answers)
    make_body("lamp", f"Writes to {SECRET}.")
    entry = {"acronym": "LAMP", "name": "Union of lamp makers", "kind": "technical", "reason": "New statutes.",
             "mandate": f"Still writes to {SECRET}."}  # fmt: skip
    path = "/bodies/lamp/moves/propose-change"
    refused_once(writer, path, path, moderator, "body.list", "lamps", **entry)


def test_a_reply_and_an_issue_from_it_do_not_bring_it_back(app, moderator):
    _member, desk = opened(app)
    replier, path = sign_in(app, make_person()), "/consultations/1/moves/reply"
    answers = {"q2": "4", "q3": f"Ask {SECRET}."}
    for opening, name in ((path, "reply"), ("/consultations/1/moves/file-issue?reply=1", "file-issue")):
        assert replier.post(path, data=answers).status_code == 302
        form = answers if name == "reply" else issue_form(summary=f"Ask {SECRET}.", reply="1")
        to = f"/consultations/1/moves/{name}"
        client = replier if name == "reply" else desk
        refused_once(client, opening, to, moderator, "consultation.draft", "us", **form)


def test_what_revises_says_that_words_were_removed(app, moderator, writer):
    assert writer.post("/issues/new", data=issue_form(description=f"Ask {SECRET}.")).status_code == 302
    answers = issue_form(description=f"Now ask {SECRET}.")
    refused_once(writer, "/issues/1/moves/edit", "/issues/1/moves/edit", moderator, "issue.file", "Jane", **answers)
    source = GOOD.replace("Publish prices.", f"Publish the prices of {SECRET}.")
    assert submit(writer, source=source).status_code == 302
    path = "/drafts/draft-ines-landlocked/moves/revise"
    carried = hidden(writer.get(path).text)
    assert moderator.post(PATH, data=given("draft.submit")).status_code == 302
    stale = revise(writer, source=source.replace("Publish", "Print"), **carried)
    assert (stale.status_code, SAID in stale.text, "Example Street" in stale.text) == (409, True, True)
    _member, desk = drafted(app, introduction=f"Ask {SECRET}.")
    path, answers = "/consultations/1/moves/edit", {"title": "What?", "summary": "We ask.", "admits": "everyone"}
    answers["introduction"] = f"Do ask {SECRET}."
    refused_once(desk, path, path, moderator, "consultation.draft", "Jane", **answers)


def test_what_was_opened_afterwards_or_adds_only_goes_on(app, moderator, writer):
    assert writer.post("/issues/new", data=issue_form(description=f"Ask {SECRET}.")).status_code == 302
    assert moderator.post(PATH, data=given("issue.file")).status_code == 302
    other = sign_in(app, make_person())
    before = hidden(writer.get("/issues/1/moves/edit").text)
    assert other.post("/issues/1/comments", data={"body": "First."}).status_code == 302
    assert writer.post("/issues/1/moves/edit", data=issue_form(title="Other words") | before).status_code == 302
    carried = hidden(other.get("/comments/1/edit").text)
    assert writer.post("/issues/1/moves/edit", data=issue_form(title="And other words")).status_code == 302
    assert other.post("/comments/1/edit", data={"body": "Second."} | carried).status_code == 302
    assert REMOVED in app.test_client().get("/issues/1/versions").text
