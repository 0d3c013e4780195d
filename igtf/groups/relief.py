"""Who chairs a group and asks to be relieved, because they cannot step down before another chair is there (section 1).

The record alone knows: it waits until the chair takes it back, another one is appointed, or the office has ended.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import aliased

from igtf.core.database.conditions import without_index
from igtf.core.db import Listing, session
from igtf.people.models import Role
from igtf.record.models import Actor, Event, Payload


def _waits() -> ColumnElement[bool]:
    """Return the condition that an ``Event`` is a wish to be relieved that waits."""
    later = aliased(Event)
    answered = (later.kind == "group.appoint-chair") | (
        (later.kind == "group.end-relief") & (later.actor_id == Event.actor_id)
    )
    over = exists().where(later.subject_id == Event.subject_id, later.id > Event.id, answered).correlate(Event)
    chairs = exists().where(
        Role.subject_id == Event.subject_id, Role.name == "chair", Role.person_id == Event.actor_id,
        Role.ended_at.is_(None), Role.started_at <= Event.at,
    ).correlate(Event)  # fmt: skip
    return (Event.kind == "group.ask-relief") & chairs & ~over


def relief_asked(by: Any = None) -> Listing:
    """Return the query of the groups of which a chair, or the person ``by``, asks to be relieved."""
    found = select(Event.subject_id).where(_waits())
    return found if by is None else found.where(without_index(Event.actor_id) == by)


def asks_for_relief(group: Any, person: Any) -> ColumnElement[bool]:
    """Return the condition that a person asks to be relieved as a chair of the group with a number."""
    return exists().where(
        _waits(), without_index(Event.subject_id) == group, without_index(Event.actor_id) == person
    )  # fmt: skip


def who_asks(group_id: int) -> Sequence[Any]:
    """Return who asks to be relieved as a chair of a group: (Event, Actor, data), the oldest first."""
    return session.execute(
        select(Event, Actor, Payload.data)
        .join(Actor, Actor.id == Event.actor_id).join(Payload, Payload.event_id == Event.id)
        .where(_waits(), without_index(Event.subject_id) == group_id)
        .order_by(Event.id)
    ).all()  # fmt: skip
