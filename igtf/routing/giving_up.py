"""What becomes of the asks that a letter carries when it is closed as *no answer* (sections 7 and 9). For commands."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from igtf.core.db import session
from igtf.drafts.commands import set_ask_status
from igtf.drafts.models import Ask, AskAnswer, Recommendation
from igtf.drafts.recommending import next_due, still_to_come
from igtf.drafts.words import UNHEARD
from igtf.record.acts import By
from igtf.record.subjects import lock, touch
from igtf.routing.models import Statement, StatementAsk

NO_ANSWER = "no answer"


def _carried(statement: Statement) -> Sequence[Ask]:
    """Return the asks that a letter carries, as they stand once nobody else can write an answer down."""
    points = select(StatementAsk.ask_id).where(StatementAsk.statement_id == statement.id)
    asks = session.scalars(select(Ask).where(Ask.id.in_(points)).order_by(Ask.id)).all()
    for made in sorted({ask.recommendation_id for ask in asks}):
        lock(session.get_one(Recommendation, made).subject)
    for ask in asks:
        session.refresh(ask)
    return asks


def give_up(statement: Statement, evidence: str, by: By) -> None:
    """Record *no answer* for the asks of recommendations that a letter carries, where nothing else became known.

    Not of an ask whose day is still to come: that one goes on waiting, as ``record_answer`` would have it.
    """
    shown = evidence or f"LS-{statement.subject.ref}"
    for ask in _carried(statement):
        if ask.status in UNHEARD and not still_to_come(ask, by.at.date()):
            set_ask_status(ask, NO_ANSWER, by=by, answer="", evidence=shown)


def ask_again(statement: Statement, closed_at: datetime, by: By) -> None:
    """Take back what was recorded then, as the closing is annulled: each ask stands as its latest answer says.

    The entries of the record are void with that of the closing, and stay.
    """
    for ask in _carried(statement):
        at_close = (AskAnswer.ask_id == ask.id, AskAnswer.at == closed_at, AskAnswer.status == NO_ANSWER)
        given = session.scalar(select(AskAnswer).where(*at_close))
        if given is not None:
            session.delete(given)
            session.flush()
            _stand(ask, by)


def _stand(ask: Ask, by: By) -> None:
    latest = session.scalar(select(AskAnswer).where(AskAnswer.ask_id == ask.id).order_by(AskAnswer.id.desc()).limit(1))
    ask.status, ask.answered_at = (latest.status, latest.at) if latest else ("open", None)
    ask.answer, ask.evidence = (latest.text, latest.evidence) if latest else ("", "")
    session.flush()
    recommendation = session.get_one(Recommendation, ask.recommendation_id)
    if recommendation.subject.phase != "closed":
        recommendation.subject.due_at = next_due(recommendation.asks)
    touch(recommendation.id, by.at)
