"""Who has a say in whether publication waits: the authors, and whoever raised an objection or a Discuss (section 4)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select, union
from sqlalchemy.orm import aliased

from igtf.core.database.conditions import among, without_index
from igtf.core.db import session
from igtf.drafts.models import DraftAuthor, DraftWaiver
from igtf.people.models import Person
from igtf.record.models import Actor, Event, Payload, Relation, Subject


def _have_a_say() -> list[Any]:
    """Return the queries of (draft, person) by which somebody is concerned: its authors, and raisers.

    Raisers are those of objections, and of a Discuss in a ballot, also when its holder took another position later.
    Each is looked for from the draft: few drafts wait, and whoever has been on the council long has done much.
    """
    objects, asks, decides, objection = aliased(Relation), aliased(Relation), aliased(Relation), aliased(Subject)
    return [
        select(DraftAuthor.draft_id.label("draft"), DraftAuthor.person_id.label("person")).where(
            DraftAuthor.confirmed_at.is_not(None)
        ),
        select(asks.target_id.label("draft"), objection.opened_by_id.label("person"))
        .select_from(objection)
        .join(objects, (objects.subject_id == objection.id) & (objects.kind == "objects-in"))
        .join(asks, (asks.subject_id == objects.target_id) & (asks.kind == "asks-about"))
        .where(objection.kind == "objection"),
        select(decides.target_id.label("draft"), without_index(Event.actor_id).label("person"))
        .select_from(Event)
        .join(Payload, Payload.event_id == Event.id)
        .join(decides, (decides.subject_id == Event.subject_id) & (decides.kind == "decides-on"))
        .where(among(Event.kind, ("ballot.take-position", "ballot.re-assert")),
               Payload.data["position"].as_string() == "discuss"),
    ]  # fmt: skip


def concerned(draft_id: int) -> Sequence[Any]:
    """Return who may waive the wait before publication, with ``waived_at``: authors, and raisers.

    Who has closed the account can waive nothing any more, and holds nobody up.
    """
    people = union(*(way.where(way.selected_columns.draft == draft_id) for way in _have_a_say())).subquery()
    return session.execute(
        select(Actor.id, Actor.name, Actor.handle, Actor.kind, DraftWaiver.at.label("waived_at"))
        .join(people, people.c.person == Actor.id)
        .join(Person, (Person.id == Actor.id) & Person.deactivated_at.is_(None))
        .outerjoin(DraftWaiver, (DraftWaiver.person_id == Actor.id) & (DraftWaiver.draft_id == draft_id))
        .order_by(Actor.id)
    ).all()


def may_waive(me: Any) -> ColumnElement[bool]:
    """Return whether the subject is a draft whose wait a person may waive, and has not."""
    ways = ((way, way.selected_columns) for way in _have_a_say())
    has_a_say = or_(*(way.where(of.draft == Subject.id, of.person == me).exists() for way, of in ways))
    return has_a_say & ~exists().where(DraftWaiver.draft_id == Subject.id, DraftWaiver.person_id == me)
