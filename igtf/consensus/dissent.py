"""Loading minority statements, and the facts that decisions on them need."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased

from igtf.consensus.models import Minority, Signature
from igtf.consensus.policy import MinorityFacts
from igtf.consensus.states import MINORITY
from igtf.core.db import Listing, session
from igtf.people.models import Person
from igtf.record.acts import By
from igtf.record.filters import called
from igtf.record.models import Actor, Hat, Subject
from igtf.record.queries import ROW, having, ids_of, thing_of

NAMED = 12
"""How many of those who signed a minority statement its page names."""


@MINORITY.loader
def get_minority_or_404(person_id: int | None, ref: str) -> Minority:
    """Return a minority statement by its number; NotFound when there is none."""
    return thing_of(Minority, "minority", ref)


@MINORITY.facts_by
def minority_facts(by: By, minority: Minority | None) -> MinorityFacts:
    """Return what decisions on a minority statement need to know; one query."""
    if by.actor_id is None or minority is None:
        return MinorityFacts(signed_in=by.actor_id is not None)
    signed = exists().where(Signature.minority_id == minority.id, Signature.person_id == by.actor_id)
    row = session.execute(
        select(Person.verified_at, signed.label("signed"))
        .where(Person.id == by.actor_id, Person.deactivated_at.is_(None))
    ).first()  # fmt: skip
    return MinorityFacts(
        signed_in=True,
        verified=bool(row and row.verified_at),
        has_hat=by.hat_id is not None,
        is_author=minority.person_id == by.actor_id,
        signed=bool(row and row.signed),
    )


def visible_minorities() -> Listing:
    """Return the query of the minority statements' rows, to be paginated by last activity."""
    asked = aliased(Subject)
    return (
        select(
            *ROW, Actor.name.label("author"), asked.ref.label("call_ref"),
            asked.title.label("call_title"),
        )
        .join(Minority, Minority.id == Subject.id)
        .join(Actor, Actor.id == Minority.person_id)
        .join(asked, asked.id == Minority.call_id)
        .where(Subject.kind == "minority")
    )  # fmt: skip


MINORITY.narrowing["call"] = lambda ref: having(Minority.call_id)(ids_of(ref, "call"))
MINORITY.known["call"] = called("call")


def first_signatures(minority_id: int) -> Sequence[Any]:
    """Return the first who signed a minority statement, at most NAMED; each row says how many did (``all``)."""
    return session.execute(
        select(Signature.at, Actor, Hat, func.count().over().label("all"))
        .join(Actor, Actor.id == Signature.person_id)
        .join(Hat, Hat.id == Signature.hat_id)
        .where(Signature.minority_id == minority_id)
        .order_by(Signature.at, Actor.id)
        .limit(NAMED)
    ).all()


def signatures_of(minority_ids: Sequence[int]) -> Sequence[Any]:
    """Return who signed which minority statement, under which hat, in order."""
    return session.execute(
        select(Signature.minority_id, Signature.at, Actor, Hat)
        .join(Actor, Actor.id == Signature.person_id)
        .join(Hat, Hat.id == Signature.hat_id)
        .where(Signature.minority_id.in_(minority_ids))
        .order_by(Signature.at, Actor.id)
    ).all()
