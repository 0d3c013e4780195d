"""The agenda of a meeting: as who leads it set it, else made from the open work of who meets. Reads only."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased

from igtf.core.db import memo, session
from igtf.core.i18n import Text
from igtf.drafts.models import Draft, Revision
from igtf.meetings.lookups import COMING, documents_due, ended_at
from igtf.meetings.models import AgendaItem, Meeting
from igtf.meetings.owners import owner_for
from igtf.meetings.points import REVISION, SUBJECT, Point, name_of, point, title_of, title_set
from igtf.record.models import HIDDEN, Event, Payload, Subject

MINUTES = 10
"""What a point is given that nobody has planned."""

MOST, OF_EACH = 30, 3
"""How many points an agenda has at most that nobody has set; so many of each sort have a place before further ones."""

SET = "meeting.set-agenda"
"""The kind of the entries that say an agenda in words."""


def _revision_of(meeting: Meeting) -> Any:
    """Return the condition for the ``Revision`` of a ``Draft`` that a meeting has before it: the newest; once it was
    held or cancelled, the newest of then."""
    ended = ended_at(meeting)
    if ended is None:
        return Revision.id == Draft.current_id
    then = aliased(Revision)
    newest = select(func.max(then.id)).where(then.draft_id == Draft.id, then.at <= ended)
    return Revision.id == newest.correlate(Draft).scalar_subquery()


def _set(meeting: Meeting) -> list[Point]:
    rows = session.execute(
        select(AgendaItem.title.label("point"), AgendaItem.minutes, *SUBJECT, *REVISION)
        .outerjoin(Subject, Subject.id == AgendaItem.subject_id)
        .outerjoin(Draft, Draft.id == Subject.id)
        .outerjoin(Revision, _revision_of(meeting))
        .where(AgendaItem.meeting_id == meeting.id)
        .order_by(AgendaItem.place)
    )
    due = documents_due(meeting.starts_at, meeting.subject)
    return [point(row, title_set(row.point, row), row.minutes, "", due) for row in rows]


def open_work(meeting: Meeting) -> list[tuple[Any, Text]]:
    """Return what comes onto the agenda by itself, each with the reason; one query in a request."""
    known: dict[int, list[tuple[Any, Text]]] = memo("open work")
    if meeting.id not in known:
        known[meeting.id] = owner_for(meeting).work(meeting)
    return known[meeting.id]


def _chosen(work: Sequence[tuple[Any, Text]]) -> list[tuple[Any, Text]]:
    """Return what of the open work has a place, in its order: what is first of each sort, then what comes first."""
    met: Counter[str] = Counter()
    ranks = []
    for place, (_row, why) in enumerate(work):
        met[str(why)] += 1
        ranks.append((met[str(why)] > OF_EACH, place))
    return [work[place] for place in sorted(place for _further, place in sorted(ranks)[:MOST])]


def _built(meeting: Meeting) -> list[Point]:
    due = documents_due(meeting.starts_at, meeting.subject)
    return [point(row, title_of(row), MINUTES, str(why), due) for row, why in _chosen(open_work(meeting))]


def follows_work(meeting: Meeting) -> bool:
    """Return whether the open work makes the agenda: until that is set, and no longer than the meeting is to come."""
    return not meeting.agenda_set and meeting.subject.state in COMING


def agenda_of(meeting: Meeting) -> list[Point]:
    """Return the agenda: the points that the open work makes while it follows that, else those set; one query."""
    return _built(meeting) if follows_work(meeting) else _set(meeting)


def shown(meeting: Meeting) -> list[Point]:
    """Return the points of the agenda without those about what a moderator hid."""
    return [point for point in agenda_of(meeting) if not point.hidden]


def kept_hidden(meeting: Meeting) -> list[Point]:
    """Return the points that are about what a moderator hid, as they were set: to be kept by who edits the others."""
    rows = session.execute(
        select(AgendaItem.title.label("point"), AgendaItem.minutes, *SUBJECT)
        .join(Subject, Subject.id == AgendaItem.subject_id)
        .where(AgendaItem.meeting_id == meeting.id, Subject.state == HIDDEN)
        .order_by(AgendaItem.place)
    )
    return [Point(row.point, row.minutes, "", row) for row in rows]


def that_named(number: int) -> Select[int]:
    """Return the query of the meetings whose entries say the title of a subject on an agenda, by the subject's id.

    Among them those off whose agenda it was taken since: no relation to it is left.
    """
    title = select(Subject.title).where(Subject.id == number, Subject.kind != "meeting").scalar_subquery()
    said = (Payload.data[name].as_string() for name in ("agenda", "out"))
    names = or_(*(func.replace(text, title, "") != text for text in said))
    entries = select(Meeting.id).join(Event, Event.subject_id == Meeting.id)
    return entries.join(Payload, Payload.event_id == Event.id).where(Event.kind == SET, names)


def may_be_about(meeting: Meeting) -> dict[str, Any]:
    """Return the subjects that a point may be about, by kind and number: what those who meet deal with, and what a
    point is about already."""
    there = [point.about for point in agenda_of(meeting) if point.about]
    return {name_of(row): row for row in (*owner_for(meeting).choices(meeting), *there)}


def version_of_work(meeting: Meeting) -> int:
    """Return a number that changes with the open work, while the agenda follows it."""
    return hash(tuple((row.id, row.touched) for row, _why in open_work(meeting))) if follows_work(meeting) else 0


def as_text(points: Sequence[Point]) -> str:
    """Return the agenda as lines of text, with the sign of minutes that all languages know."""
    return "\n".join(f"{point.title} ({point.minutes} min)" for point in points)
