"""Meetings for tests, called through the front door."""

from datetime import timedelta
from typing import Any

from flask import Flask

from igtf.core import clock
from igtf.core.db import session
from igtf.groups.models import Group
from igtf.meetings.models import Meeting
from igtf.people.models import Person
from igtf.record.queries import subject_of
from tests.factories import make_person, sign_in
from tests.groups.making import active_group


def call_form(**changes: Any) -> dict[str, Any]:
    """Return the answers of the form that calls a meeting, for a day in three weeks."""
    day = clock.now() + timedelta(days=21)
    return {
        "title": "Work on the draft", "day": f"{day:%Y-%m-%d}", "time": "14:00", "zone": "UTC", "length": "90",
        "place": "", "link": "https://meet.example/icost", "step": "done",
    } | changes  # fmt: skip


def meeting_of() -> Meeting:
    """Return the first meeting, read anew."""
    session.rollback()
    return session.get_one(Meeting, subject_of("meeting", "1").id)


def called(app: Flask, **changes: Any) -> tuple[Group, Person, Any]:
    """Return a group, its chair and the chair's client, after a meeting was called."""
    chair = make_person()
    group = active_group(app, chair)
    client = sign_in(app, chair)
    answer = client.post("/groups/icost/moves/call-meeting", data=call_form(**changes))
    assert answer.status_code == 302, answer.text
    return group, chair, client


def ahead(days: float, hour: int = 14) -> dict[str, str]:
    """Return day, time and zone of a moment ``days`` from now."""
    day = clock.now() + timedelta(days=days)
    return {"day": f"{day:%Y-%m-%d}", "time": f"{hour:02d}:00", "zone": "UTC"}


def opened(app: Flask, minutes: int = 30) -> tuple[Group, Person, Any]:
    """Return a group, its chair and the chair's client, while a meeting is under way."""
    start = clock.now() + timedelta(minutes=minutes)
    found = called(app, day=f"{start:%Y-%m-%d}", time=f"{start:%H:%M}")
    assert found[2].post("/meetings/1/moves/open").status_code == 302
    return found
