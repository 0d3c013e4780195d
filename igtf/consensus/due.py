"""What the clock owes calls: reminders, closing, the end of a review and of the reactions."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, or_, select, union
from sqlalchemy.orm import InstrumentedAttribute, aliased

from igtf.consensus.models import Call, OptionChoice, Position
from igtf.consensus.states import CALL
from igtf.core import clock
from igtf.core.clock import NOW
from igtf.core.database.conditions import among
from igtf.core.db import Listing, session
from igtf.groups.models import GroupSupport, Membership
from igtf.groups.states import FORMING
from igtf.people.models import Person
from igtf.record.deadlines import days_after
from igtf.record.due import falls_due
from igtf.record.models import Subject
from igtf.record.numbers import period


def _unheard(person: Any) -> ColumnElement[bool]:
    """Return whether a person is there still, and has taken no position in the present round of ``Call`` nor chosen."""
    held, chosen, there = aliased(Position), aliased(OptionChoice), aliased(Person)
    still = exists().where(there.id == person, there.deactivated_at.is_(None))
    took = exists().where(held.call_id == Call.id, held.person_id == person, held.round == Call.round)
    chose = exists().where(chosen.call_id == Call.id, chosen.person_id == person)
    return ~took.correlate_except(held) & ~chose.correlate_except(chosen) & still.correlate_except(there)


def _silent() -> tuple[Select[Any], ...]:
    """Return the queries of who is asked in ``Call``, of ``Subject``, and has not answered in its round, as ``person``.

    These are the members of its group; who supports the proposal of a group while it forms, and was told of the call
    like them; and who took a position in an earlier round, which counts no longer.
    """
    group = aliased(Subject)
    asked = (
        select(Membership.person_id.label("person")).where(
            Membership.group_id == Subject.group_id, Membership.ended_at.is_(None)),
        select(GroupSupport.person_id.label("person")).where(
            GroupSupport.group_id == Subject.group_id, group.id == GroupSupport.group_id,
            among(group.state, FORMING)),
        select(Position.person_id.label("person")).where(Position.call_id == Call.id, Position.round < Call.round),
    )  # fmt: skip
    return tuple(query.where(_unheard(query.selected_columns.person)) for query in asked)


def is_silent(person: Any) -> ColumnElement[bool]:
    """Return whether a person is asked in ``Call``, of ``Subject``, and has not answered in its present round."""
    found = (query.where(query.selected_columns.person == person) for query in _silent())
    return or_(*(query.correlate(Call, Subject).exists() for query in found))


def silent_people(call_id: int) -> list[int]:
    """Return who is asked in a call and has not answered in its present round."""
    found = (query.where(Subject.id == Call.id, Call.id == call_id) for query in _silent())
    return sorted(session.scalars(union(*found)))


def _over(there: Listing, until: InstrumentedAttribute[Any]) -> Listing:
    return there.where(until <= NOW).order_by(until)


def _is_long(call: Call, _at: datetime) -> bool:
    """Return whether a call is open for longer than before its end it is reminded of."""
    return call.closes_at - call.opens_at > period("call_reminder_days", call.subject)


@falls_due(CALL, "remind", Call, only=_is_long)
def calls_to_remind(there: Listing) -> Listing:
    """Return the query of the open calls that end in a few days, were not reminded, and wait for somebody."""
    waits = or_(*(query.correlate(Call, Subject).exists() for query in _silent()))
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
