"""An appeal that nobody is free to decide on waits for people, and one whose deciders leave goes on with others."""

from datetime import timedelta

from sqlalchemy import func, select

from igtf.appeals.climbing import members, rung_now
from igtf.core.db import session
from igtf.core.mail import Mail
from igtf.people.models import Person
from igtf.people.roles import end_role, give_role, holders
from igtf.people.secretariat import deactivate
from igtf.record.models import Hold
from tests.appeals.house import GROUND, House, appealed, decided, decision, state
from tests.appeals.test_annulling import active_group, called, submitted
from tests.appeals.test_appeals import the_appeal
from tests.factories import broken_promises, make_person, sign_in


def alone(house: House) -> None:
    """Leave nobody who could decide: no moderators but one, and nobody who chaired or volunteered."""
    for person in house.panel:
        end_role(person.id, "panelist", at=house.at)
    session.commit()


def hidden(house: House):
    """Return the decision to hide an issue."""
    moderator, issue = make_person(roles=("moderator",)), house.issue()
    house.do(moderator, "issue", "hide", issue, reason="Spam.")
    return decision("issue.hide")


def test_an_appeal_that_nobody_can_decide_waits_and_goes_on_by_itself(app, db):
    house = House()
    alone(house)
    number, client, reader = hidden(house).id, sign_in(app, house.appellant), app.test_client()
    form = {"decision": str(number)} | GROUND
    assert client.post("/appeals/new", data=form | {"step": "done"}).location == "/appeals/1"
    appeal = the_appeal()
    assert (state(appeal), rung_now(appeal).name, appeal.subject.due_at) == ("waiting", "panel", None)
    assert session.scalar(select(func.count()).select_from(Hold)) == 1
    page = reader.get("/appeals/1").text
    for words in (
        "Waiting for people",
        "too few",
        "goes on by itself as soon as there are enough",
        "Volunteer for panels",
    ):
        assert words in page, words
    assert "Waiting for people" in reader.get("/appeals/?state=waiting").text
    house.tick()
    page = reader.get("/appeals/1").text
    assert "acknowledged the appeal: it waits for people who may decide on it" in page
    house.tick(days=1)
    assert state(appeal) == "waiting", "nobody has come"
    assert sign_in(app, house.member).post("/appeals/1/moves/acknowledge", data={"step": "done"}).status_code == 409
    people = [make_person() for _each in range(3)]
    for person in people:
        assert sign_in(app, person).post("/appeals/volunteers").status_code == 302
    house.tick(days=1)
    assert "went on with the appeal: enough people may decide on it" in reader.get("/appeals/1").text
    house.tick()
    assert {row.person_id for row in members(the_appeal())} == {person.id for person in people}
    assert state(decided(house, the_appeal(), "upheld")) == "closed"
    assert state(the_appeal().about) == "submitted"
    assert broken_promises() == []


def test_an_appeal_that_waits_is_withdrawn_and_holds_nothing_longer_than_others(app, db):
    house = House()
    alone(house)
    appeal = appealed(house, hidden(house))
    hold = session.query(Hold).one()
    assert hold.until == appeal.subject.opened_at + timedelta(days=60)
    client = sign_in(app, house.appellant)
    for name, status in (("next-rung", 409), ("withdraw", 302)):
        given = {"step": "done", "reason": "I waited long enough."}
        assert client.post(f"/appeals/1/moves/{name}", data=given).status_code == status
    session.rollback()
    assert session.query(Hold).one().lifted_at is not None
    house.tick(days=1)
    assert state(appeal) == "withdrawn"
    assert broken_promises() == []


def test_whoever_takes_the_office_decides_in_place_of_who_left_it(app, db):
    house = House()
    group, chair = active_group(house)
    draft = submitted(house)
    called(house, chair, draft, "call-for-adoption", group="lamps")
    appeal = appealed(house, decision("call.declare"))
    (other,) = members(appeal)
    house.tick()
    assert [row.person_id for row in members(the_appeal())] == [other.person_id], "nobody left"
    coming = make_person(group="private")
    leaving = session.get_one(Person, other.person_id)
    house.do(house.member, "group", "propose-chair", group, person=coming.actor.handle, reason="A change.",
             instead_of=leaving.actor.handle)  # fmt: skip
    house.tick(days=8)
    house.tick()
    assert (state(appeal), [row.person_id for row in members(the_appeal())]) == ("filed", [coming.id])
    page = app.test_client().get("/appeals/1").text
    assert "passed the appeal on: who should decide on it left, or was silent" in page
    assert "left the office, or closed the account" in page
    deactivate(coming, reason="", by=house.by(coming))
    house.tick()
    assert rung_now(the_appeal()).name == "responsible"
    assert [row.person_id for row in members(the_appeal())] == list(holders("responsible", group.id))
    assert broken_promises() == []


