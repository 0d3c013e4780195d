"""What follows when a statement is sent that answers or corrects another one or comes to nothing. For commands only."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import exists, select

from igtf.core.db import session
from igtf.core.moments import end_of_day
from igtf.core.workflow import Nothing
from igtf.issues.models import Outcome
from igtf.issues.states import OUTCOME
from igtf.record.by import By
from igtf.record.events import record
from igtf.record.models import Event, Payload, Relation, Subject, VoidEvent
from igtf.record.moves import bound, carries_out
from igtf.record.subjects import touch
from igtf.routing import events
from igtf.routing.models import Statement, StatementAsk
from igtf.routing.owing import first_day
from igtf.routing.points import ANSWERS, OWED, day_of, points_in, promised_in, said
from igtf.routing.states import STATEMENT

_wait_again = bound(OUTCOME, "wait-again")


def _tied(statement: Statement, kind: str) -> list[Statement]:
    targets = select(Relation.target_id).where(Relation.subject_id == statement.id, Relation.kind == kind)
    return list(session.scalars(select(Statement).where(Statement.id.in_(targets)).order_by(Statement.id)))


def settle(statement: Statement, by: By) -> None:
    """Let a statement that was sent correct and answer what it corrects and answers."""
    name = f"LS-{statement.subject.ref}"
    for other in _tied(statement, "corrects"):
        if other.subject.state in STATEMENT.move_by_name["correct"].sources:
            correct(other, correction=name, by=by)
    for other in _tied(statement, "answers"):
        other.answered_at, other.subject.due_at = other.answered_at or by.at, None
        if statement.replies:
            _answer_points(other, statement, by)
        touch(other.id, by.at)


def _answer_points(theirs: Statement, ours: Statement, by: By) -> None:
    """Write down what ours answers to points of the letter of a body; it waits for the first day of those left."""
    replies, points, told = {reply["point"]: reply for reply in ours.replies}, points_in(theirs.asks), []
    answered = [point for point in points if point.number in replies]
    for point in answered:
        reply = replies[point.number]
        _write(point, reply)
        told.append(said(point.number, point.text, point.status, promised_in(reply), reply["text"]))
    theirs.subject.due_at = first_day(theirs, points)
    data = [{"ask": point.number, "status": point.status, "answer": point.answer} for point in answered]
    record(by, theirs.subject, events.WE_ANSWERED, events.WeAnswered(f"LS-{ours.subject.ref}", told, data))


def _write(point: StatementAsk, reply: Mapping[str, Any]) -> None:
    """Write an answer of ours down; for what it leaves the day that was offered or promised before still counts."""
    point.status, point.answer = ANSWERS[reply["answer"]].status, reply["text"] or None
    point.promised_by = promised_in(reply) or (point.promised_by if point.status in OWED else None)


def unsettle(statement: Statement, by: By) -> None:
    """Let letters of bodies that a statement of ours answered wait for us again, as its sending is annulled.

    A point that another response answers, too, stands as the latest of those says that hold.
    """
    own = {reply["point"] for reply in statement.replies}
    for theirs in _tied(statement, "answers"):
        responses = _responses(theirs)
        stand_again(theirs, [point for point in points_in(theirs.asks) if point.number in own])
        theirs.answered_at = responses[0].sent_at if responses else None
        noted = theirs.subject.phase == "closed" and theirs.answered_at is None
        theirs.subject.due_at = None if noted else due_again(theirs)
        touch(theirs.id, by.at)


def stand_again(theirs: Statement, points: Iterable[StatementAsk]) -> None:
    """Let points of the letter of a body stand as the days that were offered and our responses that hold say."""
    acts: list[tuple[Any, Mapping[str, Any], Sequence[Mapping[str, Any]]]] = [
        *((at, offer, ()) for at, offer in _offers(theirs)),
        *((one.sent_at, {}, one.replies) for one in _responses(theirs)),
    ]
    acts.sort(key=lambda act: act[0])
    for point in points:
        point.status, point.answer, point.promised_by = "open", None, None
        for _at, offer, replies in acts:
            if offer and _is_for(offer, theirs, point):
                point.promised_by = _day(offer)
            for reply in replies:
                if reply["point"] == point.number:
                    _write(point, reply)


def due_again(theirs: Statement) -> datetime | None:
    """Return the first day for which the letter of a body waits for us, as its points stand; one without as offered."""
    points, offers = points_in(theirs.asks), _offers(theirs)
    if theirs.answered_at and all(point.status == "open" for point in points):
        return None
    return first_day(theirs, points) if points or not offers else _day(offers[-1][1])


def let_wait(statement: Statement, by: By, *, apart: Collection[int] = ()) -> None:
    """Let what a statement of ours suggests or answers wait for the clearing house again, as it comes to nothing.

    That is an outcome, and the letter of a body of which nothing else became; not those whose ids are in ``apart``.
    """
    suggested = select(Relation.target_id).where(Relation.subject_id == statement.id, Relation.kind == "suggests")
    for outcome in session.scalars(select(Outcome).where(Outcome.id.in_(suggested)).order_by(Outcome.id)):
        if outcome.id not in apart and outcome.subject.state in OUTCOME.move_by_name["wait-again"].sources:
            _wait_again(outcome, by=by)
    for theirs in _tied(statement, "answers"):
        became = is_responded(theirs, apart_from=statement) or _holds(theirs, *TAKEN_UP)
        if theirs.subject.state in STATEMENT.move_by_name["wait-again"].sources and not became:
            wait_again(theirs, by=by)


TAKEN_UP = ("open-issue", "attach", "count-as-answer")
"""The moves by which something becomes of the letter of a body, beside our response."""


@carries_out(STATEMENT, "wait-again")
def wait_again(theirs: Statement, *, by: By) -> tuple[Nothing, str]:
    """Let the letter of a body wait until it is said what becomes of it; one that was noted is noted again."""
    theirs.subject.due_at = due_again(theirs)
    return Nothing(), "noted" if _holds(theirs, "note") else "received"


def is_responded(theirs: Statement, *, apart_from: Statement | None = None) -> bool:
    """Return whether a response to the letter of a body, apart from one, is under way, or its sending holds."""
    responses = select(Statement.id).join(Relation, Relation.subject_id == Statement.id)
    under_way = responses.join(Subject, Subject.id == Statement.id).where(
        Relation.target_id == theirs.id, Relation.kind == "answers", Statement.direction == "out",
        Statement.sent_at.is_(None), Subject.phase != "closed",
    )  # fmt: skip
    found = {*session.scalars(under_way), *(one.id for one in _responses(theirs))}
    return bool(found - {apart_from.id if apart_from else None})


def _holds(theirs: Statement, *moves: str) -> bool:
    """Return whether one of these moves was made on the letter of a body, and is not void."""
    kinds = [f"statement.{move}" for move in moves]
    made = (Event.subject_id == theirs.id, Event.kind.in_(kinds), Event.id.not_in(_VOID))
    return bool(session.scalar(select(exists().where(*made))))


def _is_for(offer: Mapping[str, Any], theirs: Statement, point: StatementAsk) -> bool:
    waits = point.status in OWED and day_of(theirs, point) is not None
    return waits and offer.get("point", "") in ("", f"{point.number}. {point.text}")


def _day(offer: Mapping[str, Any]) -> datetime:
    return end_of_day(date.fromisoformat(offer["date"]))


_VOID = select(VoidEvent.event_id)


def _offers(theirs: Statement) -> list[tuple[datetime, Mapping[str, Any]]]:
    """Return when we offered the body another day, and which, as far as that holds and is not redacted."""
    rows = session.execute(
        select(Event.at, Payload.data).join(Payload, Payload.event_id == Event.id)
        .where(Event.subject_id == theirs.id, Event.kind == "statement.offer-date", Event.id.not_in(_VOID))
        .order_by(Event.id)
    )  # fmt: skip
    return [(row.at, row.data) for row in rows if row.data]


def _responses(theirs: Statement) -> Sequence[Statement]:
    """Return our responses to the letter of a body whose sending holds, in the order in which they were sent."""
    return session.scalars(
        select(Statement)
        .join(Relation, Relation.subject_id == Statement.id)
        .join(Event, Event.subject_id == Statement.id)
        .where(Relation.target_id == theirs.id, Relation.kind == "answers", Event.kind == "statement.send",
               Event.id.not_in(_VOID))
        .order_by(Event.id)
    ).all()  # fmt: skip


@carries_out(STATEMENT, "correct")
def correct(statement: Statement, *, correction: str, by: By) -> events.Corrected:
    """End a statement that another one corrects; nothing of it is waited for any more."""
    return events.Corrected(correction)
