"""Loading the asks of recommendations: each with its answers, commitments and how it stands today."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, exists, func, select, union_all
from sqlalchemy.orm import aliased

from igtf.core.database.conditions import among, among_given
from igtf.core.database.prepared import prepared
from igtf.core.db import Listing, fetch
from igtf.core.moments import end_of_day
from igtf.drafts import lookups
from igtf.drafts.models import Ask, AskAnswer, Commitment, Recommendation
from igtf.drafts.policy_asks import AskFacts
from igtf.drafts.states import RECOMMENDATION
from igtf.drafts.words import SETTLED
from igtf.people.models import Person
from igtf.people.roles import roles_of
from igtf.people.stakeholders import affiliated
from igtf.record.by import By
from igtf.record.models import Actor, Hat, Relation, Subject
from igtf.subject.relations import Related


@dataclass(frozen=True)
class AskNow:
    """An ask as it stands: ``answers`` (AskAnswer, name), newest first; ``commitments`` (Commitment, Actor).

    ``in_force``: its recommendation is; of another one nothing is waited for, so none is late. ``listed``: its
    addressee is a body of the list. ``overdue_since``: of one that is late, the day that passed first; known once its
    letters were looked at (``letters.beside_letters``).
    """

    ask: Ask
    late: bool
    in_force: bool = True
    listed: bool = False
    answers: list[Any] = field(default_factory=list)
    commitments: list[Any] = field(default_factory=list)
    overdue_since: date | None = None

    @property
    def status(self) -> str:
        """The status that its badge shows: overdue, once the day has passed and nothing settled it."""
        return "overdue" if self.late else self.ask.status

    @property
    def ended_at(self) -> datetime | None:
        """The end of the day since which it is overdue."""
        return end_of_day(self.overdue_since) if self.overdue_since else None


def is_late(ask: Ask, today: date) -> bool:
    """Return whether the day asked for or promised has passed, and no answer settles the ask."""
    until = ask.promised_by or ask.due
    return ask.status not in SETTLED and until is not None and until < today


def late_asks(today: Any) -> Any:
    """Return the condition, as SQL, that an ``Ask`` is late on a day, or on the day that a parameter stands for."""
    return ~among(Ask.status, SETTLED) & (func.coalesce(Ask.promised_by, Ask.due) < today)


def with_any_late(today: Any) -> Any:
    """Return the query of the recommendations that have ``late_asks``, by the two ranges of an index."""
    unsettled = select(Ask.recommendation_id).where(~among(Ask.status, SETTLED))
    return union_all(
        unsettled.where(Ask.promised_by < today), unsettled.where(Ask.promised_by.is_(None), Ask.due < today)
    )


def is_asked(issue_id: Any) -> ColumnElement[bool]:
    """Return the condition that a recommendation in force on the issue of a query asks something that is not settled.

    Asked from the issue on, step by step: of all asks most are settled, and of all recommendations few address it.
    """
    addresses, made = aliased(Relation), aliased(Subject)
    unsettled = exists().where(Ask.recommendation_id == made.id, ~among(Ask.status, SETTLED))
    in_force = exists().where(made.id == addresses.subject_id, made.kind == "recommendation",
                              made.phase != "closed", unsettled)  # fmt: skip
    return exists().where(addresses.target_id == issue_id, addresses.kind == "addresses", in_force)


def asks_and_answers(recommendation_id: int, today: date) -> dict[int, AskNow]:
    """Return the asks of a recommendation with their answers, by their ids; one query."""
    found: dict[int, AskNow] = {}
    for ask, answer, name, listed, phase in fetch(_asks(), {"recommendation": recommendation_id}):
        in_force = phase != "closed"
        now = found.setdefault(ask.id, AskNow(ask, in_force and is_late(ask, today), in_force, bool(listed)))
        if answer is not None:
            now.answers.append((answer, name))
    return found


def asks_of(recommendation: Recommendation, today: date) -> list[AskNow]:
    """Return the asks of a recommendation with answers and commitments; two queries."""
    found = asks_and_answers(recommendation.id, today)
    for commitment, actor in fetch(_commitments(), {"asks": list(found)}):
        found[commitment.ask_id].commitments.append((commitment, actor))
    return list(found.values())


@prepared
def _asks() -> Listing:
    body = aliased(Subject)
    listed = exists().where(body.kind == "body", body.ref == Ask.addressee_slug)
    return (
        select(Ask, AskAnswer, Actor.name, listed.label("listed"), Subject.phase)
        .join(Subject, Subject.id == Ask.recommendation_id)
        .outerjoin(AskAnswer, AskAnswer.ask_id == Ask.id)
        .outerjoin(Actor, Actor.id == AskAnswer.actor_id)
        .where(Ask.recommendation_id == bindparam("recommendation"))
        .order_by(Ask.number, AskAnswer.id.desc())
    )


@prepared
def _commitments() -> Listing:
    return (
        select(Commitment, Actor)
        .join(Actor, Actor.id == Commitment.person_id)
        .where(among_given(Commitment.ask_id, "asks"))
        .order_by(Commitment.id)
    )


@RECOMMENDATION.facts_by
def ask_facts(by: By, recommendation: Recommendation | None) -> AskFacts:
    """Return what decisions on a recommendation's asks need to know; one query."""
    if by.actor_id is None or recommendation is None:
        return AskFacts(signed_in=by.actor_id is not None)
    rows = fetch(_known(), {"me": by.actor_id, "recommendation": recommendation.id}).all()
    return AskFacts(
        signed_in=True,
        verified=any(row.verified_at for row in rows),
        confirmed=any(row.own is not None for row in rows),
        committed=any(affiliated(row.own or "", [row.committed or ""]) for row in rows),
        clearing_house=roles_of(by.actor_id).clearing_house,
        has_asks=any(row.asks for row in rows),
    )


@prepared
def _known() -> Listing:
    """Return the query of each organisation that a person acts for beside each with a commitment here that goes on."""
    me: Any = bindparam("me")
    asks = select(Ask.id).where(Ask.recommendation_id == bindparam("recommendation"))
    goes_on = and_(Commitment.ask_id.in_(asks), among(Commitment.state, lookups.GOING_ON))
    return (
        select(Person.verified_at, Hat.organisation.label("own"), Commitment.organisation.label("committed"),
               asks.exists().label("asks"))
        .select_from(Person)
        .outerjoin(Hat, and_(*lookups.confirmed(me)))
        .outerjoin(Commitment, goes_on)
        .where(Person.id == me, Person.deactivated_at.is_(None))
    )  # fmt: skip


PASSIVE = {"updates": "updated", "supersedes": "superseded"}
"""What a recommendation does to another one → what is done to that."""


def around(related: Related) -> dict[str, list[Any]]:
    """Return which recommendations update or supersede which, of the related subjects of one.

    By ``updates``, ``supersedes``, ``updated`` and ``superseded``.
    """
    rows = [row for _label, some in related for row in some]
    return {
        name: [row for row in rows if (row.relation, bool(row.reverse)) == (kind, back)]
        for kind, passive in PASSIVE.items() for name, back in ((kind, False), (passive, True))
    }  # fmt: skip
