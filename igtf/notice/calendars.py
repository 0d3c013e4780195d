"""iCalendar (RFC 5545) of what falls due in a list: closing calls and ballots, answers, reports; all in UTC."""

from datetime import timedelta
from typing import Any

from flask import Response, current_app
from flask_babel import gettext as _
from sqlalchemy import select

from igtf.core.clock import now
from igtf.core.db import session
from igtf.core.mail import absolute
from igtf.core.pages import fresh, version_tag, with_tag
from igtf.core.transports import domain
from igtf.core.workflow import WORKFLOWS
from igtf.notice.feeds import asked_filters, workflow_at
from igtf.record.models import Subject
from igtf.record.moves import url_of

MOST = 500


def _rows(kind: str | None) -> list[Any]:
    """Return the subjects that fall due, the next first, with the list's filters."""
    query = select(Subject).where(Subject.due_at.is_not(None)).order_by(Subject.due_at, Subject.id).limit(MOST)
    if kind:
        query = query.where(Subject.kind == kind)
    for name, value in asked_filters().items():
        query = query.where(getattr(Subject, name) == value)
    return list(session.scalars(query))


def list_calendar(collection: str) -> Response:
    """Return the calendar of a list ('all': of everything): a 304 when the reader has this version.

    A date that moves updates the reader's entry: SEQUENCE is the subject's revision.
    """
    workflow = None if collection == "all" else workflow_at(collection)
    rows = _rows(workflow.kind if workflow else None)
    tag = version_tag("calendar", collection, *((row.id, row.touched) for row in rows))
    return fresh(tag) or with_tag(Response(_calendar(rows), mimetype="text/calendar"), tag)


def _calendar(rows: list[Any]) -> bytes:
    from icalendar import Calendar, Event  # 75 ms, so only for whoever asks for a calendar

    calendar = Calendar()
    calendar.add("prodid", "-//IGTF//deadlines//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _("IGTF deadlines"))
    for row in rows:
        entry = Event()
        entry.add("uid", f"subject-{row.id}@{domain(current_app.config)}")
        entry.add("dtstamp", now())
        entry.add("dtstart", row.due_at)
        entry.add("duration", timedelta())
        entry.add("summary", f"{WORKFLOWS[row.kind].name_of(row.ref)}: {row.title}")
        entry.add("url", absolute(url_of(row)))
        entry.add("sequence", row.revision)
        calendar.add_component(entry)
    body: bytes = calendar.to_ical()
    return body
