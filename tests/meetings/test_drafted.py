"""The draft of the minutes: steps that were taken, no claim that nothing was decided, no reminder among decisions."""

from flask import Flask

from tests.factories import later, sign_in, tick
from tests.meetings.councils import CALL, council_called, sitting, soon
from tests.meetings.making import call_form
from tests.meetings.test_council import everything_waits
from tests.meetings.test_left_open import note, outcomes
from tests.routing.acts import links, make_body, name_contact, sent_statement

PUBLISH = "/meetings/1/moves/publish-minutes"


def test_a_reminder_is_neither_a_step_nor_a_decision_of_the_meeting(app: Flask, db: None) -> None:
    secretary, members = sitting()
    name_contact(make_body(), secretary)
    sent_statement(secretary, members[0], ahead=10)
    outcomes(app, 1)
    with later(app, 11):
        tick()
    with later(app, 18.1):
        chair, desk = sign_in(app, members[0]), sign_in(app, secretary)
        assert chair.post(CALL, data=call_form(**soon())).status_code == 302
        assert chair.post("/meetings/1/moves/open").status_code == 302
        assert desk.post("/statements/1/moves/remind", data={"step": "done"}).status_code == 302
        assert len(links("statement-reminder")) == 2
        note(sign_in(app, members[1]), 1, "It is known.")
        assert chair.post("/meetings/1/moves/close", data={"step": "done"}).status_code == 302
        form = chair.get(PUBLISH).text
        draft = form.split('name="minutes"')[1].split("</textarea>")[0]
        letter = draft.split("LS-1")[1].split("##")[0]
        assert "No step of the procedure was taken." in letter
        assert "reminder" not in letter
        recorded = form.split("Recorded as decided")[1].split("</ul>")[0]
        assert recorded.count("<li>") == 1
        assert "It is known." in recorded
        given = {"minutes": "One outcome was noted.", "decisions-0-text": "The reply is added.", "step": "done"}
        assert chair.post(PUBLISH, data=given).status_code == 302
        page = app.test_client().get("/meetings/1").text
        assert "reminder" not in page.split("Decided in the meeting")[1].split("</ol>")[0]


def test_a_step_that_decides_nothing_stands_in_the_draft_and_is_not_recorded_as_decided(app: Flask, db: None) -> None:
    secretary, members, chair = council_called(app, **soon())
    everything_waits(app, secretary, members)
    member = sign_in(app, members[3])
    assert chair.post("/meetings/1/moves/open").status_code == 302
    assert member.post("/groups/icost/moves/volunteer", data={}).status_code == 302
    note(sign_in(app, members[1]), 1, "It is known.")
    assert chair.post("/meetings/1/moves/close", data={"step": "done"}).status_code == 302
    form = chair.get(PUBLISH).text
    said = f"{members[3].actor.name} became the responsible member"
    assert said in form.split('name="minutes"')[1].split("</textarea>")[0]
    assert said not in form.split("Recorded as decided")[1].split("</ul>")[0]
