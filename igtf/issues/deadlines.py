"""Until when an issue waits in the state that it comes into, also back after it was hidden or what ended it fell."""

from collections.abc import Callable
from datetime import datetime

from igtf.issues.models import Issue
from igtf.record.by import By
from igtf.record.numbers import period


def _lapses(issue: Issue, by: By) -> datetime:
    return by.at + period("lapse_days", issue.subject)


DUE: dict[str, Callable[[Issue, By], datetime | None]] = {"needs-information": _lapses}
"""State → its deadline; who was asked something has the whole time again. Concepts above add theirs."""


def due_again(issue: Issue, state: str, by: By) -> datetime | None:
    """Return the deadline of an issue that comes into ``state`` now, or back into it; None in a state that has none."""
    return DUE[state](issue, by) if state in DUE else None
