"""What the clock owes calls: reminders, closing, the end of a review and of the reactions."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import InstrumentedAttribute

from igtf.consensus.models import Call, Choice, Position
from igtf.consensus.states import CALL
from igtf.core import clock
from igtf.core.clock import NOW
from igtf.core.db import Listing, session
from igtf.groups.models import Membership
from igtf.record.deadlines import days_after
from igtf.record.due import falls_due
from igtf.record.models import Subject
from igtf.record.numbers import whole_number


def is_silent() -> ColumnElement[bool]:
    """Return whether the member of a ``Membership`` has not answered in the present round of its group's ``Call``."""
    held = exists().where(
        Position.call_id == Call.id, Position.person_id == Membership.person_id, Position.round == Call.round
    ).correlate(Call, Membership)  # fmt: skip
    chosen = exists().where(Choice.call_id == Call.id, Choice.person_id == Membership.person_id)
    chosen = chosen.correlate(Call, Membership)
    return Membership.ended_at.is_(None) & ~held & ~chosen


def silent_members(call_id: int) -> list[int]:
    """Return the members of the group of a call who have not answered in its present round."""
    found = (
        select(Membership.person_id)
        .join(Subject, Subject.group_id == Membership.group_id)
        .join(Call, Call.id == Subject.id)
        .where(Call.id == call_id, is_silent())
        .order_by(Membership.person_id)
    )
    return list(session.scalars(found))


def _in_state(state: str) -> ColumnElement[bool]:
    return (Subject.kind == "call") & (Subject.state == state)


def _over(state: str, until: InstrumentedAttribute[Any]) -> Listing:
    """Return the query of the calls in a state whose time in it, ``until``, is over."""
    return (
        select(Call).join(Subject, Subject.id == Call.id).where(_in_state(state), until <= NOW).order_by(until, Call.id)
    )


def _is_long(call: Call, _at: datetime) -> bool:
    """Return whether a call is open for longer than before its end it is reminded of."""
    return call.closes_at - call.opens_at > timedelta(days=whole_number("call_reminder_days", call.subject))


@falls_due(CALL, "remind", only=_is_long)
def calls_to_remind() -> Listing:
    """Return the query of the open calls that end in a few days, were not reminded, and wait for a member."""
    return (
        select(Call)
        .join(Subject, Subject.id == Call.id)
        .where(_in_state("open"), Call.reminded_at.is_(None), Call.closes_at > NOW,
               Call.closes_at <= days_after(clock.now, "call_reminder_days"),
               exists().where(Membership.group_id == Subject.group_id, is_silent()))
        .order_by(Call.closes_at, Call.id)
    )  # fmt: skip


@falls_due(CALL, "close")
def calls_to_close() -> Listing:
    """Return the query of the open calls whose closing time has come."""
    return _over("open", Call.closes_at)


@falls_due(CALL, "end-reactions")
def reactions_to_end() -> Listing:
    """Return the query of the closed calls to whose estimate the group could react until now."""
    return _over("closed", Subject.due_at)


@falls_due(CALL, "end-review")
def reviews_to_end() -> Listing:
    """Return the query of the calls whose review of a late revision is over."""
    return _over("review", Call.review_until)
