"""What was given back, and what was confirmed: after an upheld appeal a group and its list go on where they were."""

from igtf.appeals.climbing import members
from igtf.core.db import session
from igtf.people.roles import holders
from tests.appeals.house import House, appealed, decided, decision, state, upheld
from tests.appeals.test_annulling import active_group, called, met, submitted
from tests.factories import broken_promises


def test_a_group_that_goes_on_has_its_work_and_its_officers_again(app, db):
    house = House()
    group, chair = active_group(house)
    draft, parked = (submitted(house, topic) for topic in ("lamps", "parked-lamps"))
    for each in (draft, parked):
        called(house, chair, each, "call-for-adoption", group="lamps")
        house.do(chair, "draft", "adopt", each, topic=each.topic_slug, editors=house.filer.actor.handle)
    house.do(chair, "draft", "park", parked, reason="Not now.")
    issue = house.accepted()
    house.do(chair, "issue", "take-up", issue, group="lamps", paragraph="Lamps.")
    house.do(house.member, "group", "conclude", group, report="Lamps burn.")
    assert (state(issue), state(draft), state(parked)) == ("open", "individual", "parked")
    assert not list(holders("chair", group.id))
    upheld(house, decision("group.conclude"))
    assert (state(group), state(issue), state(draft), state(parked)) == ("active", "in-group", "group-draft", "parked")
    session.expire_all()
    assert {thing.subject.group_id for thing in (issue, draft, parked)} == {group.id}
    assert (chair.id in holders("chair", group.id), group.report, issue.state_before) == (True, "", "open")
    assert broken_promises() == []


def test_a_confirmed_decision_of_a_meeting_goes_back_to_the_list(app, db):
    house = House()
    group, chair = active_group(house)
    meeting = met(house, group, chair)
    page = app.test_client().get(f"/meetings/{meeting.subject.ref}").text
    assert "confirmed a decision" in page
    assert f"/appeals/new?decision={decision('meeting.decision-confirmed').id}" in page
    appeal = appealed(house, decision("meeting.decision-confirmed"))
    assert chair.id not in {member.person_id for member in members(appeal)}, "who published the minutes is involved"
    assert "We buy lamps." in app.test_client().get(f"/appeals/{appeal.subject.ref}").text
    decided(house, appeal, "upheld")
    page = app.test_client().get(f"/meetings/{meeting.subject.ref}").text
    assert "Objected to" in page
    assert "An appeal was upheld." in page
