"""What is waited for: letters that a body owes an answer, their points, and the days of all."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, and_, func, or_, select

from igtf.core.database.conditions import among, among_given
from igtf.core.database.prepared import prepared
from igtf.core.db import Listing, fetch
from igtf.drafts.words import PROMISING
from igtf.record.models import Subject
from igtf.routing.models import Statement, StatementAsk
from igtf.routing.over import pointless
from igtf.routing.owing import DAY, is_owed
from igtf.routing.policy import RoutingFacts
from igtf.routing.states import STATEMENT

WAITING = STATEMENT.move_by_name["remind"].sources
"""States in which a body still owes an answer."""
PARTLY, ANSWERED = STATEMENT.move_by_name["answer"].targets
"""The state of a letter of which some points are answered, and of one each point of which is, or was given up."""
TO_COME = (*WAITING, ANSWERED)
"""States of a letter of which an answer, or what its body promised, may be waited for."""


@cache
def awaited() -> ColumnElement[bool]:
    """Return whether a body owes an answer: one is waited for, and what it is about is not over."""
    owed = (Subject.kind == "statement", among(Subject.state, WAITING), Subject.due_at.is_not(None))
    return and_(*owed, ~pointless(Subject.id))


@cache
def over() -> ColumnElement[bool]:
    """Return whether the ``Subject`` of a query is a letter of which more may come, though what it is about is over."""
    return and_(Subject.kind == "statement", among(Subject.state, TO_COME), pointless(Subject.id))


def known_over(facts: RoutingFacts, state: str) -> bool | None:
    """Return ``over`` of the facts of a page, None where they do not say."""
    return facts.pointless and state in TO_COME if facts.signed_in else None


def is_asked_still() -> ColumnElement[bool]:
    """Return whether the point of a query, of our letter, is open: ``expecting.asked_still``, as SQL."""
    return and_(StatementAsk.status == "open", ~StatementAsk.settled)


def expects(*which: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return whether the ``Subject`` of a query is a letter of ours of which a point is open by a day.

    ``which``: more that has to hold of the point.
    """
    open_points = select(StatementAsk.id).join(Statement, Statement.id == StatementAsk.statement_id)
    there = open_points.where(
        StatementAsk.statement_id == Subject.id, Statement.direction == "out", is_asked_still(), *which
    )
    state = (Subject.kind == "statement", among(Subject.state, WAITING), Subject.due_at.is_not(None))
    return and_(*state, there.correlate(Subject).exists())


def expects_later(at: datetime) -> ColumnElement[bool]:
    """Return whether the ``Subject`` of a query is a letter of ours of which a point is waited for by a later day."""
    return expects(at <= DAY)


def points_unanswered() -> ScalarSelect[int]:
    """Return, as SQL, how many points of the letter of a query, which is ours, are open."""
    count = select(func.count()).select_from(StatementAsk)
    mine = (StatementAsk.statement_id == Statement.id, is_asked_still())
    return count.where(*mine).correlate(Statement).scalar_subquery()


def _waited_for() -> ColumnElement[bool]:
    """Return whether the point of a query, of our letter, is waited for: open, or promised once none is open."""
    still = and_(among(Subject.state, WAITING), is_asked_still())
    promised = and_(
        Subject.state == ANSWERED, among(StatementAsk.status, PROMISING), StatementAsk.promised_by.is_not(None)
    )
    return and_(Statement.direction == "out", or_(still, promised))


def further_days(letters: Collection[int]) -> Sequence[Any]:
    """Return the points of letters that are waited for on another day than the first of their letter; one query."""
    return fetch(_further(), {"letters": list(letters)}).all() if letters else []


@prepared
def _further() -> Listing:
    return (
        select(StatementAsk.statement_id, StatementAsk.number, StatementAsk.text, DAY.label("day"))
        .join(Statement, Statement.id == StatementAsk.statement_id)
        .join(Subject, Subject.id == Statement.id)
        .where(among_given(StatementAsk.statement_id, "letters"),
               or_(and_(Statement.direction == "in", is_owed()), _waited_for()),
               Subject.due_at.is_not(None), Subject.due_at != DAY)
        .order_by(StatementAsk.statement_id, StatementAsk.number)
    )  # fmt: skip
