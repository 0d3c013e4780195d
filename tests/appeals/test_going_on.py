"""What was given back, and what was confirmed: after an upheld appeal a group and its list go on where they were."""

from sqlalchemy import select

from igtf.appeals.climbing import members
from igtf.core.clock import now
from igtf.core.db import session
from igtf.council import seating
from igtf.council.models import Seat, Term
from igtf.people.roles import holders
from igtf.people.secretariat import deactivate
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


def test_nobody_gets_an_office_in_it_back_who_cannot_hold_it_any_more(app, db):
    house = House(seats=3)
    group, _chair = active_group(house)
    overseer, chairs = house.member, list(holders("chair", group.id))
    seat = select(Seat.number).join(Term, Term.seat_id == Seat.id).where(Term.person_id == overseer.id)
    assert overseer.id in holders("responsible", group.id)
    house.do(overseer, "group", "conclude", group, report="Lamps burn.")
    concluded = decision("group.conclude")
    seating.unseat(session.scalars(seat).one(), reason="Moved to another post.", by=house.by(house.desk))
    house.council.remove(overseer)
    for chair in chairs:
        deactivate(house.person(chair), reason="They asked for it.", by=house.by(house.desk))
    upheld(house, concluded)
    session.expire_all()
    assert (state(group), [*holders("responsible", group.id)], [*holders("chair", group.id)]) == ("active", [], [])
    assert group.responsible_due > now()
    assert group.subject.due_at == group.responsible_due
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
