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


def _over(there: Listing, until: InstrumentedAttribute[Any]) -> Listing:
    return there.where(until <= NOW).order_by(until)


def _is_long(call: Call, _at: datetime) -> bool:
    """Return whether a call is open for longer than before its end it is reminded of."""
    return call.closes_at - call.opens_at > timedelta(days=whole_number("call_reminder_days", call.subject))


@falls_due(CALL, "remind", Call, only=_is_long)
def calls_to_remind(there: Listing) -> Listing:
    """Return the query of the open calls that end in a few days, were not reminded, and wait for a member."""
    waits = exists().where(Membership.group_id == Subject.group_id, is_silent())
    soon = Call.closes_at <= days_after(clock.now, "call_reminder_days")
    return there.where(Call.reminded_at.is_(None), Call.closes_at > NOW, soon, waits).order_by(Call.closes_at)


@falls_due(CALL, "close", Call)
def calls_to_close(there: Listing) -> Listing:
    """Return the query of the open calls whose closing time has come."""
    return _over(there, Call.closes_at)


@falls_due(CALL, "end-reactions", Call)
def reactions_to_end(there: Listing) -> Listing:
    """Return the query of the closed calls to whose estimate the group could react until now."""
    return _over(there, Subject.due_at)


@falls_due(CALL, "end-review", Call)
def reviews_to_end(there: Listing) -> Listing:
    """Return the query of the calls whose review of a late revision is over."""
    return _over(there, Call.review_until)
