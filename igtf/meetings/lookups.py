"""What forms of meetings, and the points of an agenda, ask of the database, below the table of moves."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from igtf.core.db import session
from igtf.meetings.models import Hum, Meeting, MeetingDecision, MeetingDocument
from igtf.record.models import Actor, Subject
from igtf.record.numbers import period, whole_number

COMING, HELD = ("called",), ("held", "minuted", "done")
"""The states of a meeting that is to come, and of one that is over."""

CANCELLED = "cancelled"
"""The state of a meeting that does not take place."""


def ends_at(meeting: Meeting) -> datetime:
    """Return the end of a meeting as it was planned."""
    return meeting.starts_at + timedelta(minutes=meeting.length)


def ended_at(meeting: Meeting) -> datetime | None:
    """Return when a meeting was closed, or cancelled; None while it is to come or under way."""
    return meeting.subject.state_since if meeting.subject.state == CANCELLED else meeting.closed_at


def left_open_until(meeting: Meeting) -> datetime:
    """Return when a meeting that nobody closes is over: some hours after its end, or its opening if that was later."""
    last = max(ends_at(meeting), meeting.opened_at or meeting.starts_at)
    return last + timedelta(hours=whole_number("close_hours", meeting.subject))


def documents_due(starts_at: datetime, subject: Subject) -> datetime:
    """Return when the documents of a meeting, ``subject``, are due (section 11)."""
    return starts_at - period("document_days", subject)


def documents_of(meeting_id: int) -> Sequence[Any]:
    """Return the documents of a meeting that are no drafts, in their order, with who added them (``name``)."""
    return session.execute(
        select(MeetingDocument.id, MeetingDocument.title, MeetingDocument.by_id, Actor.name)
        .join(Actor, Actor.id == MeetingDocument.by_id)
        .where(MeetingDocument.meeting_id == meeting_id)
        .order_by(MeetingDocument.id)
    ).all()


def decisions_open(meeting_id: int) -> Sequence[MeetingDecision]:
    """Return the decisions of a meeting that are open to objection, in their order."""
    return session.scalars(
        select(MeetingDecision)
        .where(MeetingDecision.meeting_id == meeting_id, MeetingDecision.state == "open")
        .order_by(MeetingDecision.number)
    ).all()


def hums_of(meeting_id: int) -> Sequence[Hum]:
    """Return the hums of a meeting that are closed, in their order."""
    return session.scalars(
        select(Hum).where(Hum.meeting_id == meeting_id, Hum.closed_at.is_not(None)).order_by(Hum.id)
    ).all()
