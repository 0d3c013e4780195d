"""What came in during the council's last call on a draft, for who says what was done about each point (section 4)."""

from typing import Any

from sqlalchemy import func, select

from igtf.consensus.models import Call, Position
from igtf.consensus.queries import objections_in
from igtf.consensus.words import POSITION_WORDS
from igtf.core.db import session
from igtf.core.i18n import Text
from igtf.record.models import Relation, Subject


def came_in(draft_id: int) -> dict[str, Any] | None:
    """Return what the newest last call of the council on a draft brought; None where there was none.

    Its ``subject``, how many people took which position, the objections (those that are not settled first), and the
    statements of bodies about the call or the draft.
    """
    call = session.scalar(
        select(Call).where(Call.about_id == draft_id, Call.kind == "council-last-call").order_by(Call.id.desc())
    )
    if call is None:
        return None
    objections = objections_in(call.id)
    return {
        "subject": call.subject, "positions": _positions(call), "statements": _statements(call),
        "objections": [row.Objection.subject for row in objections], "all": objections[0].all if objections else 0,
    }  # fmt: skip


def _positions(call: Call) -> list[tuple[Text, int]]:
    held = (Position.call_id == call.id) & (Position.round == call.round)
    found = session.execute(
        select(Position.value, func.count().label("people")).where(held).group_by(Position.value)
    ).all()
    people = {row.value: row.people for row in found}
    return [(label, people[value]) for value, label in POSITION_WORDS.items() if value in people]


def _statements(call: Call) -> list[Subject]:
    about = (Relation.kind == "concerns") & Relation.target_id.in_((call.id, call.about_id))
    found = select(Relation.subject_id).where(about)
    return list(session.scalars(
        select(Subject).where(Subject.id.in_(found), Subject.kind == "statement").order_by(Subject.id)
    ))  # fmt: skip
