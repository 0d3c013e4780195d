"""Meetings in calendars: read by another library than ours, and held to RFC 5545 by what they say."""

import email
import re
from email import policy

from icalendar import Calendar

from igtf.core.transports import message_of
from igtf.notice.worker import work_once
from tests.factories import later, mails_to, make_person, sign_in, tick
from tests.meetings.making import ahead, called, meeting_of, opened


def read(answer):
    """Return the events of a calendar that was fetched, after what RFC 5545 asks of every one of them."""
    assert answer.status_code == 200
    assert answer.mimetype == "text/calendar"
    body = answer.data
    assert b"\r\n" in body
    assert b"\n" not in body.replace(b"\r\n", b"")
    assert max(len(line) for line in body.split(b"\r\n")) <= 75  # 3.1: octets of a line without its end
    calendar = Calendar.from_ical(body)
    assert calendar["VERSION"] == "2.0"
    assert calendar["PRODID"]
    events = calendar.walk("VEVENT")
    for event in events:
        assert not event.errors
        assert {"UID", "DTSTAMP", "DTSTART"} <= set(event)  # 3.6.1
        assert ("DTEND" in event) != ("DURATION" in event)  # never both
        assert event["DTSTART"].dt.utcoffset().total_seconds() == 0
        if "DTEND" in event:
            assert event["DTEND"].dt > event["DTSTART"].dt
    assert len({str(event["UID"]) for event in events}) == len(events)
    return {str(event["SUMMARY"]): event for event in events}


def test_a_meeting_moves_in_calendars_and_stays_when_cancelled(app, db):
    _group, _chair, client = called(app, title="Work; with, marks\\ and a very long title " + "é" * 60)
    reader = app.test_client()
    (first,) = read(reader.get("/feeds/meetings/1.ics")).values()
    assert str(first["SUMMARY"]).startswith("Work; with, marks\\ and")
    assert first["STATUS"] == "CONFIRMED"
    assert first["DTSTART"].dt == meeting_of().starts_at
    assert (first["DTEND"].dt - first["DTSTART"].dt).total_seconds() == 90 * 60
    assert "https://meet.example/icost" in first["LOCATION"]
    assert str(first["ORGANIZER"]).startswith("mailto:")
    tag = reader.get("/feeds/meetings/1.ics").headers["ETag"]
    assert reader.get("/feeds/meetings/1.ics", headers={"If-None-Match": tag}).status_code == 304
    client.post("/meetings/1/moves/move", data=ahead(30) | {"reason": "The room is taken."})
    assert reader.get("/feeds/meetings/1.ics", headers={"If-None-Match": tag}).status_code == 200
    (moved,) = read(reader.get("/feeds/meetings/1.ics")).values()
    assert moved["UID"] == first["UID"]
    assert moved["SEQUENCE"] > first["SEQUENCE"]
    assert moved["DTSTART"].dt == meeting_of().starts_at > first["DTSTART"].dt
    client.post("/meetings/1/moves/cancel", data={"reason": "A strike."})
    (over,) = read(reader.get("/feeds/meetings.ics")).values()
    assert over["STATUS"] == "CANCELLED"
    assert over["UID"] == first["UID"]
    assert over["SEQUENCE"] > moved["SEQUENCE"]
    assert over["DTSTART"].dt == moved["DTSTART"].dt


