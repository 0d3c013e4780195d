"""Loading a subject, or the thing that stands behind it, by its kind and reference."""

from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar, cast

from sqlalchemy import ColumnElement, Select, bindparam, select
from sqlalchemy.orm import InstrumentedAttribute, contains_eager

from igtf.core.db import session
from igtf.core.errors import NotFound
from igtf.core.i18n import gettext as _
from igtf.core.workflow import WORKFLOWS, Move
from igtf.record.models import Event, Subject

Row = TypeVar("Row")


def missing(kind: str, ref: str) -> NotFound:
    """Return the refusal that says that there is no subject ``ref`` of ``kind``."""
    return NotFound(_("There is no %(kind)s %(ref)s.", kind=WORKFLOWS[kind].label, ref=ref))


def subject_of(kind: str, ref: str) -> Subject:
    """Return the subject ``ref`` of ``kind``; NotFound when there is none."""
    found = session.scalar(select(Subject).where(Subject.kind == kind, Subject.ref == ref))
    if found is None:
        raise missing(kind, ref)
    return found


def thing_of(table: type[Row], kind: str, ref: str) -> Row:
    """Return the row of a concept's own table for the subject ``ref`` of ``kind``; NotFound when there is none."""
    found: Row | None = session.scalar(_thing(cast(Any, table)), {"kind": kind, "ref": ref})
    if found is None:
        raise missing(kind, ref)
    return found


@cache
def _thing(table: Any) -> Any:
    return (
        select(table)
        .join(table.subject)
        .options(contains_eager(table.subject))
        .where(Subject.kind == bindparam("kind"), Subject.ref == bindparam("ref"))
    )


def having(column: InstrumentedAttribute[Any]) -> Callable[[Any], ColumnElement[bool]]:
    """Return the condition on subjects that a column of their kind's own table has a value, or one that a query gives.

    For ``Workflow.narrowing``; what belongs to no kind's table is a condition of its own.
    """
    table = column.class_

    def where(value: Any) -> ColumnElement[bool]:
        known = column.in_(value) if isinstance(value, Select) else column == value
        return Subject.id.in_(select(table.id).where(known))

    return where


def ids_of(ref: str, *kinds: str) -> Select[int]:
    """Return the query of the subject that is called ``ref``, of any kind or of one of ``kinds``."""
    query = select(Subject.id).where(Subject.ref == ref)
    return query.where(Subject.kind.in_(kinds)) if kinds else query


def opened_through(move: Move, person_id: int) -> Subject | None:
    """Return the subject that a person opened last by a move that opens one (``Move.through``)."""
    query = select(Subject).join(Event, Event.subject_id == Subject.id)
    query = query.where(Event.kind == move.through, Event.actor_id == person_id)
    return session.scalars(query.order_by(Event.id.desc()).limit(1)).first()
