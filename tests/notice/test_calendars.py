"""Calendars of lists: read by another library than ours, filtered like the list, answered by version."""

from icalendar import Calendar

from igtf.core.db import session
from igtf.issues import commands
from igtf.issues.models import Issue
from tests.factories import by, make_person

FIELDS = {"title": "Title; with, marks", "summary": "S", "layer": "use", "topic": "access"}


def test_what_falls_due_is_in_the_calendar_of_its_list(app, db):
    filer, member = make_person(), make_person(roles=("council",))
    issue = commands.file(by=by(filer), **FIELDS)
    commands.propose_decline(issue, reason="Not ours.", by=by(member))
    session.rollback()
    due = session.get_one(Issue, issue.id).subject.due_at
    reader = app.test_client()
    answer = reader.get("/feeds/issues.ics?state=submitted")
    assert answer.mimetype == "text/calendar"
    (event,) = Calendar.from_ical(answer.data).walk("VEVENT")
    assert event["SUMMARY"] == "#1, proposal takes effect: Title; with, marks"
    assert event["DTSTART"].dt == due
    assert (
        reader.get("/feeds/issues.ics?state=submitted", headers={"If-None-Match": answer.headers["ETag"]}).status_code
        == 304
    )
    nothing = Calendar.from_ical(reader.get("/feeds/issues.ics?state=open").data)
    assert nothing.walk("VEVENT") == []
    assert [part["TZID"] for part in nothing.subcomponents] == ["UTC"], "at least one component, by RFC 5545"
    assert reader.get("/feeds/nothing.ics").status_code == 404
    assert b'href="/feeds/issues.ics?state=submitted"' in reader.get("/issues/?state=submitted").data
