"""A database in trouble under a running site: what was typed is kept, and all goes on as soon as it can."""

import sqlite3
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import event, func, make_url, select, update

from igtf.core import clock
from igtf.core.database import engines
from igtf.core.db import session, writing
from igtf.discussion.models import Comment
from igtf.notice.worker import work_once
from igtf.people.models import SignIn
from tests.core.test_errorpages import PAGE, kept
from tests.factories import issue_form, make_person, sign_in

SAID = {"body": "What I have written."}


@pytest.fixture
def writer(app, db):
    """Return who is signed in, since so long that a page notes that the sign-in is used; there is an issue."""
    client = sign_in(app, make_person("ines"))
    assert client.post("/issues/new", data=issue_form()).status_code == 302
    with writing():
        session.execute(update(SignIn).values(seen_at=clock.real_now() - timedelta(hours=2)))
    session.rollback()
    return client


@contextmanager
def held(db, monkeypatch):
    """Let another program write into the file for longer than anybody waits."""
    monkeypatch.setattr(engines, "LONGEST_WAIT", 0.1)
    other = sqlite3.connect(make_url(db.url).database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.close()


@contextmanager
def refusing(db, _monkeypatch):
    """Let the file refuse to be written from the first word on, as one does whose disk fails."""

    def refuse(connection, *_given):
        connection.execute("PRAGMA query_only = 1")

    db.leave()
    event.listen(db.engine, "connect", refuse)
    try:
        yield
    finally:
        event.remove(db.engine, "connect", refuse)
        db.leave()


def comments():
    session.rollback()
    return session.scalar(select(func.count()).select_from(Comment))


@pytest.mark.engine("sqlite")
@pytest.mark.parametrize("trouble", [held, refusing])
def test_a_file_that_cannot_be_written_is_read_and_what_was_typed_is_kept(app, db, writer, monkeypatch, trouble):
    with trouble(db, monkeypatch):
        for _time in range(2):
            assert writer.get(PAGE).status_code == 200
            refused = writer.post(f"{PAGE}/comments", data=SAID)
            assert (refused.status_code, kept(refused)) == (503, SAID["body"])
            assert refused.headers["Retry-After"]
        work_once(app)
    assert comments() == 0
    assert writer.post(f"{PAGE}/comments", data=SAID).status_code == 302
    assert comments() == 1


CUT = {
    "at the words": "TRIGGER cut BEFORE INSERT ON comment",
    "at the end": "CONSTRAINT TRIGGER cut AFTER INSERT ON comment DEFERRABLE INITIALLY DEFERRED",
}
"""When the server ends the connection of who comments: the second is called by COMMIT."""


@contextmanager
def cut(db, moment):
    """Let the server end the connection of whoever comments within the block."""

    def run(statement):
        with db.engine.begin() as connection:
            connection.exec_driver_sql(statement)

    run(
        "CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(5); RETURN NEW; END $$"
    )
    run(f"CREATE {CUT[moment]} FOR EACH ROW EXECUTE FUNCTION cut()")
    yield
    run("DROP FUNCTION cut CASCADE")


@pytest.mark.engine("postgresql")
@pytest.mark.parametrize(
    ("moment", "words"),
    [("at the words", "Nothing was written."), ("at the end", "It is not known whether this was written.")],
)
def test_a_connection_that_is_cut_while_somebody_writes(app, db, writer, moment, words):
    given = SAID | {"once": "abc"}
    with cut(db, moment):
        refused = writer.post(f"{PAGE}/comments", data=given)
        assert writer.get(PAGE).status_code == 200
    assert (refused.status_code, kept(refused)) == (503, SAID["body"])
    assert words in refused.text
    for _time in range(2):
        assert writer.post(f"{PAGE}/comments", data=given).status_code == 302
    assert comments() == 1
