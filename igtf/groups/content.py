"""What a group's page shows: people, charter, support or members, work in hand. Reads only."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, literal, null, or_, select, union_all

from igtf.core.db import Listing, UTCDateTime, session
from igtf.core.diff import compare
from igtf.core.diff_html import inline_html
from igtf.groups.models import Charter, Group, GroupSupport, Membership, NamedChair
from igtf.people.models import Person, Role
from igtf.record.models import Actor, Hat, Relation, Subject

WORK = 100
"""The most subjects that a group's page lists as its work."""


def charter_of(group: Group) -> Charter | None:
    """Return the charter in force, else the draft, else the last one."""
    rank = (Charter.state == "in-force").desc(), (Charter.state == "draft").desc(), Charter.number.desc()
    return session.scalar(select(Charter).where(Charter.group_id == group.id).order_by(*rank).limit(1))


def charter_versions(group: Group) -> list[tuple[Charter, Any]]:
    """Return the versions of the charter, newest first, each compared with the one before (None: first)."""
    found = session.scalars(select(Charter).where(Charter.group_id == group.id).order_by(Charter.number)).all()
    before = [None, *found[:-1]]
    pairs = [
        (charter, inline_html(compare(old.text, charter.text)) if old else None)
        for old, charter in zip(before, found, strict=True)
    ]
    return pairs[::-1]


def _people(role: str, person: Any, hat: Any, due: Any = None) -> Listing:
    columns = (
        Actor.kind,
        Actor.handle,
        Actor.name,
        Hat.stakeholder_group,
        Hat.counts_as,
        Hat.capacity,
        Hat.organisation,
        Hat.region,
    )
    moment = (null().cast(UTCDateTime()) if due is None else due).label("due_at")
    return (
        select(literal(role).label("role"), moment, *columns)
        .join(Actor, Actor.id == person)
        .outerjoin(Hat, Hat.id == hat)
    )


def people_of(group: Group) -> Sequence[Any]:
    """Return who has a part in the group, with hats: chairs, responsible member, named chairs, proposers."""
    newest = (
        select(func.max(Hat.id))
        .where(Hat.actor_id == Person.id, Hat.ended_at.is_(None))
        .correlate(Person)
        .scalar_subquery()
    )
    held = [
        _people(name, Role.person_id, Role.hat_id)
        .select_from(Role)
        .where(Role.subject_id == group.id, Role.name == name, Role.ended_at.is_(None))
        for name in ("chair", "secretary", "responsible")
    ]
    named = (
        _people("named-chair", NamedChair.person_id, NamedChair.hat_id, NamedChair.due_at)
        .select_from(NamedChair)
        .where(NamedChair.group_id == group.id, NamedChair.settled_at.is_(None))
    )
    first = (
        _people("proposer", Subject.opened_by_id, Subject.opened_hat_id)
        .select_from(Subject)
        .where(Subject.id == group.id)
    )
    second = _people("proposer", Person.id, newest).select_from(Person).where(Person.id == (group.second_id or 0))
    return session.execute(union_all(*held, named, first, second)).all()


def counts_of(group: Group, *, forming: bool) -> Sequence[Any]:
    """Return people by counted group, region and ``would``: supporters while ``forming``, else members."""
    source: Any = GroupSupport if forming else Membership
    would = GroupSupport.would if forming else literal("")
    where = source.group_id == group.id
    if not forming:
        where &= Membership.ended_at.is_(None)
    return session.execute(
        select(Hat.counts_as, Hat.region, would.label("would"), func.count().label("people"))
        .select_from(source)
        .outerjoin(Hat, Hat.id == source.hat_id)
        .where(where)
        .group_by(Hat.counts_as, Hat.region, would)
    ).all()


def work_of(group: Group) -> Sequence[Any]:
    """Return the issues, drafts, calls and other subjects in the work of the group, newest first."""
    on = select(Relation.target_id).where(Relation.subject_id == group.id, Relation.kind == "works-on")
    about = select(Relation.subject_id).where(Relation.target_id == group.id, Relation.kind == "asks-about")
    return session.execute(
        select(
            Subject.id,
            Subject.kind,
            Subject.ref,
            Subject.title,
            Subject.state,
            Subject.phase,
            Subject.due_at,
            Subject.comment_count,
            Subject.support_count,
        )
        .where(or_(Subject.group_id == group.id, Subject.id.in_(on), Subject.id.in_(about)))
        .order_by(Subject.active_at.desc(), Subject.id.desc())
        .limit(WORK)
    ).all()


def members_of(group: Group) -> Listing:
    """Return the query of the members' rows, to be paginated by when they joined."""
    return (
        select(
            Membership.person_id.label("id"),
            Membership.since.label("active_at"),
            Actor.kind,
            Actor.handle,
            Actor.name,
            Hat.stakeholder_group,
            Hat.counts_as,
            Hat.capacity,
            Hat.organisation,
            Hat.region,
        )
        .join(Actor, Actor.id == Membership.person_id)
        .outerjoin(Hat, Hat.id == Membership.hat_id)
        .where(Membership.group_id == group.id, Membership.ended_at.is_(None))
    )
