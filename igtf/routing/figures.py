"""How a body has answered, in figures."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from typing import Any


@dataclass(frozen=True)
class Figures:
    """Numbers of statements, and median days from sending (None where there is nothing yet)."""

    sent: int
    answered: int
    to_acknowledge: float | None
    to_answer: float | None


def figures(rows: Iterable[Any]) -> Figures:
    """Return the figures of statements that have ``sent_at``, ``acknowledged_at`` and ``answered_at``."""
    rows = list(rows)

    def days_to(name: str) -> float | None:
        taken = [(getattr(row, name) - row.sent_at) / timedelta(days=1) for row in rows if getattr(row, name)]
        return round(median(taken), 1) if taken else None

    return Figures(len(rows), sum(bool(row.answered_at) for row in rows), days_to("acknowledged_at"),
                   days_to("answered_at"))  # fmt: skip
