"""How bodies have answered, in figures, as the database counts them: of one body, and of all side by side."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, cast, func, select
from sqlalchemy import Text as SQLText

from igtf.core.clock import NOW
from igtf.core.database.conditions import among
from igtf.core.database.prepared import prepared
from igtf.core.db import Listing, fetch
from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.record.models import Subject
from igtf.routing.awaiting import WAITING, awaited
from igtf.routing.models import Statement, StatementAsk
from igtf.routing.points import NO_ANSWER, STATUSES, WITHOUT_ANSWER
from igtf.routing.states import STATEMENT

ANSWERED = tuple(name for name in STATUSES if name not in WITHOUT_ANSWER)
"""Statuses of asks that are answers."""
CLOSED = STATEMENT.move_by_name["close"].target
"""The state of a statement that the clearing house closed: answered, or as not answered."""


@dataclass(frozen=True)
class Figures:
    """Numbers of statements, median days from sending (None where there is nothing yet), and of answers by kind.

    ``answered``: those of which no point is open any more, or that ended answered in part. ``never``: those that were
    closed as the answer that was asked for never came, and not those whose matter was over before.
    """

    sent: int = 0
    answered: int = 0
    open: int = 0
    late: int = 0
    never: int = 0
    to_acknowledge: float | None = None
    to_answer: float | None = None
    outcomes: Mapping[str, int] = field(default_factory=dict)


def figures_of(body_id: int) -> Figures:
    """Return the figures of the statements that were sent to a body; one query."""
    row = fetch(_of_one(), {"body": body_id}).first()
    return _figures(row) if row else Figures()


def figures_of_all() -> Mapping[int, Figures]:
    """Return the figures of each body to which a statement was sent, by its id; one query."""
    return {row.to_body_id: _figures(row) for row in fetch(_of_all()).all()}


def _figures(row: Any) -> Figures:
    statuses = row.statuses.split(",") if row.statuses else []
    return Figures(
        row.sent, row.answered, row.open, row.late, row.never,
        _median_days(row.acknowledged), _median_days(row.replied),
        {name: statuses.count(name) for name in ANSWERED if name in statuses},
    )  # fmt: skip


def _median_days(spans: str | None) -> float | None:
    if not spans:
        return None
    pairs = [[datetime.fromisoformat(moment) for moment in span.split("/")] for span in spans.split(",")]
    return round(median((then - sent) / timedelta(days=1) for sent, then in pairs), 1)


@prepared
def _of_one() -> Listing:
    return _counted().where(Statement.to_body_id == bindparam("body"))


@prepared
def _of_all() -> Listing:
    return _counted()


def _counted() -> Select[Any]:
    unanswered = and_(Subject.state == CLOSED, Statement.answered_at.is_(None))
    return (
        select(
            Statement.to_body_id, func.count().label("sent"),
            _number("answered", Statement.answered_at.is_not(None), ~among(Subject.state, WAITING)),
            _number("open", awaited()), _number("late", Subject.due_at <= NOW, awaited()),
            _number("never", unanswered, _asks(func.count(), StatementAsk.status == NO_ANSWER) > 0),
            _spans(Statement.acknowledged_at).label("acknowledged"), _spans(Statement.answered_at).label("replied"),
            _joined(_asks(_joined(StatementAsk.status))).label("statuses"),
        )
        .join(Subject, Subject.id == Statement.id)
        .where(Statement.sent_at.is_not(None))
        .group_by(Statement.to_body_id)
    )  # fmt: skip


def _number(name: str, *which: ColumnElement[bool]) -> Any:
    return func.count().filter(*which).label(name)


def _asks(value: Any, *which: ColumnElement[bool]) -> Any:
    return select(value).where(StatementAsk.statement_id == Statement.id, *which).correlate(Statement).scalar_subquery()


def _spans(until: Any) -> Any:
    """Return, as SQL, from when until when: each letter that has come so far, as ISO 8601 writes an interval."""
    return _joined(cast(Statement.sent_at, SQLText).concat("/").concat(cast(until, SQLText)))


def _joined(texts: Any) -> Any:
    return func.aggregate_strings(texts, ",")


COLUMNS: Mapping[str, tuple[Text, bool]] = {
    "acronym": (_l("Body"), False),
    "sent": (_l("Sent"), True),
    "answered": (_l("Answered"), True),
    "open": (_l("Open"), True),
    "late": (_l("Overdue"), True),
    "never": (_l("Never answered"), True),
    "to_acknowledge": (_l("Days to acknowledge"), False),
    "to_answer": (_l("Days to the first answer"), False),
}
"""Columns by which the table of all bodies is sorted, and whether the largest value stands first."""


def side_by_side(
    bodies: Iterable[Any], known: Mapping[int, Figures], sort: str
) -> Sequence[tuple[Any, Figures]]:  # fmt: skip
    """Return each body with its ``known`` figures, sorted by a column of COLUMNS; what has no value stands last."""
    found = [(body, known.get(body.id, Figures())) for body in bodies]
    found.sort(key=lambda pair: pair[0].acronym.casefold())
    if sort in COLUMNS and sort != "acronym":
        sign = -1 if COLUMNS[sort][1] else 1
        values = {pair[0].id: getattr(pair[1], sort) for pair in found}
        found.sort(key=lambda pair: (values[pair[0].id] is None, sign * (values[pair[0].id] or 0)))
    return found
