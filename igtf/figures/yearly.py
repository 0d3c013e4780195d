"""What the yearly report is counted from: entries between two moments, and what never changes beside them."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from igtf.appeals.models import AppealRung
from igtf.core.db import session
from igtf.core.moments import end_of_day
from igtf.core.workflow import WORKFLOWS
from igtf.council.models import Ballot
from igtf.drafts.models import Ask, AskAnswer
from igtf.drafts.words import SETTLED
from igtf.people.named import counted_at
from igtf.record.kinds import event_kinds
from igtf.record.models import Actor, Event, Hat, Payload, Relation, StateChange, Subject, VoidEvent
from igtf.routing.events import HEARD, WE_ANSWERED
from igtf.routing.models import Body, Statement, StatementAsk
from igtf.routing.owing import OURS_TO_ANSWER
from igtf.routing.points import OWED

Footing = tuple[str | None, str | None, str | None]
"""Stakeholder group, region and country of a hat; nothing where no hat was worn."""


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


def last_payloads(kind: str, begins: datetime, until: datetime) -> list[Any]:
    """Return of each subject the payload of its last entry of a kind, None for one that was redacted."""
    rows = session.execute(
        select(Event.subject_id, Payload.data).join(Payload, Payload.event_id == Event.id)
        .where(_between(begins, until, [kind])).order_by(Event.at, Event.id)
    )  # fmt: skip
    return [*{row.subject_id: row.data for row in rows}.values()]


def published(begins: datetime, until: datetime) -> list[tuple[str, str, str]]:
    """Return number, title and state in the end of the recommendations published, the first one first."""
    stood = _stood(until, "recommendation").subquery()
    rows = session.execute(
        select(Subject.ref, Subject.title, stood.c.state).join(Event, Event.subject_id == Subject.id)
        .join(stood, stood.c.id == Subject.id)
        .where(_between(begins, until, ["recommendation.make"])).order_by(Event.id)
    )  # fmt: skip
    return [(f"R-{ref}", title, state) for ref, title, state in rows]


def standing(kind: str, until: datetime) -> dict[str, int]:
    """Return in which states the subjects of a kind stood that were opened before ``until``, with how many of them."""
    stood = _stood(until, kind).subquery()
    return dict(session.execute(select(stood.c.state, func.count()).group_by(stood.c.state)).all())


def _stood(until: datetime, *kinds: str) -> Select[int, str, str]:
    """Return the query of the subjects of some kinds that were opened before ``until``, with the state they were in.

    It is where the last change before then led, else where the first one later came from; what never changed is as
    it was opened.
    """
    last, following, own = aliased(StateChange), aliased(StateChange), aliased(StateChange)
    moved = (
        select(own.subject_id, func.max(case((Event.at < until, Event.id))).label("last"),
               func.min(case((Event.at >= until, Event.id))).label("following"))
        .join(Event, Event.id == own.event_id).join(Subject, Subject.id == own.subject_id)
        .where(Subject.kind.in_(kinds)).group_by(own.subject_id).subquery()
    )  # fmt: skip
    state = func.coalesce(last.after, following.before, Subject.state).label("state")
    return (
        select(Subject.id, Subject.kind, state)
        .outerjoin(moved, moved.c.subject_id == Subject.id)
        .outerjoin(last, last.event_id == moved.c.last)
        .outerjoin(following, following.event_id == moved.c.following)
        .where(Subject.kind.in_(kinds), Subject.opened_at < until)
    )  # fmt: skip


@dataclass(frozen=True)
class YearPeople:
    """Who acted on subjects in a span of time: persons, newcomers, and people and acts by the footing of the hat."""

    persons: int
    newcomers: int
    people: dict[Footing, int]
    acts: dict[Footing, int]


def people(begins: datetime, until: datetime) -> YearPeople:
    """Return who acted on subjects from ``begins`` on, and who of them had never done so before."""
    acts = func.sum(case((Event.at >= begins, 1), else_=0)).label("acts")
    footing = (counted_at(Event.at).label("group"), Hat.region, Hat.country)
    rows = session.execute(
        select(Event.actor_id, acts, func.min(Event.at).label("first"), *footing)
        .join(Actor, and_(Actor.id == Event.actor_id, Actor.kind == "person")).outerjoin(Hat, Hat.id == Event.hat_id)
        .where(Event.subject_id.is_not(None), Event.at < until).group_by(Event.actor_id, *footing)
    ).all()  # fmt: skip
    earlier = {row.actor_id for row in rows if row.first < begins}
    acted, done = defaultdict(set), Counter[Footing]()
    for row in rows:
        if row.acts:
            acted[row.group, row.region, row.country].add(row.actor_id)
            done[row.group, row.region, row.country] += int(row.acts)
    persons = {actor for actors in acted.values() for actor in actors}
    return YearPeople(len(persons), len(persons - earlier),
                      {key: len(acted[key]) for key in sorted(acted, key=_by_name)},
                      {key: done[key] for key in sorted(done, key=_by_name)})  # fmt: skip


def _by_name(footing: Footing) -> tuple[str, ...]:
    return tuple(part or "" for part in footing)


def ballots(begins: datetime, until: datetime) -> Sequence[Any]:
    """Return purpose, kind and payload of the entries that open or end a ballot.

    Without the recall of one that went on, as an appeal had annulled that before ``until``.
    """
    ends = ("ballot.open", "ballot.close", "ballot.close-early", "ballot.recall")
    return session.execute(
        select(Ballot.purpose, Event.kind, case((Event.kind != "ballot.open", Payload.data)))
        .join(Event, Event.subject_id == Ballot.id).join(Payload, Payload.event_id == Event.id)
        .where(_between(begins, until, ends), or_(Event.kind != "ballot.recall", ~_annulled(until)))
    ).all()  # fmt: skip


_MATTERS = ("refers", "carries")
"""Relations of a statement to what it is about: where all of that is over, no answer is waited for."""
_ENDS = ("close", "correct")
_STATEMENT = ("send", *HEARD, "propose-date", "give-up", *_ENDS)


def _annulled(until: datetime) -> ColumnElement[bool]:
    """Return whether an appeal had annulled the entry of a query before ``until``."""
    return exists().where(
        VoidEvent.event_id == Event.id, AppealRung.appeal_id == VoidEvent.by_id, AppealRung.verdict == "upheld",
        AppealRung.decided_at < until,
    )  # fmt: skip


def statements(until: datetime) -> Iterable[list[Any]]:
    """Return the entries of each statement sent out, with payload and body, from its beginning.

    Without closings and points given up that an appeal had annulled before ``until``.
    """
    named, ours = aliased(Subject), ("statement.give-up", "statement.close")
    rows = session.execute(
        select(Event.subject_id, Event.kind, Event.at, Payload.data, Body.acronym, named.ref)
        .join(Payload, Payload.event_id == Event.id).join(Statement, Statement.id == Event.subject_id)
        .join(Body, Body.id == Statement.to_body_id).join(named, named.id == Body.id)
        .where(Event.kind.in_(f"statement.{name}" for name in _STATEMENT), Event.at < until,
               or_(Statement.direction == "out", Statement.direction.is_(None)),
               or_(Event.kind.not_in(ours), ~_annulled(until)))
        .order_by(Event.id)
    ).all()  # fmt: skip
    found = defaultdict(list)
    for row in rows:
        found[row.subject_id].append(row)
    return found.values()


def days_asked() -> dict[int, dict[int, datetime | None]]:
    """Return the day by which each point of our letters was to be answered at first, by statement and number."""
    found = defaultdict[int, dict[int, datetime | None]](dict)
    rows = session.execute(
        select(StatementAsk.statement_id, StatementAsk.number, StatementAsk.deadline)
        .join(Statement, Statement.id == StatementAsk.statement_id).where(Statement.sent_at.is_not(None))
    )  # fmt: skip
    for row in rows:
        found[row.statement_id][row.number] = row.deadline
    return found


AskHistory = Mapping[int, Sequence[tuple[datetime, str]]]
"""Number of a point → when the ask of a recommendation that it words got which status, in their order."""


def asks_said(until: datetime) -> Mapping[int, AskHistory]:
    """Return what was said before ``until`` of the asks that points of our letters word, by statement and number."""
    found = defaultdict[int, defaultdict[int, list[tuple[datetime, str]]]](lambda: defaultdict(list))
    rows = session.execute(
        select(StatementAsk.statement_id, StatementAsk.number, AskAnswer.at, AskAnswer.status)
        .join(AskAnswer, AskAnswer.ask_id == StatementAsk.ask_id).where(AskAnswer.at < until).order_by(AskAnswer.id)
    )  # fmt: skip
    for row in rows:
        found[row.statement_id][row.number].append((row.at, row.status))
    return found


def points(begins: datetime, until: datetime) -> dict[str, int]:
    """Return of the points of bodies' letters how many came within, were answered for the first time, and are open.

    Open is at the end what waits for us, of letters that nobody noted: all but what is done, declined or commented.
    """
    acts = ("statement.receive", WE_ANSWERED)
    rows = session.execute(
        select(Event.subject_id, Event.kind, Event.at, Payload.data).join(Payload, Payload.event_id == Event.id)
        .where(Event.kind.in_(acts), Event.at < until, ~_annulled(until))
        .order_by(Event.id)
    ).all()  # fmt: skip
    stood = {row.id: row.state for row in session.execute(_stood(until, "statement"))}
    asked, first, status = Counter[str](), dict[tuple[int, int], datetime](), dict[tuple[int, int], str]()
    for row in rows:
        for number, _line in enumerate((row.data or {}).get("asked", ()), 1):
            asked["asked"] += row.at >= begins
            status[row.subject_id, number] = "open"
        for one in (row.data or {}).get("answers", ()):
            first.setdefault((row.subject_id, one["ask"]), row.at)
            status[row.subject_id, one["ask"]] = one["status"]
    waits = [name in OWED and stood[letter] in OURS_TO_ANSWER for (letter, _number), name in status.items()]
    answered = sum(at >= begins for at in first.values())
    return {"asked": asked["asked"], "answered": answered, "open": sum(waits)}


def released(until: datetime) -> set[int]:
    """Return the statements of which nothing was waited for before ``until``, though nobody answered or closed them.

    One that corrects them was drafted; or all that they refer and carry was over, or all recommendations whose asks
    they bring were (section 7). What is in force again is waited for again.
    """
    correcting = aliased(Subject)
    corrected = session.scalars(
        select(Relation.target_id).join(correcting, correcting.id == Relation.subject_id)
        .where(Relation.kind == "corrects", correcting.opened_at < until)
    )  # fmt: skip
    stood = _stood(until, "issue", "recommendation").where(Subject.id.in_(
        select(Relation.target_id).where(Relation.kind.in_(_MATTERS))
    ))  # fmt: skip
    over = {row.id for row in session.execute(stood) if WORKFLOWS[row.kind].state_by_name[row.state].phase == "closed"}
    matters = select(Relation.subject_id, Relation.target_id).where(Relation.kind.in_(_MATTERS))
    asks = select(StatementAsk.statement_id, Ask.recommendation_id).outerjoin(Ask, Ask.id == StatementAsk.ask_id)
    return {*corrected, *_all_over(session.execute(matters), over), *_all_over(session.execute(asks), over)}


def _all_over(rows: Iterable[Any], over: set[int]) -> set[int]:
    """Return the statements of rows (statement, matter) all whose matters are over."""
    found: dict[int, bool] = {}
    for statement, matter in rows:
        found[statement] = found.get(statement, True) and matter in over
    return {statement for statement, ended in found.items() if ended}


@dataclass
class SentStatement:
    """What became of one statement: when it was sent, first acknowledged, first answered; each answer; its end.

    ``days`` are those for which its open points are waited, by number, as proposed last; ``completed``: when none was
    open any more, or it ended answered in part; ``released``: none is waited for any more. A point is waited for no
    more either while its ask is settled otherwise, which ``said`` tells (section 7).
    """

    ref: str
    acronym: str
    days: dict[int, datetime | None]
    said: AskHistory
    released: bool
    sent: datetime | None = None
    acknowledged: datetime | None = None
    in_process: datetime | None = None
    answered: datetime | None = None
    completed: datetime | None = None
    closed: datetime | None = None
    result: str = ""
    answers: list[tuple[datetime, str]] = field(default_factory=list)

    @classmethod
    def of(
        cls, history: list[Any], days: Mapping[int, datetime | None], said: AskHistory, released: Collection[int]
    ) -> "SentStatement":
        """Return the history of a statement with the ``days`` of its points, read from its entries.

        ``said`` of the asks that they word; ``released``: the statements that are.
        """
        first = history[0]
        made = cls(first.ref, first.acronym, dict(days), said, first.subject_id in released)
        for row in history:
            made._note(row.kind.partition(".")[2], row.at, row.data or {})
        return made

    def _note(self, act: str, at: datetime, data: dict[str, Any]) -> None:
        if act == "send":
            self.sent = at
        if act in HEARD:
            self.acknowledged = self.acknowledged or at
        if act == "in-process":
            self.in_process = self.in_process or at
        if act == "answer":
            self.answered = self.answered or at
            self.answers += [(at, row["status"]) for row in data.get("answers", [])] or [(at, "redacted")]
        if act in ("answer", "give-up"):
            self._settle(data.get("answers", ()), at)
        if act == "propose-date" and data:
            self._put_off(data, at)
        if act == "close":
            self.closed, self.result = at, data.get("result", "")
        if act in _ENDS and self.answered:
            self.completed = self.completed or at

    def _settle(self, answers: Sequence[dict[str, Any]], at: datetime) -> None:
        """Wait for some points no longer; for none at all where it was redacted which they are."""
        for number in [row["ask"] for row in answers] or list(self.days):
            self.days.pop(number, None)
        if self.answered and not self.days:
            self.completed = self.completed or at

    def _expected(self, at: datetime | None = None) -> dict[int, datetime]:
        """Return the day of each open point that has one and whose ask is not settled, at a moment or in the end."""
        settled = set()
        for number, said in self.said.items():
            last = [status for when, status in said if at is None or when <= at][-1:]
            settled |= {number} if set(last) & {*SETTLED} else set()
        return {number: day for number, day in self.days.items() if day and number not in settled}

    def _put_off(self, data: dict[str, Any], at: datetime) -> None:
        """Wait until another day, as ``points.put_off`` does: for the point that was named; else for those due before
        it, and for all where none is."""
        only, until = data.get("point", "").partition(".")[0], end_of_day(date.fromisoformat(data["date"]))
        left = {number: day for number, day in self._expected(at).items() if only in ("", str(number))}
        earlier = left if only else [number for number, day in left.items() if day < until]
        self.days |= dict.fromkeys(earlier or left, until)

    @property
    def due(self) -> datetime | None:
        """The first day for which an open point is waited."""
        return min(self._expected().values(), default=None)

    @property
    def waiting(self) -> bool:
        """Whether an answer to some point was asked for and none came, and one was still waited for."""
        asked = self.sent is not None and self.due is not None
        return asked and not (self.closed or self.released)

    def concerns(self, begins: datetime) -> bool:
        """Return whether anything about it happened, or was still waited for, from ``begins`` on."""
        own = (self.sent, self.acknowledged, self.answered, self.completed, self.closed)
        moments = (*own, *(at for at, _status in self.answers))
        return self.waiting or any(at is not None and at >= begins for at in moments)
