"""The agenda of a meeting: as the chairs set it, else made from the open work of the group. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from igtf.core import clock
from igtf.core.db import session
from igtf.core.i18n import Text
from igtf.core.workflow import WORKFLOWS
from igtf.drafts.models import Draft, Revision
from igtf.meetings.lookups import documents_due
from igtf.meetings.models import AgendaItem, Meeting
from igtf.record.models import Subject

MINUTES = 10
"""What a point is given that nobody has planned."""

MOST = 30
_HELD = ("held", "minuted", "done")

OPEN_WORK: tuple[tuple[str, tuple[str, ...], Text], ...] = (
    ("objection", ("raised",), _l("an objection without an answer")),
    ("call", ("closed",), _l("a call to be declared")),
    ("call", ("open",), _l("an open call")),
    ("draft", (), _l("a new revision since the last meeting")),
    ("issue", (), _l("an issue taken up")),
)
"""What comes onto an agenda by itself: kind, states (none: any that is open), and why; in this order."""

LATE = _l("late")


@dataclass(frozen=True)
class Point:
    """One point: ``about`` is a subject's row, ``revision`` the newest of the draft it is about, ``why`` in words."""

    title: str
    minutes: int
    why: str
    about: Any = None
    revision: str | None = None
    revised_at: datetime | None = None
    late: bool = False


_REVISION = (Revision.name, Revision.number, Revision.at.label("revised_at"))
_SUBJECT = (Subject.id, Subject.kind, Subject.ref, Subject.title, Subject.state, Subject.phase, Subject.due_at)


def _point(row: Any, title: str, minutes: int, why: str, due: datetime) -> Point:
    named = f"{row.name}-{row.number:02d}" if row.name else None
    late = row.revised_at is not None and row.revised_at > due
    return Point(title, minutes, why, row if row.id else None, named, row.revised_at, late)


def _set(meeting: Meeting) -> list[Point]:
    rows = session.execute(
        select(AgendaItem.title.label("point"), AgendaItem.minutes, *_SUBJECT, *_REVISION)
        .outerjoin(Subject, Subject.id == AgendaItem.subject_id)
        .outerjoin(Draft, Draft.id == Subject.id)
        .outerjoin(Revision, Revision.id == Draft.current_id)
        .where(AgendaItem.meeting_id == meeting.id)
        .order_by(AgendaItem.place)
    )
    due = documents_due(meeting.starts_at, meeting.subject)
    return [_point(row, row.point, row.minutes, "", due) for row in rows]


def _last_before(meeting: Meeting) -> Any:
    other = Subject.__table__.alias("other")
    return (
        select(func.max(Meeting.starts_at))
        .join(other, other.c.id == Meeting.id)
        .where(other.c.group_id == meeting.subject.group_id, other.c.state.in_(_HELD), Meeting.id != meeting.id)
        .scalar_subquery()
    )


def _why(row: Any, now: datetime) -> tuple[int, Text] | None:
    """Return the place in OPEN_WORK and the reason why a subject comes onto the agenda; None when it does not."""
    if row.revised_at is not None and row.last is not None and row.revised_at <= row.last:
        return None
    for place, (kind, states, why) in enumerate(OPEN_WORK):
        if row.kind == kind and (not states or row.state in states):
            return place, why
    if row.due_at is not None and row.due_at < now:
        return len(OPEN_WORK), LATE
    return None


def open_work(meeting: Meeting) -> Sequence[Any]:
    """Return what of the group's work is open, with the newest revision of drafts and the time of the last meeting."""
    return session.execute(
        select(*_SUBJECT, *_REVISION, _last_before(meeting).label("last"))
        .outerjoin(Draft, Draft.id == Subject.id)
        .outerjoin(Revision, Revision.id == Draft.current_id)
        .where(
            Subject.group_id == meeting.subject.group_id, Subject.kind != "meeting",
            Subject.phase.in_(("new", "work", "waiting")),
        )
        .order_by(Subject.due_at.is_(None), Subject.due_at, Subject.id)
        .limit(200)
    ).all()  # fmt: skip


def _built(meeting: Meeting) -> list[Point]:
    now, due = clock.now(), documents_due(meeting.starts_at, meeting.subject)
    found = [(why, row) for row in open_work(meeting) if (why := _why(row, now))]
    found.sort(key=lambda pair: pair[0][0])
    return [
        _point(row, f"{WORKFLOWS[row.kind].name_of(row.ref)}: {row.title}", MINUTES, str(why), due)
        for (_place, why), row in found[:MOST]
    ]


def agenda_of(meeting: Meeting) -> list[Point]:
    """Return the agenda: the points as set, else those that the open work of the group makes; one query."""
    return _set(meeting) if meeting.agenda_set else _built(meeting)


def as_text(points: Sequence[Point]) -> str:
    """Return the agenda as lines of text."""
    return "\n".join(_("%(title)s (%(n)s min)", title=point.title, n=point.minutes) for point in points)
