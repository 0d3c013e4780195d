"""The record: append-only on both engines and after every migration; nothing half done, nothing twice."""

import re
import threading

import pytest
from sqlalchemy import func, inspect, select, text
from sqlalchemy.exc import DBAPIError

from igtf.core.clock import now
from igtf.core.database.engines import make_engine
from igtf.core.database.schema import migrate, newest
from igtf.core.db import session, writing
from igtf.core.errors import AlreadyDone, NotAllowed, Stale
from igtf.core.i18n import in_language, pseudo
from igtf.core.sent.submits import submit_of
from igtf.core.workflow import Nothing
from igtf.discussion.models import Comment, CommentVersion
from igtf.issues import commands, supporting
from igtf.issues.models import Issue
from igtf.issues.states import ISSUE
from igtf.record.by import by_clock
from igtf.record.events import record
from igtf.record.models import Event, Subject
from igtf.record.moves import perform
from tests.factories import broken_promises, by, make_person, sign_in
from tests.story import told

FIELDS = {"title": "A title", "summary": "A summary", "layer": "use", "topic": "access"}


def filed(person, **changes):
    return commands.file(by=by(person), **FIELDS | changes)


@pytest.mark.parametrize("statement", ["UPDATE event SET kind = 'x'", "DELETE FROM event"])
def test_the_record_refuses_change(app, db, statement):
    filed(make_person())
    with pytest.raises(DBAPIError, match="append-only"):
        session.execute(text(statement))
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Event)) > 0


def test_a_refused_act_leaves_nothing(app, db):
    issue, stranger = filed(make_person()), make_person()
    before = session.scalar(select(func.count()).select_from(Event))
    with pytest.raises(NotAllowed, match="assigned member"):
        commands.accept(issue, reason="x", by=by(stranger))
    assert session.scalar(select(func.count()).select_from(Event)) == before


def test_a_stale_revision_is_refused_and_says_who_changed_it(app, db):
    filer = make_person("changer")
    issue = filed(filer)
    commands.edit(issue, by=by(filer), **empty(title="Another title"))
    with pytest.raises(Stale, match="Meanwhile Changer Exemplar edited"):
        commands.edit(issue, by=by(filer), revision=1, **empty(title="A third title"))
    assert session.scalars(select(Subject.title).where(Subject.kind == "issue")).one() == "Another title"


def test_what_the_clock_changed_is_said_in_the_language_of_who_comes_too_late(app, db, monkeypatch):
    monkeypatch.setitem(app.config, "LANGUAGES", "en,pseudo")
    filer = make_person()
    issue = filed(filer)
    commands.edit(issue, by=by(filer), **empty(title="Another title"))
    with writing():
        record(by_clock(now()), issue.subject, "issue.lapse", Nothing())
    with in_language("pseudo"), pytest.raises(Stale, match=re.escape(pseudo("The clock"))):
        commands.edit(issue, by=by(filer), revision=1, **empty(title="A third title"))


def empty(**changes):
    names = ("language", "description", "function", "source", "affected", "evidence", "concerned")
    return FIELDS | dict.fromkeys(names, "") | changes


def test_the_same_submit_is_done_once(app, db):
    filer = make_person()
    act = by(filer)
    perform(ISSUE, "file", None, FIELDS, by=act, once=submit_of("key", FIELDS))
    with pytest.raises(AlreadyDone) as again:
        perform(ISSUE, "file", None, FIELDS, by=act, once=submit_of("key", FIELDS))
    assert again.value.url == "/issues/1"
    assert session.scalar(select(func.count()).select_from(Issue)) == 1


