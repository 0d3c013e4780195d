"""What becomes of points that nobody answered, and of the asks that they carry (sections 7, 9, 10). For commands."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from igtf.core.db import session
from igtf.drafts.models import Ask, AskAnswer, Recommendation
from igtf.drafts.recommending import next_due, promised_since, set_ask_status, still_to_come
from igtf.drafts.words import UNHEARD
from igtf.record.by import By
from igtf.record.subjects import lock, touch
from igtf.routing.models import Statement, StatementAsk
from igtf.routing.points import NO_ANSWER


def _carried(points: Collection[StatementAsk]) -> Sequence[Ask]:
    """Return the asks that points of a letter carry, as they stand once nobody else can write an answer down."""
    ids = [point.ask_id for point in points if point.ask_id]
    asks = session.scalars(select(Ask).where(Ask.id.in_(ids)).order_by(Ask.id)).all() if ids else []
    for made in sorted({ask.recommendation_id for ask in asks}):
        lock(session.get_one(Recommendation, made).subject)
    for ask in asks:
        session.refresh(ask)
    return asks


def give_up(
    statement: Statement, points: Collection[StatementAsk], evidence: str, by: By
) -> list[dict[str, Any]]:  # fmt: skip
    """Record *no answer* for points of a letter, and for the asks that they carry where nothing else became known.

    Not of an ask whose day is still to come: that one goes on waiting, as ``record_answer`` would have it. Return the
    points as the record keeps answers: number, status, what was said.
    """
    shown = evidence or f"LS-{statement.subject.ref}"
    for point in points:
        point.status, point.answer = NO_ANSWER, evidence or None
    for ask in _carried(points):
        if ask.status in UNHEARD and not still_to_come(ask, by.at.date()):
            set_ask_status(ask, NO_ANSWER, by=by, answer="", evidence=shown)
    return [{"ask": point.number, "status": point.status, "answer": point.answer} for point in points]


def ask_again(statement: Statement, given: Collection[dict[str, Any]], at: datetime, by: By) -> None:
    """Take back what was recorded as never answered at a moment: ``given`` as ``give_up`` returned it.

    Its points are open again, and each ask stands as its latest other answer says. Not a point that the body answered
    since. The entries of the record are void with that of the decision, and stay.
    """
    numbers = {one["ask"] for one in given}
    for point in statement.asks:
        if point.number in numbers and point.status == NO_ANSWER:
            point.status, point.answer = "open", None
    for ask in _carried(statement.asks):
        recorded = (AskAnswer.ask_id == ask.id, AskAnswer.at == at, AskAnswer.status == NO_ANSWER)
        answer = session.scalar(select(AskAnswer).where(*recorded))
        if answer is not None:
            session.delete(answer)
            session.flush()
            _stand(ask, by)


def _stand(ask: Ask, by: By) -> None:
    answers = session.scalars(select(AskAnswer).where(AskAnswer.ask_id == ask.id).order_by(AskAnswer.id)).all()
    latest, ask.promised_by = answers[-1] if answers else None, None
    for answer in answers:
        ask.promised_by = promised_since(ask.promised_by, answer.status, answer.due)
    ask.status, ask.answered_at = (latest.status, latest.at) if latest else ("open", None)
    ask.answer, ask.evidence = (latest.text, latest.evidence) if latest else ("", "")
    session.flush()
    recommendation = session.get_one(Recommendation, ask.recommendation_id)
    if recommendation.subject.phase != "closed":
        recommendation.subject.due_at = next_due(recommendation.asks)
    touch(recommendation.id, by.at)
