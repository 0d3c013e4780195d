"""Whose turn it is to take care of an issue: the members of the clearing house in rotation, or who has the fewest."""

from typing import Any, cast

from sqlalchemy import ColumnElement, bindparam, exists, func, select

from igtf.core.database.conditions import among
from igtf.core.database.prepared import prepared
from igtf.core.db import Listing, fetch
from igtf.issues.models import Issue
from igtf.issues.states import OPEN
from igtf.people.models import Role
from igtf.people.roles import CLEARING_HOUSE
from igtf.record.models import Actor, Subject


def next_assigned(filer_id: int) -> Actor | None:
    """Return the member of the clearing house whose turn it is: who was assigned an issue at filing longest ago.

    Whoever took that on since, it was the member's turn (rotation). Who files the issue is passed over, where there is
    anybody else.
    """
    return cast("Actor | None", fetch(_by_turn(), {"filer": filer_id}).scalar())


@prepared
def _by_turn() -> Listing:
    last = select(func.max(Issue.id)).where(Issue.turn_id == Role.person_id).scalar_subquery()
    return _members(func.coalesce(last, 0))


def least_assigned(filer_id: int) -> Actor:
    """Return the member of the clearing house with the fewest open issues; who filed it is passed over likewise.

    NoResultFound when the clearing house has no member.
    """
    return cast("Actor", fetch(_by_load(), {"filer": filer_id}).scalar_one())


@prepared
def _by_load() -> Listing:
    theirs = (Issue.assigned_id == Role.person_id, Subject.kind == "issue", among(Subject.state, OPEN))
    load = select(func.count()).select_from(Issue).join(Subject, Subject.id == Issue.id).where(*theirs)
    return _members(load.scalar_subquery())


def _members(first: ColumnElement[int]) -> Listing:
    """Return the query of the member of the clearing house who has the least of ``first``, and is not the filer."""
    return (
        select(Actor)
        .join(Role, Role.person_id == Actor.id)
        .where(*in_the_house())
        .order_by(Role.person_id == bindparam("filer"), first, Role.person_id)
        .limit(1)
    )


def in_the_house(role: Any = Role) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of a role that makes its holder a member of the clearing house now."""
    return among(role.name, CLEARING_HOUSE), role.subject_id.is_(None), role.ended_at.is_(None)


def somebody_decides() -> ColumnElement[bool]:
    """Return the condition that the issue of a query has an assigned member in the house, who did not file it."""
    mine = (Issue.id == Subject.id, Issue.assigned_id != Subject.opened_by_id, Role.person_id == Issue.assigned_id)
    return exists().where(*mine, *in_the_house())
