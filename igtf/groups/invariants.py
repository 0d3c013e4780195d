"""What always holds of groups."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from igtf.core.db import session
from igtf.groups.ending import ending, is_in, left_in_ended
from igtf.groups.models import Group, Membership
from igtf.people.events import END_OFFICES
from igtf.people.models import Role
from igtf.record.invariants import invariant
from igtf.record.models import Event, Subject


@invariant(
    "active-group-has-chair",
    "Each active group has a chair, unless an office in it ended with an account, or an appeal let it go on without.",
)
def _chairs() -> Iterable[Any]:
    chair = exists().where(Role.subject_id == Subject.id, Role.name == "chair", Role.ended_at.is_(None))
    left = exists().where(Event.subject_id == Subject.id, Event.kind.in_((END_OFFICES, "group.annul")))
    return session.execute(select(Subject.ref).where(Subject.kind == "group", Subject.state == "active", ~chair, ~left))


@invariant("who-chairs-does-not-oversee", "Nobody chairs a group and is its responsible member.")
def _apart() -> Iterable[Any]:
    overseer = aliased(Role)
    return session.execute(
        select(Subject.ref, Role.person_id)
        .join(Role, (Role.subject_id == Subject.id) & (Role.name == "chair") & Role.ended_at.is_(None))
        .join(overseer, (overseer.subject_id == Subject.id) & (overseer.name == "responsible"))
        .where(Subject.kind == "group", overseer.person_id == Role.person_id, overseer.ended_at.is_(None))
    )


@invariant(
    "responsible-or-awaited",
    "A group that is not over has a responsible member, or a date until which one is needed; never both.",
)
def _answered_for() -> Iterable[Any]:
    answered = exists().where(Role.subject_id == Group.id, Role.name == "responsible", Role.ended_at.is_(None))
    return session.execute(
        select(Subject.ref)
        .join(Group, Group.id == Subject.id)
        .where(Subject.phase != "closed", answered == Group.responsible_due.is_not(None))
    )


@invariant("ended-group-holds-nothing", "No issue is in a group that has ended.")
def _ended() -> Iterable[Any]:
    return left_in_ended(Subject.kind == "issue", Subject.state == "in-group")


@invariant(
    "ended-group-rests",
    "No meeting, consultation or review is under way in a group that has ended; nor a call but the council's last on a "
    "draft that went on without it.",
)
def _under_way() -> Iterable[Any]:
    return left_in_ended(is_in(ending()))


@invariant("chairs-are-members", "Whoever chairs a group is its member.")
def _members() -> Iterable[Any]:
    member = exists().where(
        Membership.group_id == Role.subject_id, Membership.person_id == Role.person_id, Membership.ended_at.is_(None)
    )
    return session.execute(
        select(Subject.ref, Role.person_id)
        .join(Role, Role.subject_id == Subject.id)
        .where(Subject.kind == "group", Role.name == "chair", Role.ended_at.is_(None), ~member)
    )
