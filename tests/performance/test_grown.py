"""A page costs the same however much hangs on its subject: bytes and rows read, on both engines."""

from collections.abc import Callable
from contextlib import ExitStack
from typing import NamedTuple

import pytest
from flask import Flask
from sqlalchemy import select

from igtf.core.db import session
from igtf.core.workflow import WORKFLOWS
from igtf.record.models import Subject
from tests.counting import READS, Sent, statements
from tests.databases import Databases, as_they_come
from tests.performance.grown import grow
from tests.story import told

FEW, MANY = 70, 280
"""How many more of everything: the first fill each page, as a timeline has sixty entries; the others are four times
as many."""
AS_MUCH = 1.1
PAGES = [
    "/consultations/1", "/consultations/1/replies", "/consultations/1/questions/3", "/consultations/1/people",
    "/consultations/1/replies/1", "/api/v1/consultations/1", "/api/v1/consultations/1/replies",
    "/consultations/1/baskets/4", "/calls/1", "/calls/4", "/calls/1/positions", "/api/v1/calls/1",
    "/issues/1", "/api/v1/issues/1", "/outcomes/1", "/objections/1",
    "/minority-statements/1", "/meetings/1", "/meetings/1/present",
    "/related/outcome/1/from-outcome?reverse=1", "/groups/newiss/people", "/calls/1/people",
]  # fmt: skip


class Cost(NamedTuple):
    """What a page costs."""

    bytes: int
    rows: int


def _subjects() -> set[int]:
    """Return the subjects that the pages are about."""
    kinds = {workflow.collection: kind for kind, workflow in WORKFLOWS.items()}
    parts = [path.removeprefix("/api/v1").split("/") for path in PAGES]
    named = {(kinds[part[1]], part[2]) for part in parts if part[1] in kinds}
    return {row.id for row in session.execute(select(Subject.id, Subject.kind, Subject.ref))
            if (row.kind, row.ref) in named}  # fmt: skip


def _rows(app: Flask, sent: list[Sent]) -> int:
    """Return how many rows the queries give."""
    with app.extensions["igtf.db"].engine.connect() as connection:
        asked = [one.again(connection.connection.driver_connection) for one in sent if one.text.startswith(READS)]
    return sum(map(len, asked))


def _cost(app: Flask, path: str) -> Cost:
    with statements(app) as sent:
        answer = app.test_client().get(path)
    assert answer.status_code == 200
    return Cost(len(answer.data), _rows(app, sent))


@pytest.fixture(scope="module")
def costs(
    engine_name: str, request: pytest.FixtureRequest, app_over: Callable[[str], Flask]
) -> dict[str, tuple[Cost, Cost]]:
    """Return what each page costs with few and with many of everything."""
    databases: Databases = request.getfixturevalue(engine_name)
    found: list[dict[str, Cost]] = []
    for many in (FEW, MANY):
        with ExitStack() as stack:
            stack.enter_context(as_they_come("rows are counted that an engine reads until it has found enough"))
            app = app_over(stack.enter_context(databases.fresh(told)))
            stack.callback(app.extensions["igtf.db"].dispose)
            with app.app_context():
                grow(many, _subjects())
            found.append({path: _cost(app, path) for path in PAGES})
    few, many_ = found
    return {path: (few[path], many_[path]) for path in PAGES}


@pytest.mark.apart
@pytest.mark.parametrize("path", PAGES)
def test_four_times_as_much_costs_no_more(costs: dict[str, tuple[Cost, Cost]], path: str) -> None:
    few, many = costs[path]
    assert many.bytes <= AS_MUCH * few.bytes
    assert many.rows <= AS_MUCH * few.rows
