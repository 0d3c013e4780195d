"""How bodies have answered, in figures: of one body, and of all side by side."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.routing.awaiting import WAITING
from igtf.routing.points import NO_ANSWER, STATUSES, WITHOUT_ANSWER, given_in
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

    sent: int
    answered: int
    open: int
    late: int
    never: int
    to_acknowledge: float | None
    to_answer: float | None
    outcomes: Mapping[str, int]


def figures(rows: Iterable[Any], at: datetime) -> Figures:
    """Return the figures of statements that were sent to a body.

    A row has ``state``, ``due_at``, ``sent_at``, ``acknowledged_at``, ``answered_at``, ``awaited``:
    whether the body owes an answer, and ``statuses``: those of its asks, apart by commas.
    """
    rows = list(rows)

    def days_to(name: str) -> float | None:
        taken = [(getattr(row, name) - row.sent_at) / timedelta(days=1) for row in rows if getattr(row, name)]
        return round(median(taken), 1) if taken else None

    owed = [row for row in rows if row.awaited]
    statuses = [status for row in rows for status in (row.statuses or "").split(",")]
    return Figures(
        len(rows), sum(bool(row.answered_at) and row.state not in WAITING for row in rows), len(owed),
        sum(bool(row.due_at and row.due_at <= at) for row in owed),
        sum(row.state == CLOSED and not row.answered_at and NO_ANSWER in given_in(row.statuses) for row in rows),
        days_to("acknowledged_at"), days_to("answered_at"),
        {name: statuses.count(name) for name in ANSWERED if name in statuses},
    )  # fmt: skip


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


def side_by_side(bodies: Iterable[Any], sent: Iterable[Any], at: datetime, sort: str) -> Sequence[tuple[Any, Figures]]:
    """Return each body with its figures, sorted by a column of COLUMNS; what has no value stands last."""
    by_body: dict[int, list[Any]] = {}
    for row in sent:
        by_body.setdefault(row.to_body_id, []).append(row)
    found = [(body, figures(by_body.get(body.id, ()), at)) for body in bodies]
    found.sort(key=lambda pair: pair[0].acronym.casefold())
    if sort in COLUMNS and sort != "acronym":
        sign = -1 if COLUMNS[sort][1] else 1
        values = {pair[0].id: getattr(pair[1], sort) for pair in found}
        found.sort(key=lambda pair: (values[pair[0].id] is None, sign * (values[pair[0].id] or 0)))
    return found
