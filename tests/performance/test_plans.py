"""The plans of SQLite for the main pages: nothing walks through a table that grows."""

import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from igtf.core.db import migrate, session
from igtf.people.models import Person, Role
from igtf.record.models import Actor
from tests.counting import statements
from tests.databases import Databases
from tests.factories import sign_in
from tests.performance import data
from tests.performance.samples import Samples, make_samples

COUNT = 1500
GROWING = "subject|issue|event|event_payload|outbox|comment|support|follow|search_text|relation|hat|actor|person"
GROWING += "|tally|figure|presence"
WALK = re.compile(rf"SCAN ({GROWING})(_\d+)?\b(?! VIRTUAL TABLE INDEX \d+:\S*M)")

PAGES = [
    "/issues/", "/issues/?after=2024-01-03T00:00:00~700", "/issues/?before=2024-01-03T00:00:00~700",
    "/issues/?state=open&topic=root-zone", "/issues/?phase=work&layer=use", "/issues/?source=Meeting+3",
    "/issues/?topic=unclassified", "/issues/queue", "/issues/queue?late=1&proposed=no", "/issues/500/decide",
    "/issues/500", "/issues/500?show=discussion",
    "/search?q=interconnection+prices", "/search?q=%23500",
    "/search?q=markets&kind=issue&state=open", "/desk", "/drafts/", "/statistics.json",
    "/statistics.json?topic=root-zone&layer=use", "/statistics.json?layer=use&region=african&year=2024",
    "/ballots/", "/record?before=900",
]  # fmt: skip


@pytest.fixture(scope="module")
def loaded(sqlite: Databases, app_over: Callable[[str], Flask]) -> Iterator[tuple[Flask, Samples]]:
    """Yield the application over many issues, and the samples."""
    with sqlite.fresh(migrate) as url:
        app = app_over(url)
        with app.app_context():
            samples = make_samples()
            data.load(COUNT, samples)
        yield app, samples
        app.extensions["igtf.db"].engine.dispose()


def _client(app: Flask, who: str) -> FlaskClient:
    """Return a client of nobody, of a newcomer, or of a member of the council."""
    if who == "nobody":
        return app.test_client()
    with app.app_context():
        known = session.query(Person).join(Actor, Actor.id == Person.id)
        if who == "member":
            known = known.join(Role, Role.person_id == Person.id).filter(Role.name == "council")
        else:
            known = known.filter(Actor.handle == "reader")
        return sign_in(app, known.order_by(Person.id).limit(1).one())


def _walks(app: Flask, client: FlaskClient, path: str) -> list[str]:
    """Return each step of a plan that walks through a growing table, with the query it is of."""
    engine = app.extensions["igtf.db"].engine
    with statements(app) as sent:
        assert client.get(path).status_code == 200
    with engine.connect() as connection:
        return [
            f"{row[3]} in {' '.join(statement.split())[-300:]}"
            for statement, parameters in sent
            if statement.startswith(("SELECT", "WITH"))
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            if WALK.search(row[3])
        ]


@pytest.mark.parametrize("who", ["nobody", "newcomer", "member"])
def test_no_page_walks_through_a_growing_table(loaded: tuple[Flask, Samples], who: str) -> None:
    app, samples = loaded
    client = _client(app, who)
    pages = [*PAGES, samples.draft, samples.ballot]
    found = {path: _walks(app, client, path) for path in pages if who != "nobody" or path != "/desk"}
    assert {path: walks for path, walks in found.items() if walks} == {}
