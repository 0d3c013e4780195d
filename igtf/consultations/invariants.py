"""What always holds of consultations."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import exists, or_, select

from igtf.consultations.models import WHOLE, Answer, Consultation, Reply, Sorted
from igtf.consultations.questions import questions_of
from igtf.core.db import session
from igtf.record.invariants import invariant
from igtf.record.models import Subject


@invariant("consultations-due", "What is due of an open consultation is its closing, and nothing of another one.")
def _due() -> Iterable[Any]:
    wrong = or_(
        (Subject.state == "open") & or_(Subject.due_at.is_(None), Subject.due_at != Consultation.closes_at),
        (Subject.state != "open") & Subject.due_at.is_not(None),
    )
    return session.execute(select(Subject.ref).join(Consultation, Consultation.id == Subject.id).where(wrong))


@invariant("replies-answer", "A reply answers questions of its consultation, each as its kind has it.")
def _answers() -> Iterable[Any]:
    asked = {one.id: questions_of(one) for one in session.scalars(select(Consultation))}
    counts = {number: {each.number for each in found if each.counts} for number, found in asked.items()}
    texts = {number: {each.number for each in found if not each.counts} for number, found in asked.items()}
    chosen = session.execute(select(Reply.id, Reply.consultation_id, Reply.chosen))
    written = session.execute(
        select(Reply.id, Reply.consultation_id, Answer.question).join(Answer, Answer.reply_id == Reply.id)
    )
    return [
        *(row.id for row in chosen if not {int(number) for number in row.chosen} <= counts[row.consultation_id]),
        *(row.id for row in written if row.question not in texts[row.consultation_id]),
    ]


@invariant("sorted-answers", "What lies in a basket is a reply of its consultation, or a text that it has.")
def _sorted() -> Iterable[Any]:
    own = exists().where(Reply.id == Sorted.reply_id, Reply.consultation_id == Sorted.consultation_id)
    text = exists().where(Answer.reply_id == Sorted.reply_id, Answer.question == Sorted.question)
    return session.execute(select(Sorted.reply_id).where(~own | ((Sorted.question != WHOLE) & ~text)))
