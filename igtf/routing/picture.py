"""The statements to a body along a line of time: when each was sent, acknowledged, due and answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from igtf.routing.awaiting import WAITING

MOST = 12
"""How many statements, the newest, the page of a body shows; a link leads to the list of all."""


@dataclass(frozen=True)
class StatementSpan:
    """One statement on the line: places in percent from its start; ``kind`` is answered, open, late or ended."""

    row: Any
    kind: str
    start: float
    width: float
    acknowledged: float | None
    due: float | None


@dataclass(frozen=True)
class StatementsLine:
    """The line: its first and last day, and what lies on it, oldest first."""

    first: datetime
    last: datetime
    spans: Sequence[StatementSpan]


def line_of(rows: Sequence[Any], at: datetime) -> StatementsLine | None:
    """Return statements (rows as ``sent_to`` finds them) along a line; None for fewer than two."""
    shown = sorted(rows, key=lambda row: (row.sent_at, row.id))
    if len(shown) < 2:
        return None
    ends = [_end(row, at) for row in shown]
    dues = [row.answer_by for row in shown if row.answer_by]
    first, last = shown[0].sent_at, max(*ends, *(due for due in dues if due <= at + timedelta(days=365)), at)
    whole = (last - first) or timedelta(days=1)

    def place(moment: datetime | None) -> float | None:
        return None if moment is None else round(max(0.0, min((moment - first) / whole, 1.0)) * 100, 2)

    spans = []
    for row, end in zip(shown, ends, strict=True):
        start = place(row.sent_at) or 0.0
        width = max((place(end) or 0.0) - start, 0.6)
        spans.append(
            StatementSpan(
                row, _kind(row, at), min(start, 99.4), width, place(row.acknowledged_at), place(row.answer_by)
            )
        )
    return StatementsLine(first, last, spans)


def _end(row: Any, at: datetime) -> datetime:
    end: datetime = at if row.state in WAITING else row.answered_at or row.state_since
    sent: datetime = row.sent_at
    return max(end, sent)


def _kind(row: Any, at: datetime) -> str:
    if row.state in WAITING:
        return "late" if row.awaited and row.due_at <= at else "open"
    return "answered" if row.answered_at else "ended"
