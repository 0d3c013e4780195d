"""When a call closes, and what it asks about with it; and whether that went on without it. For commands and desks."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, exists, or_, select
from sqlalchemy.orm import aliased

from igtf.consensus.models import Call, Objection, Position
from igtf.core.database.prepared import prepared
from igtf.core.db import Listing, fetch, session
from igtf.drafts.asked import ASKED_BY
from igtf.record.models import Event, Subject

ASKED_IN = {("draft", kind): state for state, kind in ASKED_BY.items()} | {("procedure-change", "question"): "called"}
"""What is asked about, and by which kind of call → its state while the call still decides what becomes of it."""


def passed_over(call: Any = Subject.id) -> ColumnElement[bool]:
    """Return the condition that what the call with a number asks about went on without it: to another state than that
    in which it waits for the call, or to a newer call of the same kind.
    """
    own, about, newer = aliased(Call), aliased(Subject), aliased(Call)
    decides = [
        ((about.kind == of) & (own.kind == kind), about.state == state) for (of, kind), state in ASKED_IN.items()
    ]
    again = exists().where(newer.about_id == own.about_id, newer.kind == own.kind, newer.id > own.id)
    return exists().where(
        own.id == call, about.id == own.about_id,
        or_(*(of_kind & (~waits | again) for of_kind, waits in decides)),
    )  # fmt: skip


def heard(call: Any = Subject.id) -> ColumnElement[bool]:
    """Return the condition that somebody has taken a position in the present round of the call with a number."""
    own = aliased(Call)
    return exists().where(own.id == call, Position.call_id == own.id, Position.round == own.round)


def annulled(call_id: Any) -> ColumnElement[bool]:
    """Return whether something of a call was annulled, so that it is estimated again before it is declared again."""
    return exists().where(Event.subject_id == call_id, Event.kind == "call.annul")


@prepared
def _of_closed() -> Listing:
    call: Any = bindparam("call")
    anew = exists().where(Call.id == call, Call.round > 1)
    return select(heard(call).label("heard"), passed_over(call).label("passed_over"), anew.label("anew"))


def closed(call_id: int) -> Any:
    """Return whether somebody was ``heard`` in the call with a number, whether it is ``passed_over``, and ``anew``."""
    return fetch(_of_closed(), {"call": call_id}).one()


def goes_on() -> ColumnElement[bool]:
    """Return whether the call in which an objection was raised is not withdrawn: nothing is left to do then."""
    call = aliased(Subject)
    return exists().where(Objection.id == Subject.id, call.id == Objection.call_id, call.state != "withdrawn")


def goes_along() -> ColumnElement[bool]:
    """Return whether the subject is a last call of the council that was passed over: what was objected in it, or that
    nobody was heard, goes along with the draft, so it is not withdrawn."""
    return (Subject.topic == "council-last-call") & passed_over()


def is_passed_over(call: Call) -> bool:
    """Return whether ``passed_over`` holds of a call."""
    return bool(session.scalar(select(passed_over()).select_from(Subject).where(Subject.id == call.id)))


def set_closing(call: Call, closes_at: datetime | None) -> None:
    """Let it close at ``closes_at`` (None: it is over); what waits for it shows the same deadline.

    Before another end there is a reminder again.
    """
    if (call.about.kind, call.kind) in ASKED_IN and not is_passed_over(call):
        call.about.due_at = closes_at
    call.subject.due_at = closes_at
    if closes_at and closes_at != call.closes_at:
        call.closes_at, call.reminded_at = closes_at, None
