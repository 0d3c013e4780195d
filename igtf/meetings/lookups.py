"""Small look-ups that forms, queries and commands share."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from igtf.core.db import session
from igtf.meetings.models import Hum, MeetingDecision
from igtf.record.models import Subject
from igtf.record.numbers import whole_number

COMING, HELD = ("called",), ("held", "minuted", "done")
"""The states of a meeting that is to come, and of one that is over."""


def documents_due(starts_at: datetime, subject: Subject) -> datetime:
    """Return when the documents of a meeting, ``subject``, are due (section 11)."""
    return starts_at - timedelta(days=whole_number("document_days", subject))


def decisions_open(meeting_id: int) -> Sequence[MeetingDecision]:
    """Return the decisions of a meeting that wait for the list, in their order."""
    return session.scalars(
        select(MeetingDecision)
        .where(MeetingDecision.meeting_id == meeting_id, MeetingDecision.state == "open")
        .order_by(MeetingDecision.number)
    ).all()


def hum_under_way(meeting_id: int) -> Hum | None:
    """Return the hum that is under way in a meeting."""
    return session.scalar(select(Hum).where(Hum.meeting_id == meeting_id, Hum.closed_at.is_(None)))


def hums_of(meeting_id: int) -> Sequence[Hum]:
    """Return the hums of a meeting that are closed, in their order."""
    return session.scalars(
        select(Hum).where(Hum.meeting_id == meeting_id, Hum.closed_at.is_not(None)).order_by(Hum.id)
    ).all()
