"""What follows when a statement is sent that corrects or answers another one. For commands only."""

from sqlalchemy import select

from igtf.core.db import session
from igtf.record.acts import By
from igtf.record.events import record
from igtf.record.models import Relation
from igtf.record.moves import carries_out
from igtf.record.subjects import touch
from igtf.routing import events
from igtf.routing.answering import ANSWERS, promised_in, said
from igtf.routing.choices import listed
from igtf.routing.models import Statement
from igtf.routing.owing import first_day
from igtf.routing.states import STATEMENT


def _tied(statement: Statement, kind: str) -> list[Statement]:
    targets = select(Relation.target_id).where(Relation.subject_id == statement.id, Relation.kind == kind)
    return list(session.scalars(select(Statement).where(Statement.id.in_(targets)).order_by(Statement.id)))


def settle(statement: Statement, by: By) -> None:
    """Let a statement that was sent correct and answer what it corrects and answers."""
    name = f"LS-{statement.subject.ref}"
    for other in _tied(statement, "corrects"):
        if other.subject.state in STATEMENT.move_by_name["correct"].sources:
            STATEMENT.commands["correct"](other, correction=name, by=by)
    for other in _tied(statement, "answers"):
        other.answered_at, other.subject.due_at = other.answered_at or by.at, None
        if statement.replies:
            _answer_points(other, statement, by)
        touch(other.id, by.at)


def _answer_points(theirs: Statement, ours: Statement, by: By) -> None:
    """Write down what ours answers to points of the letter of a body; it waits for the first day of those left."""
    replies, points, told = {reply["point"]: reply for reply in ours.replies}, listed(theirs.asks), []
    answered = [point for point in points if point.number in replies]
    for point in answered:
        reply = replies[point.number]
        point.status, point.answer = ANSWERS[reply["answer"]].status, reply["text"] or None
        point.promised_by = promised_in(reply)
        told.append(said(point.number, point.text, point.status, point.promised_by, reply["text"]))
    theirs.subject.due_at = first_day(theirs, points)
    data = [{"ask": point.number, "status": point.status, "answer": point.answer} for point in answered]
    record(by, theirs.subject, events.WE_ANSWERED, events.WeAnswered(f"LS-{ours.subject.ref}", told, data))


@carries_out(STATEMENT, "correct")
def correct(statement: Statement, *, correction: str, by: By) -> events.Corrected:
    """End a statement that another one corrects; nothing of it is waited for any more."""
    return events.Corrected(correction)
