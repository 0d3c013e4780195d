"""By when a subject is waited for: its own day, unless nothing is waited for any more though the day stays there."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Case, ColumnElement, Select, bindparam, case, false, not_, or_, select

from igtf.core.db import fetch
from igtf.core.prepared import prepared
from igtf.record.models import Subject
from igtf.record.queries import ROW

ENDED: dict[str, Callable[[], ColumnElement[bool]]] = {}
"""Kind → whether the ``Subject`` of a query is of it, and nothing is waited for by its day: its folder says so."""


def due() -> Case[datetime | None]:
    """Return, as SQL, by when the ``Subject`` of a query is waited for; None where nothing is."""
    return case((not_(or_(false(), *(ended() for ended in ENDED.values()))), Subject.due_at))


def awaited_row() -> tuple[Any, ...]:
    """Return the columns ``ROW`` for a list of several kinds: with that day in the place of the subject's own."""
    return tuple(due().label("due_at") if column is Subject.due_at else column for column in ROW)


def due_of(subject: Subject) -> datetime | None:
    """Return by when a subject is waited for; a query for one with a day, of a kind of which it may not tell."""
    if subject.due_at is None or subject.kind not in ENDED:
        return subject.due_at
    return cast("datetime | None", fetch(_due_of(), {"subject": subject.id}).scalar())


@prepared
def _due_of() -> Select[datetime | None]:
    return select(due()).where(Subject.id == bindparam("subject"))
