"""iCalendar (RFC 5545) of meetings and of what falls due: closing calls and ballots, answers, reports; all in UTC."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from flask import Response, current_app
from sqlalchemy import ColumnElement, and_, or_, select

from igtf.core.clock import now
from igtf.core.db import session
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.mail import absolute
from igtf.core.page.paging import fresh, version_tag, with_tag
from igtf.core.transports import domain
from igtf.core.wording import labelled, listed
from igtf.core.workflow import WORKFLOWS
from igtf.discussion.queries import due_word, dues_said
from igtf.drafts.expiring import to_expire_unwarned
from igtf.meetings.calendar import MOST, at_its_time, calendar_of, meeting_event, meetings_where, of_person
from igtf.meetings.models import Meeting
from igtf.notice.feeds import asked_filters, require_filters, workflow_at
from igtf.people.queries import get_person_or_404
from igtf.record.models import Subject
from igtf.record.moves import shown_title, url_of
from igtf.routing.awaiting import expects_later, further_days, over
from igtf.routing.owing import owed_later

KEPT = timedelta(days=30)
"""For how long a date that has passed stays: of what is overdue for years nobody's calendar has to be full."""


def _due(*where: ColumnElement[bool]) -> Sequence[Subject]:
    """Return the subjects under conditions that fall due, or did so within KEPT, by their dates.

    Of meetings those whose decisions are open to objection; one to come or under way stands with its own time.

    At most MOST: those to come, the next ones first, and in the room that they leave what is overdue, the latest of it.
    Without the letters for whose answer nobody waits, as what they are about is over.
    Letters whose first day passed before are there for the days of their points that are still to come.
    """
    at, due = now(), select(Subject).where(~at_its_time(), ~over(), *where)
    coming = due.where(Subject.due_at >= at).order_by(Subject.due_at, Subject.id).limit(MOST)
    to_come = session.scalars(coming).all()
    owed = due.where(or_(owed_later(at), expects_later(at)), Subject.due_at < at - KEPT).order_by(
        Subject.due_at, Subject.id
    )
    letters = session.scalars(owed.limit(MOST - len(to_come))).all()
    overdue = due.where(Subject.due_at >= at - KEPT, Subject.due_at < at)
    passed = session.scalars(
        overdue.order_by(Subject.due_at.desc(), Subject.id.desc()).limit(MOST - len(to_come) - len(letters))
    ).all()
    return [*letters, *reversed(passed), *to_come]


def _answer(
    name: str, rows: Sequence[Any], meetings: Sequence[Meeting], drafts: Sequence[tuple[Subject, datetime]] = ()
) -> Response:
    """Return a calendar of deadlines and meetings: a 304 when the reader has this version.

    ``drafts``: those that expire, each with when.
    """
    known = (*rows, *(meeting.subject for meeting in meetings), *(draft for draft, _at in drafts))
    seen = [(row.id, row.touched, row.due_at) for row in known]
    tag = version_tag("calendar", name, *seen)
    unchanged = fresh(tag)
    if unchanged:
        return unchanged
    due = {row.id: row for row in rows}
    letters = [row.id for row in due.values() if row.kind == "statement"]
    points = [_deadline(due[point.statement_id], point) for point in further_days(letters)]
    expiries = [_deadline(draft, day=at) for draft, at in drafts]
    said = dues_said(due.values())
    days = [_deadline(row, what=said[row.id][1] if row.id in said else None) for row in due.values()]
    entries = [*(meeting_event(meeting) for meeting in meetings), *days, *points, *expiries]
    return with_tag(Response(calendar_of(entries, name), mimetype="text/calendar"), tag)


def list_calendar(collection: str) -> Response:
    """Return the calendar of a list ('all': of everything), with the list's filters.

    A date that moves updates the reader's entry, whatever moved it: SEQUENCE is how often the subject was touched, as
    a draft has the day of its ballot, which others put off. Meetings stand with their length and place, and beside it
    with the day until which their decisions are open to objection; a cancelled one stays, as cancelled.
    """
    workflow = None if collection == "all" else workflow_at(collection)
    met = workflow is None or workflow.kind == "meeting"
    conditions = asked_filters(workflow)
    meetings = meetings_where(and_(Subject.kind == "meeting", *conditions)) if met else []
    rows = _due(*([Subject.kind == workflow.kind] if workflow else []), *conditions)
    drafts = to_expire_unwarned(*conditions, most=MOST) if workflow is None or workflow.kind == "draft" else []
    return _answer(_("IGTF deadlines") if workflow is None else str(workflow.plural), rows, meetings, drafts)


def subject_calendar(collection: str, ref: str, reader_id: int | None) -> Response:
    """Return the calendar of one subject: a meeting; of a group its meetings and what is due in its work."""
    require_filters()
    subject: Subject = workflow_at(collection).load(reader_id, ref).subject
    within = or_(Subject.id == subject.id, Subject.group_id == subject.id)
    meetings = meetings_where(within)
    return _answer(shown_title(subject), _due(within), meetings, to_expire_unwarned(within, most=MOST))


def person_calendar(handle: str) -> Response:
    """Return the meetings of the groups that a person is a member of, which is public."""
    require_filters()
    person = get_person_or_404(handle)
    return _answer(_("Meetings of %(name)s", name=person.actor.name), [], meetings_where(of_person(person.id)))


def _deadline(row: Subject, point: Any = None, day: datetime | None = None, what: Text | None = None) -> Any:
    """Return the entry of the day of a subject, or of a further ``point`` of a letter that has its own.

    ``day`` is that of a subject which does not fall due yet, ``what`` what it is for where its state does not say it.
    """
    from icalendar import Event  # 75 ms, so only for whoever asks for a calendar

    entry = Event()
    apart = point.number if point else "decisions" if row.kind == "meeting" else None
    number = f"{row.id}-{apart}" if apart else row.id
    entry.add("uid", f"subject-{number}@{domain(current_app.config)}")
    entry.add("dtstamp", now())
    entry.add("dtstart", point.day if point else day or row.due_at)
    entry.add("duration", timedelta())
    name = listed([WORKFLOWS[row.kind].name_of(row.ref), what or due_word(row.kind, row.state)])
    entry.add("summary", labelled(name, f"{point.number}. {point.text}" if point else shown_title(row)))
    entry.add("url", absolute(url_of(row)))
    entry.add("sequence", row.touched)
    return entry
