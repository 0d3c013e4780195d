"""What a cancelled meeting promises no more: no day for documents, no newer ones, no link to join, no minutes."""

from datetime import timedelta

from icalendar import Calendar

from igtf.core.clock import now
from tests.appeals.house import House
from tests.consensus.test_second_calls import in_group, revised
from tests.factories import broken_promises, later
from tests.meetings.making import called

CANCEL = {"reason": "A strike."}


def test_it_names_no_day_for_documents_and_marks_none_as_late(app, db):
    _group, _chair, client = called(app, place="Room 3")
    reader = app.test_client()
    assert client.post("/meetings/1/moves/add-document", data={"title": "Figures", "link": "https://f.example/"})
    with later(app, 10):
        late = {"title": "More figures", "link": "https://m.example/"}
        assert client.post("/meetings/1/moves/add-document", data=late).status_code == 302
    said = ("Documents due", "what came later is marked", '<span class="badge late">Late</span>')
    page = reader.get("/meetings/1").text
    assert [words in page for words in said] == [True, True, True]
    assert client.post("/meetings/1/moves/cancel", data=CANCEL).status_code == 302
    page = reader.get("/meetings/1").text
    assert [words in page for words in said] == [False, False, False]
    assert "Called too late" not in page
    assert "https://f.example/" in page
    assert reader.get("/api/v1/meetings/1").json["details"]["documents_due"] is None
    assert broken_promises() == []


def test_it_is_not_gone_through_and_has_the_revisions_of_then_before_it(app, db):
    house = House()
    draft, chair = in_group(house)
    group = house.newest("group")
    house.do(chair, "group", "call-meeting", group, title="Next", starts_at=now() + timedelta(days=200), length=60,
             place="Room 1", link="")  # fmt: skip
    meeting, reader = house.newest("meeting"), app.test_client()
    point = {"title": "The draft", "length": 20, "about": f"draft {draft.subject.ref}"}
    house.do(chair, "meeting", "set-agenda", meeting, points=[point])
    page = reader.get("/meetings/1").text
    assert ("draft-igtf-lamps-lamps-00" in page, "Go through it point by point" in page) == (True, True)
    house.do(chair, "meeting", "cancel", meeting, reason="A strike.")
    revised(house, draft)
    page = reader.get("/meetings/1").text
    assert [f"draft-igtf-lamps-lamps-0{number}<" in page for number in (0, 1)] == [True, False]
    assert "Go through it point by point" not in page
    (point,) = reader.get("/api/v1/meetings/1").json["details"]["agenda"]
    assert point["revision"] == "draft-igtf-lamps-lamps-00"


def test_calendars_say_so_and_lead_nobody_into_it(app, db):
    _group, _chair, client = called(app, place="Room 3")

    def said():
        (event,) = Calendar.from_ical(app.test_client().get("/feeds/meetings/1.ics").data).walk("VEVENT")
        return str(event["LOCATION"]), str(event["DESCRIPTION"])

    place, text = said()
    assert ("https://meet.example/icost" in place, "minutes" in text) == (True, True)
    assert client.post("/meetings/1/moves/cancel", data=CANCEL).status_code == 302
    place, text = said()
    assert (place, "minutes" in text) == ("Room 3", False)
    assert "It does not take place" in text
    assert "/meetings/1" in text
