"""A primary and a replica: who reads where, own writes are seen, and what goes on when one of them is gone."""

import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, text

from igtf import create_app
from igtf.core.database import servers
from igtf.core.database.engines import read_from
from igtf.core.database.schema import migrate
from igtf.core.db import session
from igtf.people.accounts import change_password
from igtf.people.models import Person
from igtf.people.signins import make_token
from tests.conftest import SETTINGS, Client
from tests.counting import statements_on
from tests.factories import issue_form, make_person, sign_in
from tests.people.test_factors import with_app
from tests.replicas import Node, pair, wait_for_replica

SOON = 0.3


@pytest.fixture(scope="module")
def nodes() -> Iterator[tuple[Node, Node]]:
    with pair() as both:
        migrate(both[0].url)
        yield both


@pytest.fixture
def app(nodes: tuple[Node, Node], tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """Yield the application over both, each of them answering."""
    monkeypatch.setattr(servers, "PAUSE", SOON)
    for node in nodes:
        node.start()
    app = create_app({**SETTINGS, "DATABASE_URL": nodes[0].url, "REPLICA_URL": nodes[1].url, "VAR": str(tmp_path),
                      "KEPT_PAGES": 1})  # fmt: skip
    app.test_client_class = Client
    yield app
    app.extensions["igtf.db"].dispose()


@pytest.fixture
def writer(app: Flask, nodes: tuple[Node, Node]) -> FlaskClient:
    """Return a client that is signed in, with no mark; the replica knows of it."""
    with app.app_context():
        client = sign_in(app, make_person())
    wait_for_replica(*nodes)
    return client


class Asked:
    """How many statements came to each server within a block."""

    def __init__(self, app: Flask) -> None:
        self.database = app.extensions["igtf.db"]

    def __enter__(self) -> "Asked":
        self._within = ExitStack()
        self._primary = self._within.enter_context(statements_on(self.database.engine))
        self._replica = self._within.enter_context(statements_on(self.database._replica.engine))
        return self

    def __exit__(self, *_error: object) -> None:
        self._within.close()

    @property
    def primary(self) -> int:
        return len(self._primary)

    @property
    def replica(self) -> int:
        return len(self._replica)


def test_readers_use_the_replica_and_writers_see_what_they_wrote(app, writer, nodes):
    with Asked(app) as asked:
        assert writer.get("/desk").status_code == 200
        assert app.test_client().get("/issues/").status_code == 200
    assert (asked.primary, asked.replica > 0) == (0, True)

    nodes[1].ask("SELECT pg_wal_replay_pause()")
    with Asked(app) as asked:
        answer = writer.post("/issues/new", data=issue_form(title="Seen at once"))
    assert asked.replica == 0
    page = answer.headers["Location"]
    mark = next(cookie for cookie in answer.headers.getlist("Set-Cookie") if cookie.startswith("igtf-seen="))
    assert "HttpOnly" in mark
    assert "SameSite=Lax" in mark
    assert "Seen at once" in writer.get(page).text
    assert app.test_client().get(page).status_code == 404  # the replica does not show it yet
    forger = app.test_client()
    forger.set_cookie("igtf-seen", "0/0.forged")
    assert forger.get(page).status_code == 404

    nodes[1].ask("SELECT pg_wal_replay_resume()")
    wait_for_replica(*nodes)
    with Asked(app) as asked:
        assert "Seen at once" in writer.get(page).text
    assert asked.primary == 0
    assert "Seen at once" in app.test_client().get(page).text


def test_who_waits_for_the_second_factor_is_known_to_a_replica_that_is_behind(app, nodes):
    with app.app_context():
        ada = make_person("ada")
        with_app(app, ada, lambda: wait_for_replica(*nodes))
        number = ada.id
    wait_for_replica(*nodes)
    client = app.test_client()
    nodes[1].ask("SELECT pg_wal_replay_pause()")
    try:
        with app.app_context():
            change_password(session.get_one(Person, number), "a new password for ada")
        given = {"login": "ada", "password": "a new password for ada"}
        assert client.post("/sign-in", data=given).location == "/sign-in/second"
        assert client.get("/sign-in/second").status_code == 200
    finally:
        nodes[1].ask("SELECT pg_wal_replay_resume()")


def test_reading_requests_leave_their_queries_prepared(app, writer, nodes):
    for _time in range(8):
        assert writer.get("/desk").status_code == 200
    with read_from(app.extensions["igtf.db"]._replica.engine) as connection:  # the one that the pages used
        prepared = "SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE statement LIKE :like"
        ((generic, custom),) = connection.execute(text(prepared), {"like": "%UNION ALL%"}).all()
        assert generic >= 2, "the desk is planned once"
        assert custom == 0
        assert len(connection.execute(text(prepared), {"like": "%sign_in%"}).all()) == 1
        assert connection.scalar(text("SHOW plan_cache_mode")) == "auto"
    for number in range(16):
        assert writer.get(f"/search?q=prices+{number}").status_code == 200
    with read_from(app.extensions["igtf.db"]._replica.engine) as connection:
        searched = connection.execute(text(prepared), {"like": "%FROM search_text,%"}).all()
        assert [row for row in searched if row.generic_plans] == [], "a search is planned by its words"
        assert searched


def test_more_queries_stay_prepared_than_all_pages_ask(app):
    with read_from(app.extensions["igtf.db"].engine) as connection:
        for number in range(150):  # the driver's own bound is 100, and pages ask more: each would push out another
            for _time in range(6):
                connection.execute(text(f"SELECT {number} AS kept"))
        kept = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%AS kept'"
        assert connection.scalar(text(kept)) == 150


def test_pages_kept_from_the_replica_are_those_of_its_state(app, writer, nodes, one_moment):
    reader = app.test_client()
    page = writer.post("/issues/new", data=issue_form(title="Kept for readers")).headers["Location"]
    wait_for_replica(*nodes)
    body = reader.get(page).data
    with Asked(app) as asked:
        assert app.test_client().get(page).data == body
    assert (asked.primary, asked.replica) == (0, 0), "the doorstep handed it out"
    assert writer.post(f"{page}/comments", data={"body": "Something new"}).status_code == 302
    wait_for_replica(*nodes)
    assert "Something new" in reader.get(page).text


def test_a_caller_with_a_token_sees_the_own_write_without_cookies(app, nodes):
    with app.app_context():
        headers = {"Authorization": f"Bearer {make_token(make_person(), 'tests')}"}
    nodes[1].ask("SELECT pg_wal_replay_pause()")
    given = {name: value for name, value in issue_form().items() if name != "step"}
    made = app.test_client().post("/api/v1/issues", json=given, headers=headers)
    assert made.status_code == 201, made.text
    path = f"/api/v1/issues/{made.json['ref']}"
    assert made.headers["Location"] == path
    assert app.test_client().get(path, headers=headers).status_code == 200
    assert app.test_client().get(path).status_code == 404
    nodes[1].ask("SELECT pg_wal_replay_resume()")


def test_pages_go_on_without_the_replica_and_use_it_when_it_is_back(app, writer, nodes):
    assert writer.get("/desk").status_code == 200  # its connection is in the pool
    nodes[1].kill()
    tries, began = [], time.monotonic()
    event.listen(app.extensions["igtf.db"]._replica.engine, "do_connect", lambda *_given: tries.append(1))
    while time.monotonic() - began < 3 * SOON:
        assert writer.get("/desk").status_code == 200
        assert app.test_client().get("/issues/").status_code == 200
    assert 1 <= len(tries) <= (time.monotonic() - began) / SOON + 2  # not every request tries it
    assert writer.post("/issues/new", data=issue_form()).status_code == 302
    nodes[1].start()
    wait_for_replica(*nodes)
    time.sleep(SOON)
    with Asked(app) as asked:
        assert app.test_client().get("/issues/").status_code == 200
    assert (asked.primary, asked.replica > 0) == (0, True)


def test_without_the_primary_reading_goes_on_and_writing_keeps_the_text(app, writer, nodes):
    with app.app_context():
        token = make_token(make_person(), "tests")
        session.execute(text("UPDATE sign_in SET seen_at = seen_at - interval '2 hours'"))
        session.commit()
    assert writer.post("/issues/new", data=issue_form()).status_code == 302  # and a mark
    wait_for_replica(*nodes)
    nodes[0].kill()
    for _time in range(3):
        assert writer.get("/desk").status_code == 200  # its use cannot be noted now
        assert app.test_client().get("/issues/").status_code == 200
        assert writer.get("/api/v1/issues", headers={"Authorization": f"Bearer {token}"}).status_code == 200
        refused = writer.post("/issues/new", data=issue_form(summary="What I have written"))
        assert refused.status_code == 503
        assert "What I have written" in refused.text
        assert "database is not reachable" in refused.text
        assert refused.headers["Retry-After"]
    problem = writer.post("/api/v1/issues", json={}, headers={"Authorization": f"Bearer {token}"})
    assert (problem.status_code, problem.mimetype) == (503, "application/problem+json")
    nodes[0].start()
    time.sleep(SOON)
    assert writer.post("/issues/new", data=issue_form(summary="What I have written")).status_code == 302


def test_connections_that_their_server_closed_are_let_go_before_they_are_used(app, writer, nodes):
    own = "pid <> pg_backend_pid() AND backend_type = 'client backend'"
    for _time in range(2):
        with Asked(app) as asked:
            assert app.test_client().get("/issues/").status_code == 200
            assert writer.post("/issues/new", data=issue_form()).status_code == 302
        assert min(asked.primary, asked.replica) > 0
        for node in nodes:
            assert node.ask(f"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE {own}")
        time.sleep(SOON)


def test_with_both_gone_the_page_says_so_and_comes_back(app, writer, nodes):
    for node in nodes:
        node.kill()
    assert writer.get("/desk").status_code == 503
    assert app.test_client().get("/readyz").status_code == 503
    for node in nodes:
        node.start()
    time.sleep(SOON)
    assert writer.get("/desk").status_code == 200
