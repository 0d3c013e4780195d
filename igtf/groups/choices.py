"""What the forms of groups let people choose from, read from the database."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from igtf.core.db import session
from igtf.core.i18n import Text
from igtf.core.text.plaintext import whole
from igtf.groups.models import Group, GroupSupport, Milestone
from igtf.people.models import Role
from igtf.people.roles import ROLES
from igtf.record.models import Actor, Relation, Subject

Choices = list[tuple[str, Text]]


def officer_choices(group: Group, names: tuple[str, ...]) -> Choices:
    """Return 'office handle' and words of each person who holds one of the offices ``names``."""
    rows = session.execute(
        select(Role.name, Actor.handle, Actor.name.label("person"))
        .join(Actor, Actor.id == Role.person_id)
        .where(Role.subject_id == group.id, Role.name.in_(names), Role.ended_at.is_(None))
        .order_by(Role.name, Role.id)
    )
    return [(f"{row.name} {row.handle}", f"{row.person}, {ROLES[row.name][0]}") for row in rows]


def issues_worked_on(group_id: int) -> Sequence[Subject]:
    """Return the issues that a group works on, or would, by number."""
    here = (Relation.subject_id == group_id, Relation.kind == "works-on", Subject.kind == "issue")
    return session.scalars(
        select(Subject).join(Relation, Relation.target_id == Subject.id).where(*here).order_by(Subject.id)
    ).all()


def would_until_now(group_id: int, person_id: int | None) -> str | None:
    """Return what a person who supports a proposed group said they would do; None for whoever does not support it."""
    mine = (GroupSupport.group_id == group_id, GroupSupport.person_id == (person_id or 0))
    return session.scalar(select(GroupSupport.would).where(*mine))


LATE = Milestone.accepted_at.is_not(None) & Milestone.late_told_at.is_not(None) & Milestone.done_at.is_(None)
"""The condition that a milestone is late, and its group was told."""


def milestone_choices(group: Group, *where: Any) -> Choices:
    """Return number and words of the milestones of a group that are not over, those that fit ``where``."""
    rows = session.execute(
        select(Milestone.number, Milestone.deliverable, Milestone.rewording)
        .where(Milestone.group_id == group.id, Milestone.done_at.is_(None), Milestone.dropped_at.is_(None), *where)
        .order_by(Milestone.due_at, Milestone.number)
    )
    return [(str(row.number), f"{row.number}. {row.rewording or row.deliverable}"[:120]) for row in rows]


def open_milestone(group: Group, number: str | None) -> Milestone | None:
    """Return the milestone of a group with a number, as text, if it is not over."""
    query = select(Milestone).where(Milestone.group_id == group.id, Milestone.number == whole(number))
    return session.scalar(query.where(Milestone.done_at.is_(None), Milestone.dropped_at.is_(None)))


def draft_choices(group: Group) -> Choices:
    """Return name and title of the drafts of a group, by name."""
    rows = session.execute(
        select(Subject.ref, Subject.title)
        .where(Subject.group_id == group.id, Subject.kind == "draft")
        .order_by(Subject.ref)
        .limit(200)
    )
    return [(row.ref, f"{row.ref}: {row.title}") for row in rows]
