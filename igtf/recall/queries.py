"""Loading recalls, their list, what is due, and the facts that decisions need."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, exists, func, select

from igtf.core.database.prepared import prepared
from igtf.core.db import Listing, fetch, session
from igtf.core.workflow import UNDER_WAY
from igtf.council.lookups import laid_down_after
from igtf.council.models import Term
from igtf.people.models import Person
from igtf.people.roles import roles_of
from igtf.recall import lookups
from igtf.recall.models import PanelVolunteer, PetitionSignature, Recall
from igtf.recall.policy import RecallFacts
from igtf.recall.states import RECALL
from igtf.record.by import By
from igtf.record.models import CLOCK_ID, Actor, Hat, Subject
from igtf.record.queries import ROW, thing_of
from igtf.selection import sources


@RECALL.loader
def get_recall_or_404(person_id: int | None, ref: str) -> Recall:
    """Return a recall by its number; NotFound when there is none. Recalls are public."""
    return thing_of(Recall, "recall", ref)


def until(recall: Recall) -> datetime:
    """Return until when people can sign, or volunteer."""
    return recall.volunteers_until or recall.petition_until


@RECALL.facts_by
def facts_for(by: By, recall: Recall | None) -> RecallFacts:
    """Return what decisions on a recall need to know; two queries."""
    if by.actor_id is None or by.actor_id == CLOCK_ID:
        return RecallFacts(signed_in=False)
    since = laid_down_after(by.at, recall.subject) if recall else by.at
    rows = fetch(_known(), {"me": by.actor_id, "recall": recall.id if recall else 0, "since": since}).all()
    if not rows:
        return RecallFacts(signed_in=True)
    roles, first = roles_of(by.actor_id), rows[0]
    facts: dict[str, Any] = {}
    if recall is not None:
        known = recall.file["sources"]
        facts = {
            "concerned": recall.person_id == by.actor_id, "over": until(recall) <= by.at,
            "same_affiliation": lookups.shares_affiliation([row.organisation for row in rows], recall.affiliation),
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
    worn = Hat.ended_at.is_(None) | (Hat.ended_at > bindparam("since", type_=Hat.ended_at.type))
    return (
        select(Person.verified_at, PanelVolunteer.id.label("volunteer"), Hat.organisation,
               signed.label("signed"), sits.label("sits"))
        .outerjoin(PanelVolunteer, (PanelVolunteer.person_id == Person.id) & (PanelVolunteer.recall_id == number))
        .outerjoin(Hat, (Hat.actor_id == Person.id) & worn)
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


def visible_recalls() -> Listing:
    """Return the query of the recalls' rows, to be paginated by last activity."""
    return (
        select(*ROW, Recall.seat_number, Actor.name.label("member"),
               signed_so_far().label("signed"))
        .join(Recall, Recall.id == Subject.id).join(Actor, Actor.id == Recall.person_id)
        .where(Subject.kind == "recall")
    )  # fmt: skip
