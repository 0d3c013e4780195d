"""Loading minority statements, and the facts that decisions on them need."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, exists, func, literal, select, union_all
from sqlalchemy.orm import aliased

from igtf.consensus.models import Minority, MinoritySignature, Objection
from igtf.consensus.policy_dissent import MinorityFacts
from igtf.consensus.queries import is_published
from igtf.consensus.states import CALL, MINORITY, OBJECTION
from igtf.core.db import Listing, session
from igtf.issues.topics import TOPICS_ASKED
from igtf.people.models import Person
from igtf.record.by import By
from igtf.record.filters import called
from igtf.record.models import Actor, Hat, Subject
from igtf.record.queries import ROW, having, ids_of, thing_of

NAMED = 12
"""How many of those who signed a minority statement pages name."""


@MINORITY.loader
def get_minority_or_404(person_id: int | None, ref: str) -> Minority:
    """Return a minority statement by its number; NotFound when there is none."""
    return thing_of(Minority, "minority", ref)


@MINORITY.facts_by
def minority_facts(by: By, minority: Minority | None) -> MinorityFacts:
    """Return what decisions on a minority statement need to know; one query."""
    if by.actor_id is None or minority is None:
        return MinorityFacts(signed_in=by.actor_id is not None)
    signed = exists().where(MinoritySignature.minority_id == minority.id, MinoritySignature.person_id == by.actor_id)
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
        published=is_published(minority.call.about),
    )


@cache
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
for _workflow in (CALL, OBJECTION, MINORITY):
    _workflow.known["topic"] = TOPICS_ASKED


def first_signatures(minority_id: int) -> Sequence[Any]:
    """Return the first who signed a minority statement, at most NAMED; each row says how many did (``all``)."""
    return session.execute(
        select(MinoritySignature.at, Actor, Hat, func.count().over().label("all"))
        .join(Actor, Actor.id == MinoritySignature.person_id)
        .join(Hat, Hat.id == MinoritySignature.hat_id)
        .where(MinoritySignature.minority_id == minority_id)
        .order_by(MinoritySignature.at, Actor.id)
        .limit(NAMED)
    ).all()


class Voices(NamedTuple):
    """Who signed a minority statement, or raised an objection: rows (Actor, Hat), the first of ``all``."""

    named: list[Any]
    all: int


def voices_of(rows: Iterable[Any]) -> dict[int, Voices]:
    """Return who stands for each of some minority statements and objections, at most NAMED, by its id; one query.

    ``rows``: their subjects, or rows with ``id``.
    """
    ids = [row.id for row in rows]
    if not ids:
        return {}
    found: dict[int, Voices] = {}
    for row in session.execute(_voices(ids)):
        found.setdefault(row.id, Voices([], row.all)).named.append(row)
    return found


def _voices(ids: Sequence[int]) -> Select[Any]:
    said = union_all(
        select(MinoritySignature.minority_id.label("id"), MinoritySignature.person_id, MinoritySignature.hat_id,
               MinoritySignature.at)
        .where(MinoritySignature.minority_id.in_(ids)),
        select(Objection.id, Objection.person_id, Objection.hat_id, literal(None, MinoritySignature.at.type))
        .where(Objection.id.in_(ids)),
    ).subquery()  # fmt: skip
    alike: Any = {"partition_by": said.c.id}
    place = func.row_number().over(order_by=(said.c.at, said.c.person_id), **alike).label("place")
    placed = select(said, place, func.count().over(**alike).label("all")).subquery()
    return (
        select(placed.c.id, placed.c.all, Actor, Hat)
        .join(Actor, Actor.id == placed.c.person_id)
        .join(Hat, Hat.id == placed.c.hat_id)
        .where(placed.c.place <= NAMED)
        .order_by(placed.c.id, placed.c.place)
    )


def signatures_of(minority_ids: Sequence[int]) -> Sequence[Any]:
    """Return who signed which minority statement, under which hat, in order."""
    return session.execute(
        select(MinoritySignature.minority_id, MinoritySignature.at, Actor, Hat)
        .join(Actor, Actor.id == MinoritySignature.person_id)
        .join(Hat, Hat.id == MinoritySignature.hat_id)
        .where(MinoritySignature.minority_id.in_(minority_ids))
        .order_by(MinoritySignature.at, Actor.id)
    ).all()
