"""A row of what waits for a person, and the conditions that all rows share."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, exists

from igtf.core.i18n import Text
from igtf.people.models import Role
from igtf.record.models import Subject

Where = Callable[[int], ColumnElement[bool]]


@dataclass(frozen=True)
class Waits:
    """Subjects that wait for an act of a person: ``where`` takes the person's id.

    ``move`` is the move that does it, when there is just one, so that a desk has the act beside the subject.
    ``oldest``: where thousands may wait in one state, those that waited longest are taken, by the index of states.
    """

    name: str
    act: Text
    part: str
    where: Where
    move: str = ""
    oldest: bool = False


def is_(kind: str, *states: str) -> ColumnElement[bool]:
    """Return whether the subject is of ``kind`` and in one of the states."""
    return (Subject.kind == kind) & Subject.state.in_(states)


def holds(me: int, *names: str, of: Any = None) -> ColumnElement[bool]:
    """Return whether the person holds one of the roles: of the whole, or in the subject ``of``."""
    where = Role.subject_id.is_(None) if of is None else Role.subject_id == of
    return exists().where(Role.person_id == me, Role.name.in_(names), where, Role.ended_at.is_(None))
