"""Small look-ups that forms, queries and commands of recalls share."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, select

from igtf.core import clock
from igtf.core.db import session
from igtf.council.lookups import affiliations_of
from igtf.council.models import Seat, Term
from igtf.council.queries import holds
from igtf.council.threads import SeatAct
from igtf.people.models import Person
from igtf.people.stakeholders import crowded, folded
from igtf.recall.models import PanelVolunteer, PetitionSignature, Recall
from igtf.record.kinds import kind_of
from igtf.record.models import Actor, Event, Hat, Payload
from igtf.record.numbers import whole_number


def members() -> Sequence[Any]:
    """Return who sits on the council, by name: (Term, number, name, handle, organisation)."""
    return session.execute(
        select(Term, Seat.number, Actor.name, Actor.handle, Hat.organisation)
        .join(Seat, Seat.id == Term.seat_id).join(Actor, Actor.id == Term.person_id).join(Hat, Hat.id == Term.hat_id)
        .where(Seat.voting, holds(clock.now())).order_by(Actor.name, Actor.id)
    ).all()  # fmt: skip


def counting(recall_id: int) -> int:
    """Return how many signatures count."""
    return (
        session.scalar(select(func.count()).where(PetitionSignature.recall_id == recall_id, PetitionSignature.counted))
        or 0
    )


def signs_too_late(recall: Recall, person_id: int, at: datetime) -> bool:
    """Return whether as many of an organisation of a person signed before as count."""
    signers = session.scalars(
        select(PetitionSignature.person_id).where(PetitionSignature.recall_id == recall.id, PetitionSignature.counted)
    ).all()
    known = affiliations_of([person_id, *signers], at, recall.subject)
    most = whole_number("recall_per_affiliation", recall.subject)
    return crowded(known[person_id], [known[signer] for signer in signers], most)


def stated(recall_id: int) -> list[SeatAct]:
    """Return why the recall is asked for and what the member answered, as the record has it; one query."""
    rows = session.execute(
        select(Event, Actor, Payload.data)
        .join(Actor, Actor.id == Event.actor_id).join(Payload, Payload.event_id == Event.id)
        .where(Event.subject_id == recall_id, Event.kind.in_(("recall.file", "recall.answer"))).order_by(Event.id)
    ).all()  # fmt: skip
    return [
        SeatAct(event.at, actor, kind_of(event.kind).said, [("", data.get("reason", ""))], None, event.kind)
        for event, actor, data in rows
    ]


def signatures(recall_id: int) -> Sequence[Any]:
    """Return the signatures in their order: (Signature, Actor, Hat)."""
    return session.execute(
        select(PetitionSignature, Actor, Hat)
        .join(Actor, Actor.id == PetitionSignature.person_id).join(Hat, Hat.id == PetitionSignature.hat_id)
        .where(PetitionSignature.recall_id == recall_id).order_by(PetitionSignature.id)
    ).all()  # fmt: skip


def names(person_ids: Sequence[int]) -> list[str]:
    """Return the names of persons with their handles, as entries name them."""
    rows = session.execute(select(Actor.name, Actor.handle).where(Actor.id.in_(person_ids)).order_by(Actor.id))
    return [f"{row.name} ({row.handle})" for row in rows]


def volunteers(recall_id: int) -> Sequence[Any]:
    """Return who volunteers, in the order of the pool, else by handle: (PanelVolunteer, Actor, Hat)."""
    return session.execute(
        select(PanelVolunteer, Actor, Hat)
        .join(Actor, Actor.id == PanelVolunteer.person_id).join(Hat, Hat.id == PanelVolunteer.hat_id)
        .where(PanelVolunteer.recall_id == recall_id).order_by(PanelVolunteer.number, Actor.handle)
    ).all()  # fmt: skip


def unfit(person_ids: Sequence[int]) -> dict[int, str]:
    """Return who of the persons has closed the account, or sits on the council now, with or without a vote.

    Each with the reason, a key of words.CHANGES.
    """
    sits = exists().where(Term.person_id == Person.id, Term.ended_at.is_(None))
    closed = Person.deactivated_at.is_not(None)
    rows = session.execute(
        select(Person.id, closed.label("closed")).where(Person.id.in_(person_ids), sits | closed).order_by(Person.id)
    )
    return {row.id: "closed" if row.closed else "sits" for row in rows}


def pool(recall_id: int) -> list[Any]:
    """Return of the ``volunteers`` those who may come into the pool: not ``unfit``."""
    rows = volunteers(recall_id)
    aside = unfit([row.Actor.id for row in rows])
    return [row for row in rows if row.Actor.id not in aside]


def gone(recall: Recall) -> list[dict[str, Any]]:
    """Return who of a published pool is ``unfit`` by now, as its file names them: number, why."""
    rows = [row.PanelVolunteer for row in volunteers(recall.id) if row.PanelVolunteer.number is not None]
    aside = unfit([row.person_id for row in rows])
    return [{"number": row.number, "why": aside[row.person_id]} for row in rows if row.person_id in aside]


def too_few(recall: Recall) -> bool:
    """Return whether fewer of a published pool than a panel needs can sit on it by now."""
    return len(recall.file["pool"]) - len(gone(recall)) < int(recall.file["places"])


def shares_affiliation(organisations: Sequence[str | None], affiliation: str) -> bool:
    """Return whether one of the organisations is ``affiliation`` (folded; '' is none)."""
    return bool(affiliation) and any(folded(name or "") == affiliation for name in organisations)


def organisation_of_seat(term_id: int) -> Sequence[str]:
    """Return the organisation under which a term is held, if one is named: who belongs to it stands aside."""
    return session.scalars(select(Hat.organisation).join(Term, Term.hat_id == Hat.id).where(Term.id == term_id)).all()


def left(recall_id: int) -> bool:
    """Return whether the member whom a recall is about has left the seat."""
    ended = select(Term.ended_at).join(Recall, Recall.term_id == Term.id).where(Recall.id == recall_id)
    return session.scalar(ended) is not None
