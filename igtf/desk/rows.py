"""A row of what waits for a person, and the conditions that all rows share."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, exists, literal, select

from igtf.core import clock
from igtf.core.clock import moment
from igtf.core.i18n import Text
from igtf.groups.models import Membership
from igtf.issues.models import Issue
from igtf.people.models import Role
from igtf.people.offices import DUTIES
from igtf.record.models import Subject

Where = Callable[[Any], ColumnElement[bool]]


@dataclass(frozen=True)
class Waits:
    """Subjects that wait for an act of a person: ``where`` takes the person's id, or the parameter that stands for it.

    ``move`` is the move that does it, when there is just one, so that a desk has the act beside the subject.
    ``oldest``: where thousands may wait in one state, those that waited longest are taken, by the index of states.
    ``only``: the roles without any of which, wherever they are held, nothing can wait; the query leaves the row out.
    """

    name: str
    act: Text
    part: str
    where: Where
    move: str = ""
    oldest: bool = False
    only: tuple[str, ...] = ()


def is_(kind: str, *states: str) -> ColumnElement[bool]:
    """Return whether the subject is of ``kind`` and in one of the states."""
    return (Subject.kind == kind) & Subject.state.in_(states)


def holds(me: Any, *names: str, of: Any = None) -> ColumnElement[bool]:
    """Return whether the person holds one of the roles: of the whole, or in the subject ``of``."""
    where = Role.subject_id.is_(None) if of is None else Role.subject_id == of
    return exists().where(Role.person_id == me, Role.name.in_(names), where, Role.ended_at.is_(None))


def officer(me: Any, duty: str, of: Any) -> ColumnElement[bool]:
    """Return whether the person holds an office in the group ``of`` that is for ``duty``."""
    return holds(me, *DUTIES[duty].roles, of=of)


def member(me: Any) -> ColumnElement[bool]:
    """Return whether the person is a member of the group that the subject belongs to."""
    return exists().where(
        Membership.group_id == Subject.group_id, Membership.person_id == me, Membership.ended_at.is_(None)
    )


def missed() -> ColumnElement[bool]:
    """Return whether the subject is a meeting that nobody opened within a day of its time."""
    return is_("meeting", "called") & (Subject.due_at < moment(clock.now, timedelta(days=-1)))


def assigned(me: Any, *states: str) -> ColumnElement[bool]:
    """Return whether an issue in one of the states is assigned to the person.

    The kind is asked of who has any issue at all: for everybody else the index of states, where thousands may wait,
    is not read.
    """
    any_at_all = select(literal("issue")).where(exists().where(Issue.assigned_id == me)).scalar_subquery()
    own = exists().where(Issue.id == Subject.id, Issue.assigned_id == me)
    return (Subject.kind == any_at_all) & Subject.state.in_(states) & own
