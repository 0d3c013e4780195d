"""When a body was reminded of a statement too short ago to be reminded once more by hand (section 9)."""

from datetime import datetime

from igtf.record.numbers import period
from igtf.routing.models import Statement


def reminded_lately(statement: Statement, at: datetime) -> datetime | None:
    """Return when the body was reminded, while ``hand_reminder_days`` have not passed since; else None."""
    last = statement.reminded_at
    pause = period("hand_reminder_days", statement.subject)
    return last if last is not None and at < last + pause else None