def test_simultaneous_supports_are_all_counted(app, db):
    issue = filed(make_person())
    people = [make_person() for _ in range(8)]
    acts = [by(person) for person in people]
    session.rollback()

    def support(act):
        with app.app_context():
            supporting.support(session.get_one(Issue, issue_id), by=act)

    issue_id = issue.id
    session.rollback()
    threads = [threading.Thread(target=support, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert session.scalars(select(Subject.support_count).where(Subject.kind == "issue")).one() == 8
    assert broken_promises() == []


def test_a_comment_quotes_one_on_the_same_subject(app, db):
    first, second = filed(make_person()), filed(make_person())
    here, there = (f"/issues/{issue.subject.ref}/comments" for issue in (first, second))
    client = sign_in(app, make_person())
    assert client.post(here, data={"body": "First words"}).status_code == 302
    number = str(session.scalars(select(Comment.id)).one())
    refused = client.post(there, data={"body": "> First words", "quotes": number})
    assert refused.status_code == 422
    assert "Only a comment on the same subject can be quoted." in refused.text
    assert client.post(here, data={"body": "> First words", "quotes": number}).status_code == 302
    session.rollback()
    assert session.scalars(select(Comment.quotes_id).order_by(Comment.id)).all() == [None, int(number)]


def test_comments_are_a_thread_with_history_reports_and_tombstones(app, db):
    issue, writer, moderator = filed(make_person()), make_person(), make_person(roles=("moderator",))
    path = f"/issues/{issue.subject.ref}/comments"
    assert app.test_client().post(path, data={"body": "hello"}).status_code == 403
    mine, other = sign_in(app, writer), sign_in(app, moderator)
    assert mine.post(path, data={"body": " "}).status_code == 422
    assert mine.post(path, data={"body": "**First** words <script>alert(1)</script>"}).status_code == 302
    page = mine.get("/issues/1").text
    assert "<strong>First</strong>" in page
    assert "<script>" not in page
    assert other.get("/comments/1/edit").status_code == 403
    assert mine.post("/comments/1/edit", data={"body": "Second words"}).status_code == 302
    assert "First" in mine.get("/comments/1/history").text
    quoted = other.get("/comments/1/quote").text
    assert "&gt; Second words" in quoted
    assert other.post(path, data={"body": "> Second words\n\nYes.", "quotes": "1"}).status_code == 302
    session.rollback()
    assert session.scalars(select(Comment.quotes_id).order_by(Comment.id)).all() == [None, 1]
    assert mine.post("/comments/2/hide", data={"reason": "x"}).status_code == 403
    assert other.post("/comments/1/report", data={"reason": "Rude."}).status_code == 302
    assert other.post("/comments/1/hide", data={"reason": "Abuse of a person."}).status_code == 302
    page = app.test_client().get("/issues/1").text
    assert "Hidden by a moderator: Abuse of a person." in page
    assert "Second words" not in page.split("Hidden by a moderator")[1].split("</li>")[0]
    history = other.get("/comments/1/history").text
    assert "Hidden by a moderator: Abuse of a person." in history
    assert "Second words" not in history
    assert broken_promises() == []


def test_a_comment_that_was_not_changed_has_no_former_text(app, db):
    filed(make_person())
    mine = sign_in(app, make_person())
    assert mine.post("/issues/1/comments", data={"body": "First words"}).status_code == 302
    same = mine.post("/comments/1/edit", data={"body": "First words"})
    assert (same.status_code, "Nothing was changed, so nothing was recorded." in same.text) == (422, True)
    session.rollback()
    assert session.scalars(select(CommentVersion)).all() == []
    (key,) = re.findall(r'name="once" value="([\w-]+)"', mine.get("/comments/1/edit").text)
    for _click in range(2):
        assert mine.post("/comments/1/edit", data={"body": "Second words", "once": key}).location == "/comments/1"
    session.rollback()
    assert session.scalars(select(CommentVersion.text)).all() == ["First words"]
    assert session.scalars(select(Event.kind).where(Event.kind == "comment.edit")).all() == ["comment.edit"]


def test_following_is_one_click_each_way(app, db):
    person = make_person()
    filed(make_person())
    client = sign_in(app, person)
    assert app.test_client().post("/issues/1/follow").status_code == 403
    assert client.post("/issues/1/follow").status_code == 302
    assert "Stop following" in client.get("/issues/1").text
    assert client.post("/issues/1/follow", data={"stop": "1"}).status_code == 302
    assert "Stop following" not in client.get("/issues/1").text


def test_an_unchanged_page_is_answered_by_its_version(app, db, one_moment):
    filer = make_person()
    filed(filer)
    reader = app.test_client()
    first = reader.get("/issues/1")
    again = reader.get("/issues/1", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.data == b""
    sign_in(app, filer).post("/issues/1/comments", data={"body": "News."})
    assert reader.get("/issues/1", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_a_page_is_readable_as_text(app, db):
    filed(make_person(), title="Read me in a terminal")
    answer = app.test_client().get("/issues/1", headers={"Accept": "text/plain"})
    assert answer.mimetype == "text/plain"
    assert "Read me in a terminal" in answer.text
    assert "## Timeline and discussion" in answer.text
    assert "<div" not in answer.text


def test_migrations_go_up_and_down_with_data(app, db, db_url):
    from alembic import command
    from alembic.config import Config

    filed(make_person())
    session.rollback()
    settings = Config(toml_file="pyproject.toml")
    settings.attributes["engine"] = engine = make_engine(db_url)
    command.check(settings)
    command.downgrade(settings, "base")
    assert inspect(engine).get_table_names() in ([], ["alembic_version"])
    migrate(db_url)
    engine.dispose()
    filed(make_person())
    with pytest.raises(DBAPIError, match="append-only"):
        session.execute(text("DELETE FROM event"))
    session.rollback()


NEWEST = 6
"""Of how many migrations `make test` looks how they go down and up; those before them landed, and do not change."""


@pytest.mark.apart
@pytest.mark.parametrize("most", [NEWEST, pytest.param(None, marks=pytest.mark.long)])
def test_each_migration_goes_down_and_up_with_the_story_in_it(engine_name, request, most):
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    with request.getfixturevalue(engine_name).fresh(told) as url:
        settings = Config(toml_file="pyproject.toml")
        settings.attributes["engine"] = engine = make_engine(url)
        scripts = ScriptDirectory.from_config(settings)
        assert scripts.get_current_head() == newest(), "a start would not see that there is something to do"
        for _revision in list(scripts.walk_revisions())[:most]:
            command.downgrade(settings, "-1")
            command.upgrade(settings, "+1")
            command.downgrade(settings, "-1")
        assert most or inspect(engine).get_table_names() in ([], ["alembic_version"])
        engine.dispose()
