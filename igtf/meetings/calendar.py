"""A meeting as an event of iCalendar (RFC 5545): the same UID for ever, SEQUENCE rising, cancelled ones as such."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, exists, select

from igtf.core.clock import now
from igtf.core.db import session
from igtf.core.i18n import gettext as _
from igtf.core.mail import absolute
from igtf.core.transports import address, domain
from igtf.council.models import Council
from igtf.groups.models import Membership
from igtf.meetings.lookups import CANCELLED, COMING
from igtf.meetings.models import Meeting
from igtf.meetings.of_council import INVITED
from igtf.people.models import Role
from igtf.record.models import Subject
from igtf.record.moves import url_of

MOST = 500
INVITES = ("meeting.call", "meeting.change", "meeting.move", "meeting.cancel", "meeting.end-with-group",
           "meeting.remind")  # fmt: skip
"""The events whose mails bring the meeting into the reader's calendar, or update it there."""


def meetings_where(condition: ColumnElement[bool]) -> Sequence[Meeting]:
    """Return the meetings under a condition on ``Meeting`` and ``Subject``, cancelled ones too, the latest first."""
    query = select(Meeting).join(Subject, Subject.id == Meeting.id).where(condition)
    return session.scalars(query.order_by(Meeting.starts_at.desc(), Meeting.id).limit(MOST)).all()


def of_person(person_id: int) -> ColumnElement[bool]:
    """Return the condition for the meetings of those that a person belongs to: public, as membership is."""
    groups = select(Membership.group_id).where(Membership.person_id == person_id, Membership.ended_at.is_(None))
    sits = exists().where(Role.person_id == person_id, Role.name.in_(INVITED), Role.ended_at.is_(None))
    return Subject.group_id.in_(groups) | (Subject.group_id.in_(select(Council.id)) & sits)


def at_its_time() -> ColumnElement[bool]:
    """Return whether the day of a ``Subject`` is that of a meeting itself, and not until when its decisions wait."""
    return (Subject.kind == "meeting") & Subject.state.in_((*COMING, "open"))


def meeting_event(meeting: Meeting) -> Any:
    """Return the VEVENT of a meeting."""
    from icalendar import Event  # 75 ms, so only for whoever asks for a calendar

    subject, entry, page = meeting.subject, Event(), absolute(url_of(meeting.subject))
    entry.add("uid", f"subject-{subject.id}@{domain(current_app.config)}")
    entry.add("dtstamp", now())
    entry.add("created", subject.opened_at)
    entry.add("last-modified", subject.active_at)
    entry.add("dtstart", meeting.starts_at)
    entry.add("dtend", meeting.starts_at + timedelta(minutes=meeting.length))
    entry.add("sequence", subject.revision)
    entry.add("summary", subject.title)
    cancelled = subject.state == CANCELLED
    entry.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    entry.add("organizer", f"mailto:{address(current_app.config)}")
    where = (meeting.place, "" if cancelled else meeting.link)
    entry.add("location", " · ".join(part for part in where if part))
    words = (
        _("It does not take place; the reason: %(page)s", page=page)
        if cancelled
        else _("Agenda, documents and minutes: %(page)s", page=page)
    )
    entry.add("description", words)
    entry.add("url", page)
    return entry


def _zone() -> Any:
    from icalendar import Timezone, TimezoneStandard

    zone, standard = Timezone(), TimezoneStandard()
    zone.add("tzid", "UTC")
    standard.add("dtstart", datetime(1970, 1, 1))  # noqa: DTZ001, a local time by the rule
    standard.add("tzoffsetfrom", timedelta())
    standard.add("tzoffsetto", timedelta())
    zone.add_component(standard)
    return zone


def calendar_of(entries: Sequence[Any], name: str) -> bytes:
    """Return a calendar with these entries; with none it names its time zone, as each has one component at least.

    Source: RFC 5545, section 3.6.
    """
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//IGTF//calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    for entry in entries or [_zone()]:
        calendar.add_component(entry)
    body: bytes = calendar.to_ical()
    return body


def invitation(meeting: Meeting) -> str:
    """Return what goes along with a mail about a meeting."""
    return calendar_of([meeting_event(meeting)], meeting.subject.title).decode()
