"""Who has a say in whether publication waits: the authors, and whoever raised an objection or a Discuss (section 4)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, union
from sqlalchemy.orm import aliased

from igtf.core.db import session
from igtf.drafts.models import DraftAuthor, DraftWaiver
from igtf.record.models import Actor, Event, Payload, Relation, Subject


def concerned(draft_id: int) -> Sequence[Any]:
    """Return who may waive the wait before publication, with ``waived_at``: authors, and raisers.

    Raisers are those of objections, and of a Discuss in a ballot, also when its holder took another position later.
    """
    objects, asks, decides = aliased(Relation), aliased(Relation), aliased(Relation)
    people = union(
        select(DraftAuthor.person_id.label("id")).where(
            DraftAuthor.draft_id == draft_id, DraftAuthor.confirmed_at.is_not(None)
        ),
        select(Subject.opened_by_id)
        .join(objects, (objects.subject_id == Subject.id) & (objects.kind == "objects-in"))
        .join(asks, (asks.subject_id == objects.target_id) & (asks.kind == "asks-about"))
        .where(asks.target_id == draft_id, Subject.kind == "objection"),
        select(Event.actor_id)
        .join(Payload, Payload.event_id == Event.id)
        .join(decides, (decides.subject_id == Event.subject_id) & (decides.kind == "decides-on"))
        .where(decides.target_id == draft_id, Event.kind.in_(("ballot.take-position", "ballot.re-assert")),
               Payload.data["position"].as_string() == "discuss"),
    ).subquery()  # fmt: skip
    return session.execute(
        select(Actor.id, Actor.name, Actor.handle, Actor.kind, DraftWaiver.at.label("waived_at"))
        .join(people, people.c.id == Actor.id)
        .outerjoin(DraftWaiver, (DraftWaiver.person_id == Actor.id) & (DraftWaiver.draft_id == draft_id))
        .order_by(Actor.id)
    ).all()
