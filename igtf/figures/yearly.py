"""What the yearly report is counted from: entries between two moments, and what never changes beside them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from igtf.core.db import session
from igtf.council.models import Ballot
from igtf.people.stakeholders import UNSTATED
from igtf.record.kinds import event_kinds
from igtf.record.models import Actor, Event, Hat, Payload, Subject
from igtf.routing.models import Body, Statement
from igtf.routing.statements import end_of


def _between(begins: datetime, until: datetime, kinds: Iterable[str] | None = None) -> ColumnElement[bool]:
    """Return the condition on entries of a span of time; the kinds are named so that their index is used."""
    return and_(Event.kind.in_(kinds or event_kinds()), Event.at >= begins, Event.at < until)


def acts(begins: datetime, until: datetime) -> Sequence[Any]:
    """Return each kind of entry with how many there are, and on how many subjects."""
    return session.execute(
        select(Event.kind, func.count(), func.count(func.distinct(Event.subject_id)))
        .where(_between(begins, until)).group_by(Event.kind).order_by(Event.kind)
    ).all()  # fmt: skip


def payloads(kind: str, begins: datetime, until: datetime) -> Sequence[Any]:
    """Return the payloads of the entries of a kind, None for one that was redacted."""
    return session.scalars(
        select(Payload.data).join(Event, Event.id == Payload.event_id).where(_between(begins, until, [kind]))
    ).all()


def published(begins: datetime, until: datetime) -> list[tuple[str, str]]:
    """Return number and title of the recommendations published, the first one first."""
    rows = session.execute(
        select(Subject.ref, Subject.title).join(Event, Event.subject_id == Subject.id)
        .where(_between(begins, until, ["recommendation.make"])).order_by(Event.id)
    )  # fmt: skip
    return [(f"R-{ref}", title) for ref, title in rows]


def _last(kinds: Sequence[str], until: datetime) -> Any:
    return select(func.max(Event.id)).where(Event.kind.in_(kinds), Event.at < until).group_by(Event.subject_id)


def last_moves(kinds: Sequence[str], until: datetime) -> Sequence[Any]:
    """Return by which of ``kinds`` subjects were moved last, with how many of them."""
    return session.execute(
        select(Event.kind, func.count()).where(Event.id.in_(_last(kinds, until))).group_by(Event.kind)
    ).all()


def whose_last_move(some: Sequence[str], kinds: Sequence[str], until: datetime) -> dict[int, list[Any]]:
    """Return the entries of those subjects that were moved last by one of ``some``."""
    own, found = aliased(Event), defaultdict(list)
    moved = select(own.subject_id).where(own.kind.in_(some), own.id.in_(_last(kinds, until)))
    rows = select(Event.subject_id, Event.kind, Event.at).where(Event.subject_id.in_(moved), Event.at < until)
    for subject, kind, at in session.execute(rows.order_by(Event.id)):
        found[subject].append((kind, at))
    return found


def _counted(until: datetime) -> ColumnElement[Any]:
    """Return what a hat counted as at a moment: one confirmed later was not stated then."""
    return case((Hat.confirmed_at >= until, UNSTATED), else_=Hat.counts_as)


def people(begins: datetime, until: datetime) -> Sequence[Any]:
    """Return people and acts by stakeholder group, region and country of the hat: acts of persons on subjects."""
    counted = _counted(until)
    return session.execute(
        select(counted.label("counts_as"), Hat.region, Hat.country,
               func.count(func.distinct(Event.actor_id)).label("people"), func.count().label("acts"))
        .select_from(Event).join(Actor, and_(Actor.id == Event.actor_id, Actor.kind == "person"))
        .outerjoin(Hat, Hat.id == Event.hat_id)
        .where(_between(begins, until), Event.subject_id.is_not(None))
        .group_by(counted, Hat.region, Hat.country).order_by(counted, Hat.region, Hat.country)
    ).all()  # fmt: skip


def persons(begins: datetime, until: datetime) -> tuple[int, int]:
    """Return how many persons acted on subjects, and how many of them had never done so before."""
    acted = (
        select(Event.actor_id).join(Actor, and_(Actor.id == Event.actor_id, Actor.kind == "person"))
        .where(_between(begins, until), Event.subject_id.is_not(None)).distinct().subquery()
    )  # fmt: skip
    own = aliased(Event)
    before = select(own.id).where(own.actor_id == acted.c.actor_id, own.at < begins, own.subject_id.is_not(None))
    new = func.sum(case((~before.exists(), 1), else_=0))
    row = session.execute(select(func.count(), func.coalesce(new, 0)).select_from(acted)).one()
    return int(row[0]), int(row[1])


def ballots(begins: datetime, until: datetime) -> Sequence[Any]:
    """Return purpose, kind and payload of the entries that open or end a ballot."""
    ends = ("ballot.open", "ballot.close", "ballot.close-early", "ballot.recall")
    return session.execute(
        select(Ballot.purpose, Event.kind, case((Event.kind != "ballot.open", Payload.data)))
        .join(Event, Event.subject_id == Ballot.id).join(Payload, Payload.event_id == Event.id)
        .where(_between(begins, until, ends))
    ).all()  # fmt: skip


_STATEMENT = ("send", "acknowledge", "in-process", "answer", "propose-date", "close")


def statements(until: datetime) -> Iterable[list[Any]]:
    """Return the entries of each statement sent out, with payload, body and first date, from its beginning."""
    named = aliased(Subject)
    rows = session.execute(
        select(Event.subject_id, Event.kind, Event.at, Payload.data, Statement.answer_by, Body.acronym, named.ref)
        .join(Payload, Payload.event_id == Event.id).join(Statement, Statement.id == Event.subject_id)
        .join(Body, Body.id == Statement.to_body_id).join(named, named.id == Body.id)
        .where(Event.kind.in_(f"statement.{name}" for name in _STATEMENT), Event.at < until,
               or_(Statement.direction == "out", Statement.direction.is_(None)))
        .order_by(Event.id)
    ).all()  # fmt: skip
    found = defaultdict(list)
    for row in rows:
        found[row.subject_id].append(row)
    return found.values()


@dataclass
class Sent:
    """What became of one statement: when it was sent, first acknowledged, first answered; each answer; its end."""

    ref: str
    acronym: str
    due: datetime | None
    sent: datetime | None = None
    acknowledged: datetime | None = None
    in_process: datetime | None = None
    answered: datetime | None = None
    closed: datetime | None = None
    result: str = ""
    answers: list[tuple[datetime, str]] = field(default_factory=list)

    @classmethod
    def of(cls, history: list[Any]) -> "Sent":
        """Return the history of a statement, read from its entries."""
        made = cls(history[0].ref, history[0].acronym, history[0].answer_by)
        for row in history:
            made._note(row.kind.partition(".")[2], row.at, row.data or {})
        return made

    def _note(self, act: str, at: datetime, data: dict[str, Any]) -> None:
        if act == "send":
            self.sent = at
        if act in ("acknowledge", "in-process", "answer"):
            self.acknowledged = self.acknowledged or at
        if act == "in-process":
            self.in_process = self.in_process or at
        if act == "answer":
            self.answered = self.answered or at
            self.answers += [(at, row["status"]) for row in data.get("answers", [])] or [(at, "redacted")]
        if act == "propose-date" and data:
            self.due = end_of(date.fromisoformat(data["date"]))
        if act == "close":
            self.closed, self.result = at, data.get("result", "")

    def concerns(self, begins: datetime) -> bool:
        """Return whether anything about it happened, or was still waited for, from ``begins`` on."""
        moments = (self.sent, self.acknowledged, self.answered, self.closed, *(at for at, _status in self.answers))
        waiting = self.sent is not None and not self.answered and not self.closed
        return waiting or any(at is not None and at >= begins for at in moments)
