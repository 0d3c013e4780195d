"""The members of a directorate, as the choice of a reviewer is made from them; one query."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import exists, func, or_, select

from igtf.core import clock
from igtf.core.db import session
from igtf.drafts.writers import wrote
from igtf.groups.models import Absence, Membership
from igtf.people.models import Person
from igtf.record.models import Actor
from igtf.reviews.models import Review, ReviewAsked
from igtf.reviews.turn import Member


def _away(*days: date) -> Any:
    """Return the last day of an absence of the member that covers one of ``days``."""
    covers = or_(*((Absence.starts <= day) & (Absence.ends >= day) for day in days))
    return (
        select(func.max(Absence.ends))
        .where(Absence.person_id == Person.id, Absence.group_id == Membership.group_id, Absence.ended_at.is_(None),
               covers)
        .scalar_subquery()
    )  # fmt: skip


def _members(group_id: int, away: Any, *more: Any, held: bool = False) -> Sequence[Any]:
    """Return the members who may be asked at all: whose address is verified and whose account is open.

    ``held``: none of these is closed before the act ends.
    """
    asked = (
        select(func.max(ReviewAsked.at))
        .where(ReviewAsked.group_id == group_id, ReviewAsked.person_id == Person.id)
        .scalar_subquery()
    )
    query = (
        select(Person.id, Actor.handle, Actor.name, Membership.since, asked.label("asked_at"),
               away.label("away_until"), *more)
        .select_from(Membership)
        .join(Person, Person.id == Membership.person_id)
        .join(Actor, Actor.id == Person.id)
        .where(Membership.group_id == group_id, Membership.ended_at.is_(None), Person.verified_at.is_not(None),
               Person.deactivated_at.is_(None))
        .order_by(Person.id)
    )  # fmt: skip
    return session.execute(query.with_for_update(read=True, key_share=True, of=Person) if held else query).all()


def members_for(review: Review, *, held: bool = False) -> list[Member]:
    """Return the members of the directorate as candidates for a review; away is who is so today or when it is due.

    For commands ``held``, so that their accounts stay open.
    """
    subject, today = review.subject, clock.now().date()
    due = max(today, subject.due_at.date()) if subject.due_at else today
    declined = exists().where(
        ReviewAsked.review_id == review.id, ReviewAsked.person_id == Person.id, ReviewAsked.declined_at.is_not(None)
    )
    wrote_it = wrote(Person.id, review.draft_id).label("wrote")
    rows = _members(subject.group_id or 0, _away(today, due), wrote_it, declined.label("declined"), held=held)
    return [Member(**row._asdict(), has_it=row.id == review.reviewer_id) for row in rows]


def members_of(group_id: int) -> list[Member]:
    """Return the members of a directorate as its page shows them; away is who is so today."""
    return [Member(**row._asdict()) for row in _members(group_id, _away(clock.now().date()))]
