"""What was given back, and what was confirmed: after an upheld appeal a group and its list go on where they were."""

from datetime import timedelta

from sqlalchemy import select

from igtf.appeals.climbing import members
from igtf.core.clock import now
from igtf.core.db import session
from igtf.core.workflow import WORKFLOWS
from igtf.council import seating
from igtf.council.models import Seat, Term
from igtf.people.roles import holders
from igtf.people.secretariat import deactivate
from tests.appeals.house import House, appealed, decided, decision, state, told_of, upheld
from tests.appeals.test_annulling import active_group, called, established, met, submitted
from tests.appeals.test_taken_back import STORIES
from tests.factories import broken_promises, make_person


def test_a_group_that_goes_on_has_its_work_and_its_officers_again(app, db):
    house = House()
    group, chair = active_group(house)
    draft, parked = (submitted(house, topic) for topic in ("lamps", "parked-lamps"))
    for each in (draft, parked):
        called(house, chair, each, "call-for-adoption", group="lamps")
        house.do(chair, "draft", "adopt", each, name=each.name, editors=house.filer.actor.handle)
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


def test_what_was_asked_goes_on_with_a_group_whose_conclusion_is_annulled(app, db):
    house = House()
    group, chair = active_group(house)
    said = {"title": "Lamps", "summary": "Which ones burn?", "admits": "everyone"}
    asked = house.do(chair, "consultation", "draft", owner="lamps", **said)
    house.do(chair, "consultation", "set-questions", asked, questions=[{"place": 1, "text": "Which?", "kind": "text"}])
    house.do(chair, "consultation", "open", asked, days=30)
    house.do(house.filer, "consultation", "reply", asked, answers={1: "The red ones."})
    house.do(chair, "group", "ask-question", group, question="Red lamps?", days=20)
    call = house.newest("call")
    house.do(house.filer, "call", "object", call, reason="They are dim.", change="Green ones.")
    house.do(house.chairman, "call", "take-position", call, position="support")
    house.do(chair, "group", "call-meeting", group, starts_at=house.at + timedelta(days=21), title="Lamps", length=60,
             place="Room 3")  # fmt: skip
    meeting = house.newest("meeting")
    house.do(house.member, "group", "conclude", group, report="Lamps burn.")
    assert (state(asked), state(call), state(meeting)) == ("withdrawn", "withdrawn", "cancelled")
    appeal = upheld(house, decision("group.conclude"))
    assert (state(group), state(asked), state(call), state(meeting)) == ("active", "open", "open", "cancelled")
    page = app.test_client().get(f"/appeals/{appeal.subject.ref}").text
    assert "Annulled, with what followed: lamps, consultation 1, call 1." in page
    session.expire_all()
    left = [(asked.closes_at - house.at).days, (call.closes_at - house.at).days]
    assert left == [29, 19], "they have the time that they had left"
    assert "The red ones." in app.test_client().get("/consultations/1/replies/1").text
    house.do(house.appellant, "consultation", "reply", asked, answers={1: "The green ones."})
    house.do(house.appellant, "call", "take-position", call, position="can-live-with")
    assert broken_promises() == []
    house.tick(31)
    assert (state(asked), state(call)) == ("closed", "closed")


def test_a_review_is_owed_again_by_a_directorate_whose_conclusion_is_annulled(app, db):
    house = House()
    story = STORIES["review.withdraw"](house)
    next(story)
    review, directorate = house.newest("review"), house.newest("group")
    due, ends = review.subject.due_at, house.at
    house.do(house.member, "group", "conclude", directorate, report="Nobody asks.")
    assert state(review) == "withdrawn"
    upheld(house, decision("group.conclude"))
    assert (state(directorate), state(review)) == ("active", "requested")
    session.expire_all()
    assert 0 < (review.subject.due_at - due).days <= (house.at - ends).days
    assert broken_promises() == []


def test_a_question_to_a_proposed_group_goes_on_where_the_refusal_is_annulled(app, db):
    house = House()
    group = established(house)
    house.do(house.member, "group", "ask-question", group, question="Red lamps?", days=20)
    call = house.newest("call")
    house.do(house.member, "group", "decline", group, reason="No need.")
    assert (state(group), state(call)) == ("declined", "withdrawn")
    upheld(house, decision("group.decline"))
    assert (state(group), state(call)) == ("chartering", "open")
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
    assert "Un recours a été accueilli." in app.test_client().get(f"/meetings/{meeting.subject.ref}?lang=fr").text


def test_minutes_say_of_what_was_decided_in_the_meeting_that_it_was_annulled(app, db):
    house = House()
    given = {"occasion": "IGF", "year": 2026, "session_name": "", "title": "One", "text": "Text.", "url": ""}
    outcomes = [house.do(house.filer, "outcome", "enter", **given) for _each in range(2)]
    council = WORKFLOWS["council"].load(None, "council")
    begins = house.at + timedelta(days=21)
    house.do(house.chairman, "council", "call-meeting", council, starts_at=begins, title="Lamps", length=60, place="R")
    house.tick(21)
    meeting = house.newest("meeting")
    house.do(house.chairman, "meeting", "open", meeting)
    for outcome in outcomes:
        house.do(house.member, "outcome", "note", outcome, reason="Nothing follows.")
    house.do(house.chairman, "meeting", "close", meeting)
    house.do(house.chairman, "meeting", "publish-minutes", meeting, minutes="# Lamps")
    reader, path = app.test_client(), f"/meetings/{meeting.subject.ref}"
    before = reader.get(path)
    appeal = appealed(house, decision("outcome.note"))
    assert '<b class="badge closed">Annulled</b>' not in before.text
    decided(house, appeal, "upheld")
    after = reader.get(path, headers={"If-None-Match": before.headers["ETag"]} if "ETag" in before.headers else {})
    listed = after.text.split("Decided in the meeting")[1].split("</ol>")[0].split("</li>")
    assert ["Annulled" in row for row in listed[:2]] == [False, True], "the second alone, on a page that is made anew"
    decisions = reader.get(f"/api/v1{path}").json["details"]["decisions"]
    assert [each["annulled"] for each in decisions] == [False, True]


def test_a_chair_who_was_announced_takes_office_after_what_was_left_of_the_notice(app, db):
    house = House()
    group, _chair = active_group(house)
    new = make_person("new", group="private")
    house.do(house.member, "group", "propose-chair", group, person="new", reason="Good.")
    house.tick(2)
    house.do(house.member, "group", "conclude", group, report="Lamps burn.")
    house.tick(20)
    upheld(house, decision("group.conclude"))
    house.tick()
    session.expire_all()
    assert new.id not in holders("chair", group.id), "the notice to the group was not over"
    assert told_of(decision("group.annul")) >= {new.id}
    left = group.subject.due_at - house.at
    assert timedelta(days=4) < left <= timedelta(days=5)
    house.tick(5)
    assert new.id in holders("chair", group.id)
    assert broken_promises() == []
