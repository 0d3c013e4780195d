"""The demonstration story: told once, true to every invariant, and open to be walked today."""

import socket
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select, update

from igtf import cli
from igtf.cli import serving
from igtf.cli.demo import fill
from igtf.cli.demo.telling import Story
from igtf.core import clock
from igtf.core.clock import ClockOffset
from igtf.core.db import dialect, session, writing
from igtf.core.errors import Invalid
from igtf.core.mail import Mail
from igtf.core.workflow import WORKFLOWS
from igtf.desk.waiting import on_desk
from igtf.notice.worker import work_once
from igtf.people.commands import first_secretariat
from igtf.record.models import Actor, Event, Outbox, Subject
from igtf.routing.models import Statement
from tests.factories import broken_promises
from tests.story import told


@pytest.fixture
def story(engine_name, request, app_over):
    with request.getfixturevalue(engine_name).fresh(told) as url:
        app = app_over(url)
        app.config["DEMO"] = True
        with app.app_context():
            yield app
        app.config["DEMO"] = False
        app.extensions["igtf.db"].dispose()


def count(kind, state):
    return session.scalar(select(func.count()).where(Subject.kind == kind, Subject.state == state))


@pytest.mark.parametrize(("hour", "days"), [(0, 1), (9, 1), (10, 0), (23, 0)])
def test_what_is_due_is_as_many_days_away_at_any_hour(app, db, hour, days):
    moment = datetime(2026, 11, 30, hour, 16, tzinfo=UTC)
    with clock.stopped(moment):
        told_until = Story().today
    assert told_until == datetime(2026, 11, 30, 10, tzinfo=UTC) - timedelta(days=days)
    assert timedelta() <= moment - told_until < timedelta(days=1)


def person(handle):
    return session.scalars(select(Actor.id).where(Actor.handle == handle)).one()


def acts(handle):
    return {str(act) for item in on_desk(person(handle)) if item.part == "me" for act, _address in item.acts}


def long_lines():
    """Lines of mails that are too long and could be broken; the letters, which are sent as they are, apart."""
    letters = session.scalars(select(Statement.sent_text).where(Statement.sent_text.is_not(None)))
    sent = {line for letter in letters for line in letter.split("\n")}
    lines = {line for text in session.scalars(select(Mail.text)) for line in text.split("\n")} - sent
    return [line for line in lines if len(line) > 78 and " " in line.lstrip("> ")]


def test_the_story_can_be_walked(story):
    assert fill() is False
    assert broken_promises() == []
    assert long_lines() == []
    assert count("call", "open") == 3
    assert count("ballot", "open") == 1
    assert count("recommendation", "published") == 1
    newest = session.scalar(select(func.max(Event.at)))
    assert newest < clock.now()
    assert "Take a position" in acts("claire")
    assert "Answer the objection" in acts("rania")
    assert "Say what becomes of it" in acts("ines")
    reader = story.test_client()
    for kind, ref in session.execute(select(Subject.kind, Subject.ref)).all():
        answer = reader.get(f"/{WORKFLOWS[kind].collection}/{ref}")
        assert answer.status_code == 200, (kind, ref)
    for workflow in WORKFLOWS.values():
        assert reader.get(f"/{workflow.collection}/").status_code == 200


def test_the_clock_carries_the_story_on(story):
    """On SQLite the first round of the clock tells the whole past, in thousands of mails; on PostgreSQL what is new."""
    if dialect() == "postgresql":
        with writing() as own:
            own.execute(update(Outbox).values(told_at=clock.now()))
    client = story.test_client()
    assert client.post("/demo/clock", data={"days": "3"}).status_code == 400
    for _month in range(3):
        assert client.post("/demo/clock", data={"days": "30", "next": "/"}).status_code == 302
        assert broken_promises() == []
    assert count("call", "open") == 0
    assert count("ballot", "open") == 0
    work_once(story)
    page = client.get("/statements/2").text
    assert "overdue" in page
    become = client.post("/demo/become", data={"handle": "rania", "next": "/desk"})
    assert become.location == "/desk"
    assert "Declare what the call found" in client.get("/desk").text


def test_the_clock_goes_ahead_within_bounds_and_never_back(story):
    before = clock.now()
    for days in (0, -1, clock.FARTHEST + 1, 3_000_000, True, "1", None):
        with pytest.raises(Invalid, match="a whole number from 1 to 3,650"):
            clock.advance(days)
    for _time in range(clock.MOST_AHEAD // clock.FARTHEST):
        moved = clock.advance(clock.FARTHEST)
    assert moved - before >= timedelta(days=clock.MOST_AHEAD)
    with pytest.raises(Invalid, match="days ahead of the real one"):
        clock.advance(1)
    assert clock.now() - moved < timedelta(minutes=1)


def test_the_database_of_a_site_is_no_demonstration(app, db, monkeypatch):
    asked = []

    def application(**overrides):
        asked.append(overrides)
        return app

    first_secretariat(handle="first", name="First", email="first@site.example", password="a long enough password",
                      at=clock.now())  # fmt: skip
    monkeypatch.setattr(cli, "application", application)
    monkeypatch.setattr(serving, "application", application)
    monkeypatch.setattr(serving, "loaded", lambda: app)
    monkeypatch.setitem(app.config, "DEMO", True)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    for command in (
        ["demo"],
        ["demo", "--advance", "30"],
        ["serve", "--demo", "--port", port],
        ["web", "--port", port],
    ):
        done = CliRunner(env={"IGTF_DEMO": "", "IGTF_BASE_URL": None}).invoke(cli.main, command)
        assert done.exit_code == 1, done.output
        assert "This is the database of a site" in done.output, command
    assert asked == [{"DEMO": True}, {"DEMO": True}, {}]
    assert session.scalar(select(func.count()).select_from(ClockOffset)) == 0


def test_nothing_of_it_outside_a_demonstration(app, db):
    client = app.test_client()
    for path in ("/demo/become", "/demo/clock"):
        assert client.post(path, data={"handle": "rania", "days": "1"}).status_code == 404
    with pytest.raises(RuntimeError, match="demonstration"):
        clock.advance(1)
