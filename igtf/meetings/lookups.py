"""Small look-ups that forms, queries and commands share."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from igtf.core.db import session
from igtf.core.workflow import WORKFLOWS
from igtf.meetings.models import Hum, Meeting, MeetingDecision
from igtf.record.models import Subject
from igtf.record.numbers import days

MOST_SUBJECTS = 100


def documents_due(starts_at: datetime, subject: Subject) -> datetime:
    """Return when the documents of a meeting, ``subject``, are due (section 11)."""
    return starts_at - timedelta(days=days("document_days", subject))


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


def subjects_for(meeting: Meeting) -> list[tuple[str, str]]:
    """Return what a point of the agenda may be about, as (id, name): the work of the group, newest first."""
    rows: Sequence[Any] = session.execute(
        select(Subject.id, Subject.kind, Subject.ref, Subject.title)
        .where(Subject.group_id == meeting.subject.group_id, Subject.kind != "meeting")
        .order_by(Subject.active_at.desc(), Subject.id.desc())
        .limit(MOST_SUBJECTS)
    ).all()
    return [(str(row.id), f"{WORKFLOWS[row.kind].name_of(row.ref)}: {row.title}"[:120]) for row in rows]
