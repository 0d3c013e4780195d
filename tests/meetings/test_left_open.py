"""A meeting that nobody closes ends by the clock: what came after its end was not decided in it."""

import pytest
from sqlalchemy import select

from igtf.core.db import session, writing
from igtf.council.events import PositionTaken
from igtf.meetings.models import AgendaItem, MeetingDecision
from igtf.record.events import record
from igtf.record.models import Subject
from igtf.record.numbers import NUMBERS
from igtf.record.queries import subject_of
from tests.council.councils import make_ballot
from tests.factories import acts_of, broken_promises, by, later, make_person, responsible_of, sign_in, tick
from tests.meetings.councils import council_called, soon
from tests.meetings.making import called, meeting_of, opened
from tests.meetings.test_council import OUTCOME
from tests.meetings.test_documents import mails

HOUR = 1 / 24
END = 2 * HOUR
"""When a meeting that begins in half an hour and takes 90 minutes is over, in days from now."""


def state() -> str:
    session.rollback()
    return meeting_of().subject.state


def outcomes(app, many: int) -> None:
    person = sign_in(app, make_person())
    for number in range(1, many + 1):
        given = OUTCOME | {"title": f"Outcome {number}", "session_name": str(number)}
        assert person.post("/outcomes/new", data=given).status_code == 302


def note(client, number: int, reason: str) -> None:
    answer = client.post(f"/outcomes/{number}/moves/note", data={"reason": reason, "step": "done"})
    assert answer.status_code == 302, answer.text


def test_the_clock_closes_a_meeting_left_open_some_hours_after_its_end(app, db):
    _group, chair, client = opened(app)
    person = make_person()
    sign_in(app, person).post("/groups/icost/moves/join")
    assert client.post("/meetings/1/moves/ask-hum", data={"question": "Who agrees?"}).status_code == 302
    with later(app, END + (NUMBERS["close_hours"] - 0.1) * HOUR):
        tick()
        assert state() == "open"
        assert client.post("/meetings/1/moves/change", data={"title": "Work", "length": "180", "place": "Room 3"})
    with later(app, END + (NUMBERS["close_hours"] + 0.1) * HOUR):
        tick()
        assert state() == "open", "it was made longer"
    with later(app, 20):
        tick()
        assert state() == "held"
        member, leader = sign_in(app, person), sign_in(app, chair)
        for path in ("/desk", "/"):
            assert "/meetings/1" not in member.get(path).text
        assert "Publish the minutes" in leader.get("/desk").text
        assert "closed the meeting, which was left open" in leader.get("/meetings/1").text
        assert "/meetings/1/moves/publish-minutes" in mails(app, "left open")[f"{chair.actor.handle}@people.example"]
        assert leader.post("/meetings/1/moves/close", data={"step": "done"}).status_code == 409
    assert broken_promises() == []


def test_a_meeting_that_is_opened_long_after_its_time_has_its_hours_too(app, db):
    _group, chair, _client = called(app)
    with later(app, 30):
        assert sign_in(app, chair).post("/meetings/1/moves/open").status_code == 302
        tick()
        assert state() == "open"
    with later(app, 30 + (NUMBERS["close_hours"] + 0.1) * HOUR):
        tick()
        assert state() == "held"


@pytest.mark.parametrize("closed", ["by the clock", "by who leads it, while the clock stood still"])
def test_what_was_decided_after_a_meeting_that_was_left_open_is_not_in_its_minutes(app, db, closed):
    _secretariat, members, client = council_called(app, **soon())
    outcomes(app, 2)
    client.post("/meetings/1/moves/open")
    note(sign_in(app, members[1]), 1, "Known.")
    with later(app, 20):
        note(sign_in(app, members[1]), 2, "Weeks later.")
        leader = sign_in(app, members[0])
        if closed == "by the clock":
            tick()
        else:
            leader.post("/meetings/1/moves/close", data={"step": "done"})
        form = leader.get("/meetings/1/moves/publish-minutes").text
        assert ("Known." in form, "Weeks later." in form) == (True, False)
        given = {"minutes": "We noted one.", "step": "done"}
        assert leader.post("/meetings/1/moves/publish-minutes", data=given).status_code == 302
    session.rollback()
    (recorded,) = session.scalars(select(MeetingDecision.text)).all()
    assert "Known." in recorded
    assert broken_promises() == []


def test_minutes_have_the_decisions_before_hundreds_of_positions(app, db):
    _secretariat, members, client = council_called(app, **soon())
    outcomes(app, 1)
    make_ballot(dict(enumerate(members)))
    client.post("/meetings/1/moves/open")
    clerk = sign_in(app, members[1])
    note(clerk, 1, "The first act.")
    ballot = subject_of("ballot", "1")
    with writing():
        for member in (members[2], *[members[3]] * 310):
            record(by(member), session.get_one(Subject, ballot.id), "ballot.take-position",
                   PositionTaken(1, "yes", None, "", None))  # fmt: skip
    client.post("/meetings/1/moves/close", data={"step": "done"})
    form = client.get("/meetings/1/moves/publish-minutes").text
    draft = form.split('name="minutes"')[1].split("</textarea>")[0]
    assert "The first act." in form.split("Recorded as decided")[1].split("</ul>")[0]
    assert f"2 positions were taken: {members[2].actor.name}, {members[3].actor.name}." in draft


def test_a_point_on_which_the_meeting_decided_stays_on_the_agenda(app, db):
    _secretariat, members, client = council_called(app, **soon())
    outcomes(app, 2)
    client.post("/meetings/1/moves/open")
    note(sign_in(app, members[1]), 1, "Known.")
    url = "/meetings/1/moves/set-agenda"

    def only(number: int) -> dict[str, str]:
        return {"points-0-title": "The point", "points-0-about": f"outcome {number}", "reason": "No time."}

    refused = client.post(url, data=only(2))
    assert refused.status_code == 422
    assert "The meeting took steps on these points, so they stay on the agenda: Outcome 1." in refused.text
    assert client.post(url, data=only(1)).status_code == 302, "nothing was decided on the other one"
    session.rollback()
    assert session.scalars(select(AgendaItem.title)).all() == ["The point"]
    client.post("/meetings/1/moves/close", data={"step": "done"})
    assert "Known." in client.get("/meetings/1/moves/publish-minutes").text


def test_a_meeting_of_a_group_that_lost_its_chairs_is_brought_to_its_end_by_the_responsible_member(app, db):
    group, _chair, client = opened(app)
    overseer = responsible_of(group)
    desk, over = sign_in(app, overseer), {"report": "Done.", "step": "done"}
    refused = desk.post("/meetings/1/moves/close", data={"step": "done"})
    assert (refused.status_code, "where it has none for its responsible member" in refused.text) == (403, True)
    assert "Close the meeting when it is over" not in acts_of(overseer)
    given = {"present": "a long enough password", "meant": "y"}
    assert client.post("/account/close", data=given).status_code == 302
    waits = desk.post("/groups/icost/moves/conclude", data=over)
    assert (waits.status_code, "who leads it closes it" in waits.text) == (403, True)
    assert "Close the meeting when it is over" in acts_of(overseer)
    assert desk.post("/meetings/1/moves/close", data={"step": "done"}).status_code == 302
    assert "Publish the minutes" in acts_of(overseer)
    assert sign_in(app, make_person()).post("/meetings/1/moves/publish-minutes").status_code == 403
    minutes = {"minutes": "We met.", "step": "done"}
    assert desk.post("/meetings/1/moves/publish-minutes", data=minutes).status_code == 302
    assert desk.post("/groups/icost/moves/conclude", data=over).status_code == 302
    assert broken_promises() == []
