"""Loading a subject, or the thing that stands behind it, by its kind and reference; how far the log goes."""

from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar, cast

from sqlalchemy import ColumnElement, Select, bindparam, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute

from igtf.core.database.conditions import among
from igtf.core.database.looking import looks
from igtf.core.database.prepared import prepared
from igtf.core.db import fetch, session
from igtf.core.errors import NotFound
from igtf.core.i18n import gettext as _
from igtf.core.workflow import WORKFLOWS
from igtf.record.models import Actor, Event, Outbox, Payload, Subject

Row = TypeVar("Row")

ROW = (
    Subject.id, Subject.kind, Subject.ref, Subject.title, Subject.state, Subject.phase, Subject.topic,
    Subject.active_at, Subject.due_at, Subject.comment_count, Subject.support_count,
)  # fmt: skip
"""What a row of a list says of its subject."""


def opened_last() -> list[Subject]:
    """Return the subjects that the latest act of this session opened."""
    return [session.get_one(Subject, number) for number in session.info.get("opened", ())]


def last_place() -> int:
    """Return the last place that an entry of the record has in its log, which is how many have one."""
    return session.scalar(select(func.max(Outbox.log_index))) or 0


def left_by(event_id: int | None) -> dict[str, Any]:
    """Return what an act left in the record, by field, without words that were redacted; nothing of no act."""
    payload = session.get(Payload, event_id) if event_id else None
    return (payload.data or {}) if payload else {}


def left_last(subject_id: int, kind: str) -> dict[str, Any]:
    """Return what the newest entry of a kind about a subject left, as ``left_by`` has it; nothing without one."""
    newest = select(func.max(Event.id)).where(Event.subject_id == subject_id, Event.kind == kind)
    return left_by(session.scalar(newest))


def missing(kind: str, ref: str) -> NotFound:
    """Return the refusal that says that there is no subject ``ref`` of ``kind``."""
    return NotFound(_("Not found: %(kind)s %(ref)s.", kind=WORKFLOWS[kind].label, ref=ref))


def is_(kind: str, *states: str) -> ColumnElement[bool]:
    """Return the condition that a subject is of ``kind`` and in one of the states."""
    return (Subject.kind == kind) & among(Subject.state, states)


def subject_of(kind: str, ref: str) -> Subject:
    """Return the subject ``ref`` of ``kind``; NotFound when there is none."""
    found = session.scalar(select(Subject).where(Subject.kind == kind, Subject.ref == ref))
    if found is None:
        raise missing(kind, ref)
    return found


def thing_of(table: type[Row], kind: str, ref: str) -> Row:
    """Return the row of a concept's own table for the subject ``ref`` of ``kind``; NotFound when there is none.

    In a view that says so, it is there ``to_look_at``.
    """
    found = thing_if_any(table, kind, ref)
    if found is None:
        raise missing(kind, ref)
    return found


def thing_if_any(table: type[Row], kind: str, ref: str) -> Row | None:
    """Return the row of a concept's own table for the subject ``ref`` of ``kind``, or None."""
    return thing_where(table, _called(cast(Any, table)), kind=kind, ref=ref)


@cache
def _called(table: Any) -> ColumnElement[bool]:
    number = select(Subject.id).where(Subject.kind == bindparam("kind"), Subject.ref == bindparam("ref"))
    return cast(ColumnElement[bool], table.id == number.scalar_subquery())


def thing_where(table: type[Row], condition: ColumnElement[bool], **given: Any) -> Row | None:
    """Return the row of a concept's own table that meets a condition, which is built once; None when there is none."""
    if looks():
        return cast("Row | None", fetch(_look(cast(Any, table), condition), given).scalar())
    return cast("Row | None", session.scalar(_load(cast(Any, table), condition), given))


@cache
def _load(table: Any, condition: ColumnElement[bool]) -> Select[Any]:
    return select(table).where(condition)


@prepared
def _look(table: Any, condition: ColumnElement[bool]) -> Select[Any]:
    return _load(table, condition)


def handle_of(actor_id: int | None) -> str | None:
    """Return the handle of an actor; None for one that has none, and for nobody."""
    return cast("str | None", fetch(_handle(), {"actor": actor_id}).scalar())


@prepared
def _handle() -> Select[str | None]:
    return select(Actor.handle).where(Actor.id == bindparam("actor"))


def having(column: InstrumentedAttribute[Any]) -> Callable[[Any], ColumnElement[bool]]:
    """Return the condition on subjects that a column of their kind's own table has a value, or one that a query gives.

    For ``Workflow.narrowing``; what belongs to no kind's table is a condition of its own. A value that many have is
    looked up for each row of a list in its order; what a query gives is few, and found first, by the column's index.
    """
    table = column.class_

    def where(value: Any) -> ColumnElement[bool]:
        if isinstance(value, Select):
            return Subject.id.in_(select(table.id).where(column.in_(value)))
        return exists().where(table.id == Subject.id, column == value).correlate(Subject)

    return where


def ids_of(ref: str, *kinds: str) -> Select[int]:
    """Return the query of the subject that is called ``ref``, of any kind or of one of ``kinds``."""
    query = select(Subject.id).where(Subject.ref == ref)
    return query.where(Subject.kind.in_(kinds)) if kinds else query
