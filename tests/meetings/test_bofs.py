"""The meeting of a BoF is on the desks, and in the mail, of those who lead it: proposers and responsible member."""

from datetime import timedelta

from sqlalchemy import select

from igtf.core import clock
from igtf.core.db import session, writing
from igtf.desk.waiting import on_desk
from igtf.people.roles import give_role
from igtf.record.models import Actor
from tests.factories import later, make_person, sign_in
from tests.groups.making import bof, told
from tests.meetings.making import ahead, call_form, called

PLACE = "/meetings/1/moves"
LEADS = {"proposer", "second", "overseer"}


def asked(act: str) -> set[str]:
    """Return the handles of those on whose desk an act stands."""
    session.rollback()
    people = session.execute(select(Actor.id, Actor.handle).where(Actor.kind == "person")).all()
    return {row.handle for row in people if act in [str(said) for item in on_desk(row.id) for said, _url in item.acts]}


def test_who_leads_a_bof_is_asked_to_close_its_meeting_to_publish_the_minutes_and_to_answer_for_decisions(app, db):
    proposer, second, member = bof(app, make_person("backer"))
    other = make_person("other")
    leads, writes, outside = sign_in(app, proposer), sign_in(app, second), sign_in(app, other)
    start = clock.now() + timedelta(minutes=30)
    form = call_form(day=f"{start:%Y-%m-%d}", time=f"{start:%H:%M}")
    assert outside.post("/groups/icost/moves/call-meeting", data=form).status_code == 403
    assert leads.post("/groups/icost/moves/call-meeting", data=form).status_code == 302
    assert asked("Be there") == {*LEADS, "backer"}
    with later(app, 2):
        assert asked("Its time is past: open it, move it, or cancel it") == LEADS
    assert leads.post(f"{PLACE}/open").status_code == 302
    assert asked("Close the meeting when it is over") == LEADS
    assert outside.post(f"{PLACE}/close").status_code == 403
    assert sign_in(app, member).post(f"{PLACE}/close", data={"step": "done"}).status_code == 302
    assert asked("Publish the minutes") == LEADS
    minutes = {"minutes": "# Said", "decisions-0-text": "A group is needed.", "step": "done"}
    refused = outside.post(f"{PLACE}/publish-minutes", data=minutes)
    assert (refused.status_code, "of a BoF for that member" in refused.text) == (403, True)
    assert writes.post(f"{PLACE}/publish-minutes", data=minutes).status_code == 302
    told(app)
    page = outside.get(f"{PLACE}/object").text
    assert "Told: the proposers; the responsible member; " in page
    objection = {"decision": "1", "reason": "One group has it already."}
    assert outside.post(f"{PLACE}/object", data=objection).status_code == 302
    mails = told(app)
    assert {name for name in (*LEADS, "backer") if "you lead the meetings" in mails[f"{name}@people.example"]} == LEADS


def test_a_delegate_leads_the_meetings_of_a_group_and_no_mere_member_does(app, db):
    group, chair, client = called(app, **ahead(1))
    delegate, member, overseer = (
        make_person("delegate"),
        make_person("joined"),
        make_person("overseer", roles=("council",)),
    )
    assert sign_in(app, member).post("/groups/icost/moves/join").status_code == 302
    with writing():
        for person, role in ((delegate, "delegate"), (overseer, "responsible")):
            give_role(person.id, role, at=clock.now(), subject_id=group.id)
    invited = asked("Be there")
    assert {chair.actor.handle, "delegate", "joined"} <= invited
    assert "overseer" not in invited
    with later(app, 3):
        assert asked("Its time is past: open it, move it, or cancel it") == {chair.actor.handle, "delegate"}
    assert client.get("/meetings/1").status_code == 200
