"""The acts before and in a meeting: calling, moving, agenda, opening, being present, closing."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from igtf.core.db import session
from igtf.core.errors import Invalid, Unchanged
from igtf.core.finding import search
from igtf.core.i18n import Text, in_language
from igtf.core.i18n import gettext as _
from igtf.core.moments import stamp
from igtf.core.sent.rows import in_places
from igtf.core.text.markup import plain
from igtf.core.when import check_ahead
from igtf.council.models import Council
from igtf.council.states import COUNCIL
from igtf.discussion.commands import follow
from igtf.groups import events as group_events
from igtf.groups.models import Group
from igtf.groups.states import GROUP
from igtf.meetings import agenda, events
from igtf.meetings.drafting import during, is_step
from igtf.meetings.forms import MOST_POINTS
from igtf.meetings.humming import end_hum
from igtf.meetings.lookups import ends_at
from igtf.meetings.models import AgendaItem, Attendance, Meeting
from igtf.meetings.owners import owner_for
from igtf.meetings.points import Point, title_of
from igtf.meetings.queries import documents_wanted, hum_under_way
from igtf.meetings.states import MEETING
from igtf.record.by import By
from igtf.record.events import record
from igtf.record.models import HIDDEN, Subject
from igtf.record.moves import carries_out, creates
from igtf.record.numbers import period
from igtf.record.subjects import next_number, open_subject, relate, touch, unrelate


def _no_reminder(starts_at: datetime, at: datetime, subject: Subject) -> datetime | None:
    """Return the present moment when a meeting is so near that its call is the reminder, else None."""
    return at if starts_at - period("meeting_reminder_days", subject) <= at else None


def index(meeting: Meeting) -> None:
    """Let a meeting be found by title, place, minutes, and who meets unless that is hidden. For commands."""
    owner = session.get_one(Subject, meeting.subject.group_id)
    _put(meeting.id, meeting.subject.title, meeting.place, meeting.minutes, _found_by(owner.state, owner.title))


def _found_by(state: str, title: str) -> str:
    return "" if state == HIDDEN else title


def _put(number: int, title: str, place: str, minutes: str, owner: str) -> None:
    search.put(number, title, f"{place}\n{owner}\n{plain(minutes)}")


def index_those_of(owner: Subject, hidden: bool, _by: By) -> None:
    """Let the meetings of a group be found by its name no more once it is hidden, and again when it is not."""
    _index_those_of(owner.id, "" if hidden else owner.title)


def index_anew(owner_id: int) -> None:
    """Let the meetings of a group be found by its name as that is now. For commands."""
    state, title = session.execute(select(Subject.state, Subject.title).where(Subject.id == owner_id)).one()
    _index_those_of(owner_id, _found_by(state, title))


def _index_those_of(owner_id: int, owner: str) -> None:
    own = select(Meeting.id, Subject.title, Meeting.place, Meeting.minutes).join(Subject, Subject.id == Meeting.id)
    for row in session.execute(own.where(Subject.group_id == owner_id)).all():
        _put(*row, owner)


@carries_out(GROUP, "call-meeting")
def call_meeting(
    group: Group, *, starts_at: datetime, title: str, length: int, by: By, place: str = "", link: str = ""
) -> group_events.MeetingCalled:
    """Call a meeting of a group or a BoF."""
    return _call(group.subject, starts_at=starts_at, title=title, length=length, place=place, link=link, by=by)


@carries_out(COUNCIL, "call-meeting")
def call_council_meeting(
    council: Council, *, starts_at: datetime, title: str, length: int, by: By, place: str = "", link: str = ""
) -> group_events.MeetingCalled:
    """Call a meeting of the council."""
    return _call(council.subject, starts_at=starts_at, title=title, length=length, place=place, link=link, by=by)


def _call(owner: Subject, *, starts_at: datetime, by: By, **given: Any) -> group_events.MeetingCalled:
    check_ahead(starts_at, by.at)
    meeting: Meeting = calling(owner=owner, starts_at=starts_at, by=by, **given)
    touch(owner.id, by.at)
    return group_events.MeetingCalled(meeting.subject.ref, stamp(starts_at))


@creates(MEETING, "call")
def calling(
    *, owner: Subject, starts_at: datetime, title: str, length: int, place: str, link: str, by: By
) -> tuple[Meeting, events.Called]:
    """Make the meeting of ``owner``; who calls it follows it. For the moves of owners, which check what is given."""
    subject = open_subject(
        "meeting", str(next_number("meeting")), title, "called", by=by, group_id=owner.id, due_at=starts_at
    )
    meeting = Meeting(
        id=subject.id, subject=subject, starts_at=starts_at, length=length, place=place, link=link,
        reminded_at=_no_reminder(starts_at, by.at, subject),
    )  # fmt: skip
    session.add(meeting)
    session.flush()
    index(meeting)
    follow(subject.id, person_id=by.author, by=by)
    due = documents_wanted(meeting)
    return meeting, events.Called(stamp(starts_at), length, place, link, f"{due:%Y-%m-%d}" if due else "")


@carries_out(MEETING, "change")
def change(meeting: Meeting, *, title: str, length: int, by: By, place: str = "", link: str = "") -> events.Changed:
    """Change what the meeting is called, how long it takes and where it is. Invalid where nothing changes."""
    before = (meeting.subject.title, meeting.length, meeting.place, meeting.link)
    if before == (title, length, place, link):
        raise Unchanged
    meeting.subject.title, meeting.length, meeting.place, meeting.link = title, length, place, link
    if meeting.opened_at:
        meeting.subject.due_at = ends_at(meeting)
    index(meeting)
    touch(meeting.subject.group_id or 0, by.at)
    return events.Changed(title, length, place, link)


@carries_out(MEETING, "move")
def move(meeting: Meeting, *, starts_at: datetime, reason: str, by: By) -> events.Moved:
    """Move the meeting to another time; whoever was reminded is reminded again.

    Invalid where that is its time already.
    """
    check_ahead(starts_at, by.at)
    before = meeting.starts_at
    if starts_at == before:
        raise Invalid(day=_("The meeting is at this time already."))
    meeting.starts_at = meeting.subject.due_at = starts_at
    meeting.reminded_at = _no_reminder(starts_at, by.at, meeting.subject)
    touch(meeting.subject.group_id or 0, by.at)
    return events.Moved(reason, stamp(starts_at), stamp(before))


@carries_out(MEETING, "cancel")
def cancel(meeting: Meeting, *, reason: str, by: By) -> events.Cancelled:
    """Cancel the meeting; it stays in calendars as cancelled."""
    touch(meeting.subject.group_id or 0, by.at)
    return events.Cancelled(reason, stamp(meeting.starts_at))


@carries_out(MEETING, "end-with-group")
def end_with_group(meeting: Meeting, *, reason: Text, by: By) -> events.Cancelled:
    """Cancel the meeting because those who would meet are no group any more."""
    return events.Cancelled(reason, stamp(meeting.starts_at))


@carries_out(MEETING, "remind")
def remind(meeting: Meeting, *, by: By) -> None:
    """Remind of the meeting, once."""
    meeting.reminded_at = by.at


def _write(meeting: Meeting, points: list[Point], by: By) -> None:
    """Write the points down in place of those before, and relate the meeting to what they are about."""
    former = session.scalars(select(AgendaItem.subject_id).where(AgendaItem.meeting_id == meeting.id)).all()
    session.execute(delete(AgendaItem).where(AgendaItem.meeting_id == meeting.id))
    about = {point.about.id for point in points if point.about}
    for gone in {number for number in former if number} - about:
        unrelate(meeting.id, "discusses", gone)
    session.add_all(
        AgendaItem(meeting_id=meeting.id, place=place, title=point.title, minutes=point.minutes,
                   subject_id=point.about.id if point.about else None)
        for place, point in enumerate(points, 1)
    )  # fmt: skip
    for number in sorted(about):
        relate(meeting.id, "discusses", number, at=by.at)
    meeting.agenda_set = True


def _left_out(meeting: Meeting, before: list[Point], wanted: list[Point], reason: str) -> list[str]:
    """Return the titles of what was there and is taken out.

    Invalid where the meeting took a step on it, and where that takes a reason and has none.
    """
    about = {point.about.id for point in wanted if point.about}
    out = [point for point in before if point.about and point.about.id not in about]
    done = {act.subject_id for act in during(meeting) if is_step(act)} if out else set()
    if kept := [point.title for point in out if point.about.id in done]:
        titles = "; ".join(kept)
        raise Invalid(points=_("The meeting took steps on these points, so they stay on the agenda: %(titles)s.",
                               titles=titles))  # fmt: skip
    gone = [point.title for point in out]
    if gone and not reason and owner_for(meeting).gives_reasons:
        raise Invalid(reason=_("Say why these points are taken out: %(titles)s.", titles="; ".join(gone)))
    return gone


def _wanted(rows: list[dict[str, Any]], known: dict[str, Any], there: set[int]) -> list[Point]:
    """Return the points that rows of the form make, in the order of their numbers.

    One without a title is taken out; but of something that is not ``there`` yet it has the title of that.
    """
    found = []
    for row in in_places(rows):
        about, title = known.get(row.get("about") or ""), row.get("title")
        if not title and about and about.id not in there:
            with in_language(None):  # what is kept for all readers
                title = title_of(about)
        if title:
            found.append(Point(title, int(row.get("length") or 0), "", about))
    return found


@carries_out(MEETING, "set-agenda")
def set_agenda(meeting: Meeting, *, points: list[dict[str, Any]], by: By, reason: str = "") -> events.AgendaSet:
    """Set the agenda: points with a title, in the order of their numbers. Invalid without any, or unchanged.

    Those about what a moderator hid stay behind them, and have their places, for when it is shown again.
    """
    former = agenda.shown(meeting)
    known = agenda.may_be_about(meeting)
    if {row["about"] for row in points if row.get("about")} - known.keys():
        raise Invalid(points=_("A point is about something that those who meet do not deal with."))
    wanted = _wanted(points, known, {point.about.id for point in former if point.about})
    if not wanted:
        raise Invalid(points=_("Give at least one point a title."))
    if meeting.agenda_set and _flat(former) == _flat(wanted):
        raise Invalid({"": [_("This is the agenda already, so nothing was recorded.")]})
    gone = _left_out(meeting, former, wanted, reason)
    hidden = agenda.kept_hidden(meeting)
    if len(wanted) + len(hidden) > MOST_POINTS:
        raise Invalid(points=_("Give at most %(most)d.", most=MOST_POINTS - len(hidden)))
    _write(meeting, [*wanted, *hidden], by)
    return events.AgendaSet(agenda.as_text(wanted), "\n".join(gone), reason)


def _flat(points: list[Point]) -> list[tuple[str, int, int | None]]:
    return [(point.title, point.minutes, point.about.id if point.about else None) for point in points]


@carries_out(MEETING, "open")
def open_meeting(meeting: Meeting, *, by: By) -> None:
    """Open the meeting; the agenda is what the open work makes now, unless it was set."""
    if not meeting.agenda_set:
        with in_language(None):  # what is kept for all readers
            _write(meeting, agenda.agenda_of(meeting), by)
    meeting.opened_at = by.at
    meeting.subject.due_at = ends_at(meeting)


@carries_out(MEETING, "attend")
def attend(meeting: Meeting, *, mode: str, by: By) -> events.Attended:
    """Be present, under the actor's hat."""
    session.add(Attendance(meeting_id=meeting.id, person_id=by.author, hat_id=by.hat_id, mode=mode, at=by.at))
    return events.Attended(mode)


@carries_out(MEETING, "close")
def close(meeting: Meeting, *, by: By) -> None:
    """Close the meeting; a hum that is under way ends with it."""
    _end(meeting, by)


@carries_out(MEETING, "run-out")
def run_out(meeting: Meeting, *, by: By) -> None:
    """Close a meeting that was left open; a hum that is under way ends with it."""
    _end(meeting, by)


def _end(meeting: Meeting, by: By) -> None:
    hum = hum_under_way(meeting.id)
    if hum:
        record(by, meeting.subject, "meeting.close-hum", end_hum(meeting, hum, by))
    meeting.closed_at, meeting.subject.due_at = by.at, None
    touch(meeting.subject.group_id or 0, by.at)
