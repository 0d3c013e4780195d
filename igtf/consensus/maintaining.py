"""Objections whose raiser found that a revision does not answer them: said in the record, and shown until it is met."""

from typing import Any

from sqlalchemy import ColumnElement, Label, exists, func, select
from sqlalchemy.orm import aliased

from igtf.consensus.models import Objection
from igtf.consensus.states import UNSETTLED
from igtf.core.database.conditions import among
from igtf.core.db import session
from igtf.record.models import Event, Payload, Subject
from igtf.record.queries import is_

_ASKED, _MAINTAINED = "objection.ask-raiser", "objection.maintain"
_MET = ("objection.answer", "objection.let-stand")
"""What the chair does about it, beside settling the objection."""


def maintained() -> Label[Any]:
    """Return, as a column beside ``Objection``, what its raiser said of the newest revision (events.Maintained).

    None where the raiser has not said that it does not answer the objection, or is asked again.
    """
    entry = aliased(Event)
    last = select(func.max(entry.id)).where(
        entry.subject_id == Objection.id, among(entry.kind, (_ASKED, _MAINTAINED))
    ).correlate(Objection).scalar_subquery()  # fmt: skip
    said = select(Payload.data).join(Event, Event.id == Payload.event_id)
    said = said.where(Event.id == last, Event.kind == _MAINTAINED)
    return said.correlate(Objection).scalar_subquery().label("maintained")


def raisers_no() -> tuple[Label[Any], Label[bool]]:
    """Return, as columns beside ``Objection``, what is ``maintained``, and whether it ``was_maintained`` ever."""
    entry = aliased(Event)
    said = exists().where(entry.subject_id == Objection.id, entry.kind == _MAINTAINED)
    return maintained(), said.correlate(Objection).label("was_maintained")


def newest_maintained(objection_id: int) -> str:
    """Return the newest revision, as it was cited, of which the raiser said that it does not answer; '' without one."""
    said = select(Payload.data).join(Event, Event.id == Payload.event_id)
    said = said.where(Event.subject_id == objection_id, Event.kind == _MAINTAINED).order_by(Event.id.desc()).limit(1)
    return str((session.scalar(said) or {}).get("revision", ""))


def waits_again() -> ColumnElement[bool]:
    """Return whether the subject is an objection whose raiser maintains it, and nobody has dealt with that yet."""
    last = (
        select(Event.kind)
        .where(Event.subject_id == Subject.id, among(Event.kind, (_ASKED, _MAINTAINED, *_MET)))
        .order_by(Event.id.desc())
        .limit(1)
        .correlate(Subject)
        .scalar_subquery()
    )
    return is_("objection", *UNSETTLED) & (last == _MAINTAINED)
