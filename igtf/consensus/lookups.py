"""Small look-ups that forms and queries share."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from igtf.consensus.models import Call, Choice, Objection, Position
from igtf.consensus.policy import Unsettled
from igtf.core.db import session
from igtf.record.models import Subject


def call_of(thing: Call | Objection) -> Call:
    """Return the call itself, or the one in which an objection was raised."""
    return thing if isinstance(thing, Call) else thing.call


def position_of(call_id: int, person_id: int | None) -> Position | None:
    """Return the position of a person in a call; None when there is none yet."""
    return session.get(Position, (call_id, person_id)) if person_id else None


def choices_of(call_id: int, person_id: int | None) -> dict[int, str]:
    """Return what a person chose in an options poll: option → choice."""
    found = select(Choice.option, Choice.value).where(Choice.call_id == call_id)
    return {row.option: row.value for row in session.execute(found.where(Choice.person_id == (person_id or 0)))}


def fixed_hat(call_id: int, person_id: int | None) -> int | None:
    """Return the hat that a person's first position or choice in a call has fixed; None before it."""
    position = position_of(call_id, person_id)
    if position:
        return position.hat_id
    return session.scalar(
        select(Choice.hat_id).where(Choice.call_id == call_id, Choice.person_id == (person_id or 0)).limit(1)
    )


def by_state(rows: Iterable[Any]) -> Unsettled:
    """Return the numbers of the objections that are not settled, by their state."""
    found: dict[str, list[str]] = {"raised": [], "answered": [], "stands": []}
    for row in rows:
        if row.state in found:
            found[row.state].append(row.ref)
    return Unsettled(tuple(found["raised"]), tuple(found["answered"]), tuple(found["stands"]))


def objection_rows(call_id: int) -> list[Any]:
    """Return number and state of each objection in a call, in their order."""
    return list(
        session.execute(
            select(Subject.ref, Subject.state, Subject.title)
            .join(Objection, Objection.id == Subject.id)
            .where(Objection.call_id == call_id)
            .order_by(Subject.id)
        )
    )
