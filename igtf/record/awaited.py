"""By when a subject is waited for: its own day, unless nothing is waited for any more though the day stays there."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import Case, ColumnElement, Select, bindparam, case, false, not_, or_, select

from igtf.core.database.prepared import prepared
from igtf.core.db import fetch
from igtf.record.models import Subject
from igtf.record.queries import ROW


class WaitEnded(NamedTuple):
    """Whether nothing is waited for by the day of a subject: ``said`` as SQL of the ``Subject`` of a query, which is of
    the kind too; ``known`` by the facts on one and its state, None where these do not tell."""

    said: Callable[[], ColumnElement[bool]]
    known: Callable[[Any, str], bool | None]


ENDED: dict[str, WaitEnded] = {}
"""Kind → when nothing is waited for though the day stays there: its folder says so."""


def due() -> Case[datetime | None]:
    """Return, as SQL, by when the ``Subject`` of a query is waited for; None where nothing is."""
    return case((not_(or_(false(), *(ended.said() for ended in ENDED.values()))), Subject.due_at))


def awaited_row() -> tuple[Any, ...]:
    """Return the columns ``ROW`` for a list of several kinds: with that day in the place of the subject's own."""
    return tuple(due().label("due_at") if column is Subject.due_at else column for column in ROW)


def due_of(subject: Subject) -> datetime | None:
    """Return by when a subject is waited for; a query for one with a day, of a kind of which it may not tell."""
    if subject.due_at is None or subject.kind not in ENDED:
        return subject.due_at
    return cast("datetime | None", fetch(_due_of(), {"subject": subject.id}).scalar())


def due_known(subject: Subject, facts: Any) -> datetime | None:
    """Return the same where the ``facts`` on the subject are at hand; a query only where these do not tell."""
    over = subject.due_at and subject.kind in ENDED and ENDED[subject.kind].known(facts, subject.state)
    return due_of(subject) if over is None else None if over else subject.due_at


@prepared
def _due_of() -> Select[datetime | None]:
    return select(due()).where(Subject.id == bindparam("subject"))
