"""What we owe a body: the points of its letter that still wait for us, each with its day."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, ScalarSelect, and_, bindparam, func, select

from igtf.core.database.conditions import among
from igtf.core.database.prepared import prepared
from igtf.core.db import Listing, fetch
from igtf.record.models import Subject
from igtf.routing.models import Statement, StatementAsk
from igtf.routing.points import OWED, UNSAID, day_of, points_in
from igtf.routing.states import STATEMENT

OURS_TO_ANSWER = STATEMENT.move_by_name["offer-date"].sources
"""States in which a body may wait for us."""


def first_day(letter: Statement, points: Sequence[StatementAsk]) -> datetime | None:
    """Return the first day for which the letter of a body waits for us; of one without points its own."""
    if not points:
        return letter.deadline
    days = [day_of(letter, point) for point in points if point.status in OWED]
    return min((day for day in days if day), default=None)


class PointStanding(NamedTuple):
    """How a point of a body's letter stands: the day for which it still waits for us, and whether that has passed."""

    ask: StatementAsk
    day: datetime | None
    late: bool


def standing(letter: Statement, at: datetime) -> list[PointStanding]:
    """Return how each point of a body's letter stands; nothing for one without points, and for one that was noted.

    Nor for one that a response answered as a whole.
    """
    points = points_in(letter.asks)
    as_whole = letter.answered_at is not None and all(point.status == "open" for point in points)
    if as_whole or (letter.subject.phase == "closed" and letter.answered_at is None):
        return []
    days = [(point, day_of(letter, point) if point.status in OWED else None) for point in points]
    return [PointStanding(point, day, day is not None and day <= at) for point, day in days]


def is_owed() -> ColumnElement[bool]:
    """Return whether the point of a query, of the letter of a body, waits for us."""
    return among(StatementAsk.status, OWED) & ~among(StatementAsk.text, tuple(dict.fromkeys(UNSAID.values())))


def points_open() -> ScalarSelect[int]:
    """Return, as SQL, how many points of the letter of a query still wait for us; 0 for one without points."""
    count = select(func.count()).select_from(StatementAsk)
    return count.where(StatementAsk.statement_id == Statement.id, is_owed()).correlate(Statement).scalar_subquery()


DAY = func.coalesce(StatementAsk.promised_by, StatementAsk.deadline, Statement.deadline)


def owed(*which: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return whether the ``Subject`` of a query is a letter of a body of which a point waits for us by a day.

    ``which``: more that has to hold of the point.
    """
    waits = select(StatementAsk.id).join(Statement, Statement.id == StatementAsk.statement_id)
    there = waits.where(StatementAsk.statement_id == Subject.id, Statement.direction == "in", is_owed(), *which)
    state = (Subject.kind == "statement", among(Subject.state, OURS_TO_ANSWER), Subject.due_at.is_not(None))
    return and_(*state, there.correlate(Subject).exists())


def owed_later(at: datetime) -> ColumnElement[bool]:
    """Return whether the ``Subject`` of a query is a letter of a body of which a point waits for us by a later day."""
    return owed(at <= DAY)


def received_from(body_id: int) -> Sequence[Any]:
    """Return each statement that a body sent us, newest first, with how many of its points wait for us; one query."""
    return fetch(_received(), {"body": body_id}).all()


@prepared
def _received() -> Listing:
    return (
        select(Subject.id, Subject.kind, Subject.ref, Subject.title, Subject.state, Subject.phase, Subject.opened_at,
               Subject.due_at, Statement.purpose, points_open().label("points_open"))
        .join(Statement, Statement.id == Subject.id)
        .where(Statement.to_body_id == bindparam("body"), Statement.direction == "in")
        .order_by(Subject.id.desc())
    )  # fmt: skip
