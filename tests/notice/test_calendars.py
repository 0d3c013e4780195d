"""Calendars of lists: read by another library than ours, filtered like the list, answered by version."""

from datetime import timedelta

from icalendar import Calendar

from igtf.core.clock import now
from igtf.core.db import session, writing
from igtf.issues import commands
from igtf.issues.models import Issue
from igtf.notice import calendars
from igtf.record.models import Subject
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
    french = app.test_client().get("/feeds/issues.ics?state=submitted&lang=fr").data
    assert "\u00a0: Title" in Calendar.from_ical(french).walk("VEVENT")[0]["SUMMARY"]
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


def test_what_was_overdue_long_ago_leaves_room_for_what_is_to_come(app, db, monkeypatch):
    filer = make_person()
    days = {commands.file(by=by(filer), **FIELDS).id: after for after in (-400, -31, 5, -29, 60)}
    with writing():
        for number, after in days.items():
            session.get_one(Subject, number).due_at = now() + timedelta(days=after)
    reader = app.test_client()

    def shown(path: str) -> list[int]:
        dates = [event["DTSTART"].dt for event in Calendar.from_ical(reader.get(path).data).walk("VEVENT")]
        return [round((date - now()) / timedelta(days=1)) for date in dates]

    assert shown("/feeds/issues.ics") == [-29, 5, 60]
    for most, wanted in ((1, [5]), (2, [5, 60]), (3, [-29, 5, 60])):
        monkeypatch.setattr(calendars, "MOST", most)
        assert shown("/feeds/all.ics") == wanted
    assert (shown("/feeds/issues/2.ics"), shown("/feeds/issues/5.ics")) == ([], [60])


def test_a_calendar_is_another_one_with_each_other_day(app, db):
    """Also where an act on something else moved it, as what became known of an ask moves the day of a letter."""
    issue = commands.file(by=by(make_person()), **FIELDS)
    reader, path, seen = app.test_client(), "/feeds/issues.ics", {}
    for days in (5, 9):
        with writing():
            session.get_one(Subject, issue.id).due_at = now() + timedelta(days=days)
        answer = reader.get(path, headers=seen)
        assert answer.status_code == 200
        seen = {"If-None-Match": answer.headers["ETag"]}
    assert reader.get(path, headers=seen).status_code == 304
