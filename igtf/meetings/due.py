"""What the clock owes meetings: the reminder, the end of one that was left open, and what was decided there."""

from igtf.core import clock
from igtf.core.clock import NOW
from igtf.core.db import Listing
from igtf.meetings.lookups import left_open_until
from igtf.meetings.models import Meeting
from igtf.meetings.states import MEETING
from igtf.record.deadlines import days_after
from igtf.record.due import falls_due
from igtf.record.models import Subject


@falls_due(MEETING, "remind", Meeting)
def meetings_to_remind_of(there: Listing) -> Listing:
    """Return the query of the meetings that begin within ``meeting_reminder_days`` and of which nobody was reminded."""
    soon = Meeting.starts_at <= days_after(clock.now, "meeting_reminder_days")
    return there.where(Meeting.reminded_at.is_(None), Meeting.starts_at > NOW, soon).order_by(Meeting.starts_at)


@falls_due(MEETING, "run-out", Meeting, only=lambda meeting, at: left_open_until(meeting) <= at)
def meetings_left_open(there: Listing) -> Listing:
    """Return the query of the meetings that are open after their end, among them those that were left open."""
    return there.where(Subject.due_at <= NOW).order_by(Subject.due_at)


@falls_due(MEETING, "settle", Meeting)
def meetings_to_settle(there: Listing) -> Listing:
    """Return the query of the meetings whose decisions were open to objection for long enough."""
    return there.where(Subject.due_at <= NOW).order_by(Subject.due_at)