def test_calendars_of_a_group_a_person_and_everything(app, db):
    _group, _chair, client = called(app)
    client.post("/groups/icost/moves/ask-question", data={"question": "Monthly?", "days": "14"})
    member = make_person("mem")
    make_person("oth")
    sign_in(app, member).post("/groups/icost/moves/join")
    reader = app.test_client()
    assert set(read(reader.get("/feeds/groups/icost.ics"))) == {
        "Work on the draft",
        "Call 1, closes: Interconnection costs: Monthly?",
    }
    assert set(read(reader.get("/feeds/people/mem.ics"))) == {"Work on the draft"}
    assert read(reader.get("/feeds/people/oth.ics")) == {}
    assert set(read(reader.get("/feeds/all.ics"))) == {
        "Work on the draft",
        "Call 1, closes: Interconnection costs: Monthly?",
    }
    assert set(read(reader.get("/feeds/calls.ics"))) == {"Call 1, closes: Interconnection costs: Monthly?"}
    assert read(reader.get("/feeds/meetings.ics?state=cancelled")) == {}
    assert set(read(reader.get("/feeds/meetings.ics?state=called"))) == {"Work on the draft"}
    for gone in ("/feeds/meetings/99.ics", "/feeds/groups/none.ics", "/feeds/people/none.ics", "/feeds/moons/1.ics"):
        assert reader.get(gone).status_code == 404, gone
    assert b"/feeds/groups/icost.ics" in reader.get("/groups/icost").data


def test_the_day_until_which_decisions_are_open_to_objection_stands_in_calendars_beside_the_meeting(app, db):
    _group, chair, client = opened(app)
    reader, deadline = app.test_client(), "Meeting 1, decisions confirmed: Work on the draft"
    lists = ("/feeds/meetings.ics", "/feeds/all.ics", "/feeds/groups/icost.ics", "/feeds/meetings/1.ics")
    for path in lists:
        assert set(read(reader.get(path))) == {"Work on the draft"}, "under way it stands with its own time"
    assert client.post("/meetings/1/moves/close", data={"step": "done"}).status_code == 302
    minutes = {"minutes": "We met.", "decisions-0-text": "We ask again.", "step": "done"}
    assert client.post("/meetings/1/moves/publish-minutes", data=minutes).status_code == 302
    for path in lists:
        found = read(reader.get(path))
        assert set(found) == {"Work on the draft", deadline}
        assert found[deadline]["DTSTART"].dt == meeting_of().subject.due_at
    assert set(read(reader.get("/feeds/meetings.ics?state=minuted"))) == {"Work on the draft", deadline}
    assert deadline not in read(reader.get("/feeds/meetings.ics?state=done"))
    assert deadline not in read(reader.get(f"/feeds/people/{chair.actor.handle}.ics"))
    with later(app, 15):
        tick()
        assert deadline not in read(reader.get("/feeds/meetings.ics"))


def test_mails_carry_the_meeting_into_calendars(app, db):
    _group, _chair, client = called(app)
    member, follower = make_person("mem"), make_person("fol")
    sign_in(app, member).post("/groups/icost/moves/join")
    sign_in(app, follower).post("/meetings/1/follow")
    work_once(app)
    client.post("/meetings/1/moves/move", data=ahead(30) | {"reason": "The room is taken."})
    client.post("/meetings/1/moves/cancel", data={"reason": "A strike."})
    for handle in ("mem", "fol"):
        told = [mail for mail in mails_to(app, handle) if mail.calendar]
        assert len({(mail.subject, mail.headers["References"]) for mail in told[-2:]}) == 1, "one thread"
        assert any("cancelled the meeting" in mail.text for mail in told)
        assert re.search(r"Was to begin:\n> \w+day \d+ \w+ \d{4}, 14:00 UTC", told[-1].text)
        message = email.message_from_bytes(message_of(told[-1], app.config).as_bytes(), policy=policy.default)
        (part,) = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
        assert part.get_param("method") == "PUBLISH"
        assert part.get_filename() == "meeting.ics"
        calendar = Calendar.from_ical(part.get_content())
        assert calendar["METHOD"] == "PUBLISH"
        (event,) = calendar.walk("VEVENT")
        assert event["STATUS"] == "CANCELLED"
        assert "ATTENDEE" not in event  # RFC 5546, 3.2.1: a published event names nobody
    news = sign_in(app, member).get("/notice/new").text
    assert re.search(r"Was to begin: \w+day \d+ \w+ \d{4}, 14:00 UTC", news)