def test_a_panel_that_loses_its_people_takes_the_next_of_the_draw_and_then_waits(app, db):
    house = House()
    appeal = appealed(house, hidden(house))
    house.tick()
    assert (rung_now(the_appeal()).name, len(members(the_appeal()))) == ("panel", 3)
    first = house.person(members(the_appeal())[0].person_id)
    house.do(first, "appeal", "acknowledge", the_appeal())
    deactivate(first, reason="", by=house.by(first))
    house.tick()
    assert (state(appeal), len(members(the_appeal()))) == ("acknowledged", 3)
    assert first.id not in {row.person_id for row in members(the_appeal())}
    second = house.person(members(the_appeal())[0].person_id)
    deactivate(second, reason="", by=house.by(second))
    house.tick()
    house.tick()
    assert (state(appeal), members(the_appeal())) == ("waiting", [])
    give_role(make_person().id, "panelist", at=house.at)
    session.commit()
    house.tick()
    house.tick()
    assert (state(appeal), len(members(the_appeal()))) == ("filed", 3)
    assert session.scalar(select(func.count()).select_from(Mail)) > 0
    assert broken_promises() == []


def on_the_panel() -> set[int]:
    return {row.person_id for row in members(the_appeal())}


def test_whoever_was_drawn_and_is_silent_until_the_time_is_over_makes_room_for_the_next_of_the_draw(app, db):
    house = House()
    for _each in range(2):
        make_person(roles=("panelist",))
    appeal = appealed(house, hidden(house))
    house.tick()
    drawn = rung_now(the_appeal()).drawn
    first, *silent = (house.person(number) for number in drawn[:3])
    house.do(first, "appeal", "acknowledge", the_appeal())
    house.do(first, "appeal", "decide", the_appeal(), verdict="denied", reason="It stands.")
    house.tick(days=59)
    assert on_the_panel() == set(drawn[:3]), "they have time"
    house.tick(days=2)
    assert (state(appeal), on_the_panel()) == ("acknowledged", {first.id, *drawn[3:5]})
    assert the_appeal().subject.due_at == house.at + timedelta(days=60), "who comes in has a time of the own"
    page = app.test_client().get("/appeals/1").text
    for words in ("was silent until the time was over", "passed the appeal on: who should decide on it left, or was"):
        assert words in page, words
    spoken = {"step": "done", "verdict": "denied", "reason": "Late."}
    assert sign_in(app, silent[0]).post("/appeals/1/moves/decide", data=spoken).status_code == 403
    house.tick(days=61)
    assert (state(appeal), on_the_panel()) == ("waiting", set()), "one of the draw is left"
    people = [make_person(roles=("panelist",)) for _each in range(2)]
    house.tick(days=1)
    house.tick()
    assert on_the_panel() == {drawn[5], *(person.id for person in people)}, "not those who were silent"
    assert state(decided(house, the_appeal(), "upheld")) == "closed"
    assert broken_promises() == []


def test_where_nobody_drawn_acknowledges_in_time_others_are_and_where_a_rung_is_left_nobody_else_comes(app, db):
    house = House()
    for _each in range(2):
        make_person(roles=("panelist",))
    other = make_person(roles=("moderator",))
    appealed(house, hidden(house))
    house.tick()
    assert on_the_panel() == {house.desk.id, other.id}
    house.tick(days=15)
    assert on_the_panel() == {house.desk.id, other.id}, "the appellant may go on to the panel"
    house.do(house.appellant, "appeal", "next-rung", the_appeal(), reason="They are silent.")
    house.tick()
    drawn = rung_now(the_appeal()).drawn
    assert on_the_panel() == set(drawn[:3])
    house.tick(days=15)
    assert on_the_panel() == set(drawn[3:6])
    assert the_appeal().subject.due_at == house.at + timedelta(days=14)
    assert broken_promises() == []
