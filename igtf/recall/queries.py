"""Loading recalls, their list, what is due, and the facts that decisions need."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, exists, func, select

from igtf.core import clock
from igtf.core.database.prepared import prepared
from igtf.core.db import Listing, fetch, session
from igtf.core.workflow import UNDER_WAY
from igtf.council.affiliations import affiliations_of, belonging
from igtf.council.models import Term
from igtf.council.threads import SeatAct
from igtf.people.models import Person
from igtf.people.roles import roles_of
from igtf.people.stakeholders import crowded
from igtf.recall.models import PanelVolunteer, PetitionSignature, Recall
from igtf.recall.policy import RecallFacts
from igtf.recall.states import RECALL
from igtf.record.by import By
from igtf.record.kinds import kind_of
from igtf.record.models import CLOCK_ID, Actor, Event, Hat, Payload, Subject
from igtf.record.numbers import whole_number
from igtf.record.queries import ROW, thing_of
from igtf.selection import sources
from igtf.selection.models import Selection
from igtf.selection.queries import is_chosen


@RECALL.loader
def get_recall_or_404(person_id: int | None, ref: str) -> Recall:
    """Return a recall by its number; NotFound when there is none. Recalls are public."""
    return thing_of(Recall, "recall", ref)


def until(recall: Recall) -> datetime:
    """Return until when people can sign, or volunteer."""
    return recall.volunteers_until or recall.petition_until


@RECALL.facts_by
def facts_for(by: By, recall: Recall | None) -> RecallFacts:
    """Return what decisions on a recall need to know; two queries, up to three more while volunteers are wanted."""
    if by.actor_id is None or by.actor_id == CLOCK_ID:
        return RecallFacts(signed_in=False)
    first = fetch(_known(), {"me": by.actor_id, "recall": recall.id if recall else 0}).first()
    if first is None:
        return RecallFacts(signed_in=True)
    roles = roles_of(by.actor_id)
    facts: dict[str, Any] = {}
    if recall is not None:
        known = recall.file["sources"]
        facts = {
            "concerned": recall.person_id == by.actor_id, "over": until(recall) <= by.at,
            "same_affiliation": recall.subject.state == "volunteers" and bool(colleagues(recall, [by.author], by.at)),
            "missing": sources.missing(known), "late": sources.late(known, by.at),
        }  # fmt: skip
    return RecallFacts(
        signed_in=True, verified=first.verified_at is not None, has_hat=by.hat_id is not None,
        secretariat=roles.has("secretariat"), council=bool(first.sits) or roles.has("council", "council-chair"),
        signed=bool(first.signed), volunteered=first.volunteer is not None, **facts,
    )  # fmt: skip


@prepared
def _known() -> Listing:
    me: Any = bindparam("me")
    number: Any = bindparam("recall")
    signed = exists().where(PetitionSignature.recall_id == number, PetitionSignature.person_id == me)
    sits = exists().where(Term.person_id == Person.id, Term.ended_at.is_(None))
    return (
        select(Person.verified_at, PanelVolunteer.id.label("volunteer"), signed.label("signed"), sits.label("sits"))
        .outerjoin(PanelVolunteer, (PanelVolunteer.person_id == Person.id) & (PanelVolunteer.recall_id == number))
        .where(Person.id == me, Person.deactivated_at.is_(None))
    )  # fmt: skip


def signed_so_far() -> Any:
    """Return the number of signatures of a recall that count, as a column."""
    return (
        select(func.count())
        .where(PetitionSignature.recall_id == Recall.id, PetitionSignature.counted)
        .scalar_subquery()
    )


def running(term_id: int) -> str | None:
    """Return the number of the recall under way of a term; None without one."""
    return session.scalar(
        select(Subject.ref).join(Recall, Recall.id == Subject.id)
        .where(Recall.term_id == term_id, Subject.phase.in_(UNDER_WAY)).limit(1)
    )  # fmt: skip


@cache
def visible_recalls() -> Listing:
    """Return the query of the recalls' rows, to be paginated by last activity."""
    return (
        select(*ROW, Recall.seat_number, Actor.name.label("member"),
               signed_so_far().label("signed"))
        .join(Recall, Recall.id == Subject.id).join(Actor, Actor.id == Recall.person_id)
        .where(Subject.kind == "recall")
    )  # fmt: skip


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


def colleagues(recall: Recall, person_ids: Iterable[int], at: datetime) -> Collection[int]:
    """Return who of the persons is of the organisation for which the member sits: they stand aside."""
    return belonging(organisation_of_seat(recall.term_id), person_ids, at, recall.subject)


def unfit(recall: Recall, person_ids: Sequence[int]) -> dict[int, str]:
    """Return who of the persons cannot be on the panel by now, each with the reason, a key of words.CHANGES.

    They are of the member's organisation, sit on the council, with or without a vote, or have closed the account.
    """
    sits = exists().where(Term.person_id == Person.id, Term.ended_at.is_(None))
    closed = Person.deactivated_at.is_not(None)
    rows = session.execute(
        select(Person.id, closed.label("closed")).where(Person.id.in_(person_ids), sits | closed).order_by(Person.id)
    )
    aside = dict.fromkeys(colleagues(recall, person_ids, clock.now()), "colleague")
    return aside | {row.id: "closed" if row.closed else "sits" for row in rows}


def pool(recall: Recall) -> list[Any]:
    """Return of the ``volunteers`` those who may come into the pool: not ``unfit``."""
    rows = volunteers(recall.id)
    aside = unfit(recall, [row.Actor.id for row in rows])
    return [row for row in rows if row.Actor.id not in aside]


def gone(recall: Recall) -> list[dict[str, Any]]:
    """Return who of a published pool is ``unfit`` by now, as its file names them: number, why."""
    rows = [row.PanelVolunteer for row in volunteers(recall.id) if row.PanelVolunteer.number is not None]
    aside = unfit(recall, [row.person_id for row in rows])
    return [{"number": row.number, "why": aside[row.person_id]} for row in rows if row.person_id in aside]


def too_few(recall: Recall) -> bool:
    """Return whether fewer of a published pool than a panel needs can sit on it by now."""
    return len(recall.file["pool"]) - len(gone(recall)) < int(recall.file["places"])


def organisation_of_seat(term_id: int) -> Sequence[str]:
    """Return the organisation under which a term is held, if one is named: who belongs to it stands aside."""
    named = select(Hat.organisation).join(Term, Term.hat_id == Hat.id)
    return session.scalars(named.where(Term.id == term_id, Hat.organisation != "")).all()


def left(recall: Recall) -> bool:
    """Return whether the member whom a recall is about has left the seat, and is not chosen for it again."""
    ended = session.scalar(select(Term.ended_at).where(Term.id == recall.term_id))
    return ended is not None and not is_chosen(recall.member.handle or "", recall.seat_number)


def recalled_since(selection: Selection, person_ids: Sequence[int]) -> Collection[int]:
    """Return who of the persons was recalled since a selection chose its members: by it they take no seat."""
    chose = select(func.max(Event.at)).where(
        Event.subject_id == selection.id, Event.kind.in_(("selection.draw", "selection.fill"))
    )  # fmt: skip
    return session.scalars(
        select(Recall.person_id).join(Subject, Subject.id == Recall.id)
        .where(Recall.person_id.in_(person_ids), Subject.state == "recalled",
               Subject.state_since >= chose.scalar_subquery())
    ).all()  # fmt: skip
