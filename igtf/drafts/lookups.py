"""What forms of drafts and recommendations ask of the database, below the tables of moves."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, select

from igtf.core.database.conditions import among
from igtf.core.db import session
from igtf.drafts.models import Ask, Commitment, Draft, DraftAuthor, Revision
from igtf.groups.kinds import ADOPTING, REVIEWING
from igtf.groups.models import Group, Membership
from igtf.people.models import Role
from igtf.people.offices import DUTIES
from igtf.people.stakeholders import folded
from igtf.record.models import HIDDEN, Actor, Hat, Relation, Subject

GOING_ON = ("open", "in part")
"""The states of a commitment that goes on."""


OFFERED = 20
"""The most issues that a form offers; others are named by their numbers."""


def adopts_for(person_id: Any) -> tuple[Any, ...]:
    """Return the conditions of the groups that may adopt drafts and for whose drafts a person holds an office."""
    mine = select(Role.subject_id).where(
        Role.person_id == person_id, among(Role.name, DUTIES["drafts"].roles), Role.ended_at.is_(None)
    )
    return Group.id == Subject.id, among(Group.kind, ADOPTING), Subject.state == "active", Subject.id.in_(mine)


def groups_that_adopt(person_id: int | None) -> list[tuple[str, str]]:
    """Return acronym and name of each active group that may adopt drafts and that a person chairs."""
    rows = session.execute(select(Subject.ref, Subject.title).where(*adopts_for(person_id or 0)).order_by(Subject.ref))
    return [(row.ref, f"{row.ref}: {row.title}") for row in rows]


def newest_source(draft: Draft) -> str:
    """Return the source of the newest revision of a draft."""
    return session.scalar(select(Revision.source).where(Revision.id == draft.current_id)) or ""


def issues_in_work(person_id: int | None, group_id: int | None) -> list[tuple[str, str]]:
    """Return number and title of the newest open issues in the work of a person's groups, and of one more group."""
    member = select(Membership.group_id).where(Membership.person_id == (person_id or 0), Membership.ended_at.is_(None))
    office = select(Role.subject_id).where(Role.person_id == (person_id or 0), Role.ended_at.is_(None))
    theirs = Relation.subject_id.in_(member) | Relation.subject_id.in_(office) | (Relation.subject_id == group_id)
    rows = session.execute(
        select(Subject.id, Subject.ref, Subject.title)
        .join(Relation, Relation.target_id == Subject.id)
        .where(theirs, Relation.kind == "works-on", Subject.kind == "issue", Subject.state != HIDDEN)
        .distinct()
        .order_by(Subject.id.desc())
        .limit(OFFERED)
    )
    return [(row.ref, f"#{row.ref}: {row.title}") for row in rows]


DIRECTORATE = (among(Group.kind, REVIEWING), Subject.state == "active")
"""Whether a group is active and its members review drafts."""


def directorates() -> list[tuple[str, str]]:
    """Return acronym and name of each directorate."""
    rows = session.execute(
        select(Subject.ref, Subject.title).join(Group, Group.id == Subject.id).where(*DIRECTORATE).order_by(Subject.ref)
    )
    return [(row.ref, f"{row.ref}: {row.title}") for row in rows]


def author_handles(draft_id: int) -> Sequence[str]:
    """Return the handles of the authors who confirmed to be one; who else is meant, nobody is shown."""
    return session.scalars(
        select(Actor.handle)
        .join(DraftAuthor, DraftAuthor.person_id == Actor.id)
        .where(DraftAuthor.draft_id == draft_id, DraftAuthor.confirmed_at.is_not(None), Actor.handle.is_not(None))
        .order_by(DraftAuthor.position)
    ).all()  # type: ignore[return-value]


def editor_handles(draft_id: int) -> Sequence[str]:
    """Return the handles of those who edit a draft."""
    return session.scalars(
        select(Actor.handle)
        .join(Role, Role.person_id == Actor.id)
        .where(Role.subject_id == draft_id, Role.name == "editor", Role.ended_at.is_(None), Actor.handle.is_not(None))
        .order_by(Role.id)
    ).all()  # type: ignore[return-value]


def confirmed(person_id: Any) -> tuple[Any, ...]:
    """Return the conditions of a person's hats that are confirmed for an organisation."""
    return (Hat.actor_id == person_id, Hat.capacity == "for", Hat.confirmed_at.is_not(None), Hat.ended_at.is_(None))


def asks_listed(recommendation_id: int) -> list[tuple[str, str]]:
    """Return number and words of each ask of a recommendation."""
    rows = session.execute(
        select(Ask.number, Ask.addressee, Ask.action)
        .where(Ask.recommendation_id == recommendation_id)
        .order_by(Ask.number)
    )
    return [(str(row.number), f"{row.number}. {row.addressee}: {row.action}"[:160]) for row in rows]


def own_commitments(recommendation_id: int, person_id: int | None) -> list[tuple[str, str]]:
    """Return id and words of each commitment here that goes on, of the organisations that a person acts for."""
    rows = session.execute(
        select(Commitment.id, Commitment.organisation, Commitment.what, Ask.number, Hat.organisation.label("own"))
        .join(Ask, Ask.id == Commitment.ask_id)
        .join(Hat, and_(*confirmed(person_id or 0)))
        .where(Ask.recommendation_id == recommendation_id, Commitment.state.in_(GOING_ON))
        .order_by(Commitment.id)
    )  # fmt: skip
    own = {row.id: row for row in rows if folded(row.organisation) == folded(row.own)}.values()
    return [(str(row.id), f"{row.number}. {row.organisation}: {row.what}"[:160]) for row in own]
