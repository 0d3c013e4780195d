"""A row of what waits for a person, and the conditions that all rows share."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, exists, literal, select

from igtf.core.i18n import Text
from igtf.issues.models import Issue
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


def assigned(me: int, *states: str) -> ColumnElement[bool]:
    """Return whether an issue in one of the states is assigned to the person.

    The kind is asked of who has any issue at all: for everybody else the index of states, where thousands may wait,
    is not read.
    """
    any_at_all = select(literal("issue")).where(exists().where(Issue.assigned_id == me)).scalar_subquery()
    own = exists().where(Issue.id == Subject.id, Issue.assigned_id == me)
    return (Subject.kind == any_at_all) & Subject.state.in_(states) & own
