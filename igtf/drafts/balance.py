"""Who took part in a draft: in its text and discussion, the calls about it and the ballots on it (section 14)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from igtf.core.db import session
from igtf.record.models import Event, Hat, Relation, Subject

ABOUT = ("asks-about", "decides-on")
"""The relations of what asks people about a draft."""


def taking_part(draft_id: int) -> Sequence[Any]:
    """Return how many people acted on a draft, and on what asks about it, by counted group, region and country."""
    about = select(Relation.subject_id).where(Relation.target_id == draft_id, Relation.kind.in_(ABOUT))
    acts = select(Event.actor_id, Event.hat_id).where((Event.subject_id == draft_id) | Event.subject_id.in_(about))
    people = acts.where(Event.hat_id.is_not(None)).distinct().subquery()
    return session.execute(
        select(Hat.counts_as, Hat.region, Hat.country, func.count(people.c.actor_id.distinct()).label("people"))
        .join(people, people.c.hat_id == Hat.id)
        .group_by(Hat.counts_as, Hat.region, Hat.country)
    ).all()


def asked_in(draft_id: int) -> Sequence[Any]:
    """Return the calls and ballots in which people were asked about a draft, the newest first."""
    return session.execute(
        select(Subject.kind, Subject.ref, Subject.title, Subject.state, Subject.phase)
        .join(Relation, Relation.subject_id == Subject.id)
        .where(Relation.target_id == draft_id, Relation.kind.in_(ABOUT))
        .order_by(Subject.id.desc())
        .limit(50)
    ).all()
