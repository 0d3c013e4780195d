"""Decisions about a draw, a contact's link and a body, taken back; and what a later decision keeps as it is."""

from datetime import timedelta

from sqlalchemy import select

from igtf.appeals.decisions import DECISIONS
from igtf.cli.drawing import lines
from igtf.core.db import session
from igtf.council import seating
from igtf.council.models import Seat, Term
from igtf.people.roles import holders
from igtf.recall.models import Recall
from igtf.record.models import Actor, Event, Payload, VoidEvent
from igtf.selection.filling import repeat
from igtf.selection.models import Selection, SelectionObjection
from tests.appeals import test_accounts as accounts
from tests.appeals import test_annulling as whole_decisions
from tests.appeals import test_taken_back as parts
from tests.appeals.house import House, appealed, decided, decision, state, upheld
from tests.appeals.test_annulling import REFERRAL, active_group, called, submitted
from tests.factories import acts_of, broken_promises, by, later, make_person, sign_in, tick
from tests.recall import test_recall
from tests.routing.acts import name_contact
from tests.selection.choosing import URL, call_form, candidate, day, draw, move, selection, sources, stand, standing

OTHERS = (
    "person.approve-claim",
    "selection.announce-again", "selection.answer", "selection.withdraw", "recall.announce-again", "body.list",
    "statement.revoke-link", "selection.fill-vacancy",
)  # fmt: skip
"""They have a test of their own, here or beside those of accounts."""


def test_every_decision_of_the_table_is_taken_back_in_a_test():
    told = {kind for kinds in whole_decisions.STORIES for kind in kinds} | set(whole_decisions.SELECTIONS)
    assert set(DECISIONS) == {*told, *parts.STORIES, *accounts.STORIES, *OTHERS}


def test_a_selection_goes_on_after_its_withdrawal_was_annulled(app, db):
    house = House()
    desk = sign_in(app, house.desk)
    standing(app, desk)
    with later(app, 16):
        tick()
        pool = selection().file["pool_hash"]
        move(desk, "withdraw", reason="Too few.")
    house.at += timedelta(days=17)
    upheld(house, decision("selection.withdraw"))
    assert (selection().subject.state, selection().file["pool_hash"]) == ("pool", pool)
    with later(app, 31):
        move(desk, "announce", **sources(1, 40, 40))
    assert broken_promises() == []


def test_a_selection_stays_withdrawn_while_another_one_fills_its_seats(app, db):
    house = House()
    desk = sign_in(app, house.desk)
    standing(app, desk)
    move(desk, "withdraw", reason="Too few.")
    made = decision("selection.withdraw")
    assert desk.post("/selections/new", data=call_form(seats=["29"])).status_code == 302
    appeal = upheld(house, made)
    assert state(session.query(Selection).order_by(Selection.id).first()) == "withdrawn"
    assert "What was decided about it since then stays." in app.test_client().get(URL).text
    assert appeal.subject.topic == "upheld"
    assert broken_promises() == []


def test_the_former_sources_count_again_and_an_objection_waits_for_another_answer(app, db):
    house = House()
    desk = sign_in(app, house.desk)
    standing(app, desk)
    with later(app, 16):
        tick()
        move(desk, "announce", **sources(1, 40, 40))
    former = selection().file["sources"]
    with later(app, 18.5):
        move(desk, "enter-value", source="1", numbers="9, 18", evidence="A paper.")
        move(desk, "announce-again", **sources(2, 40, 41), reason="The second was not published.")
    assert selection().file["sources"] != former
    house.at += timedelta(days=19)
    appeal = upheld(house, decision("selection.announce-again"))
    assert (selection().file["sources"], selection().subject.state) == (former, "announced")
    assert "Values that were known are entered again." in app.test_client().get(f"/appeals/{appeal.subject.ref}").text
    with later(app, 30):
        move(desk, "enter-value", source="1", numbers="9, 18", evidence="A paper.")
        move(desk, "enter-value", source="2", numbers="27", evidence="A paper.")
        move(desk, "draw")
        chosen = next(iter(repeat(selection().file).placed.values())).handle
        move(sign_in(app, make_person()), "object", person=chosen, reason="Holds two offices.")
        objection = session.query(SelectionObjection).one()
        before = selection().file
        move(desk, "answer", objection=str(objection.id), verdict="upheld", reason="So it is.")
        assert selection().file != before
    house.at += timedelta(days=12)
    upheld(house, decision("selection.answer"))
    session.rollback()
    objection = session.query(SelectionObjection).one()
    assert (selection().file, objection.answer, objection.upheld) == (before, "", None)
    assert broken_promises() == []


def drawn(app, desk):
    """Let a selection of seats 29 to 31 among five people be drawn; return them by their handles."""
    desk.post("/selections/new", data=call_form(seats=["29", "30", "31"]))
    people = {person.actor.handle: person for person in map(from_country, ("JP", "PL", "BR", "TH", "DE"))}
    stand(app, desk, *people.values())
    draw(app, desk)
    return people


def from_country(country):
    return candidate(country=country)


def placed():
    """Return the handles of who has a seat by the published file."""
    return {named.handle for named in repeat(selection().file).placed.values()}


def members():
    """Return the handles of who sits on the council, by the numbers of their seats."""
    session.rollback()
    rows = session.query(Seat.number, Actor.handle).join(Term, Term.seat_id == Seat.id)
    return dict(rows.join(Actor, Actor.id == Term.person_id).filter(Term.ended_at.is_(None)).all())


def test_who_declined_after_a_draw_that_was_annulled_is_chosen_by_no_other(app, db):
    house = House()
    desk = sign_in(app, house.desk)
    people = drawn(app, desk)
    with later(app, 19):
        declined, other = sorted(placed())[:2]
        move(sign_in(app, people[declined]), "decline")
        move(sign_in(app, make_person()), "object", person=other, reason="Holds two offices.")
        objection = session.query(SelectionObjection).one()
        move(desk, "answer", objection=str(objection.id), verdict="upheld", reason="So it is.")
        assert (len(placed()), placed() & {declined, other}) == (3, set())
    house.at += timedelta(days=19, hours=1)
    upheld(house, decision("selection.draw"))
    with later(app, 30):
        move(desk, "draw")
        assert (len(placed()), placed() & {declined, other}) == (3, {other}), "an objection is to be raised again"
        told = "\n".join(lines(desk.get(f"{URL}/draw.json").text))
        assert f"{people[declined].actor.name} ({declined}): passed over: declined" in told
    with later(app, 45):
        tick()
        assert selection().subject.state == "confirmed"
        assert declined not in members().values()
        assert {members()[seat] for seat in (29, 30, 31)} == placed()
    assert broken_promises() == []


def test_who_filled_a_vacancy_leaves_the_seat_with_the_confirmation_that_is_annulled(app, db):
    house = House()
    desk = sign_in(app, house.desk)
    before = members()
    people = drawn(app, desk)
    with later(app, 45):
        tick()
        left = members()[29]
    with later(app, 46) as moment:
        seating.resign(29, evidence="Letter.", by=by(house.desk))
        move(sign_in(app, house.desk), "fill-vacancy", seat="29")
        came = members()[29]
        assert came in set(people) - {left}
    house.at = moment + timedelta(hours=1)
    filled = decision("selection.fill-vacancy")
    upheld(house, decision("selection.confirm"))
    assert (selection().subject.state, members()) == ("drawn", before)
    assert session.get(VoidEvent, filled.id), "it is no entry that counts any more"
    assert left not in placed(), "who resigned is not seated a second time"
    with later(app, 47):
        move(sign_in(app, people[came]), "decline")
    with later(app, 65):
        tick()
        assert selection().subject.state == "confirmed"
        assert {members()[seat] for seat in (30, 31)} == placed() - {members().get(29)}
        assert {left, came}.isdisjoint(members().values())
    assert broken_promises() == []


def test_who_left_a_seat_that_nobody_filled_is_not_seated_a_second_time(app, db):
    house = House()
    desk = sign_in(app, house.desk)
    people = drawn(app, desk)
    with later(app, 45):
        tick()
        first = members()
    with later(app, 46):
        seating.resign(29, evidence="Letter.", by=by(house.desk))
        seating.resign(30, evidence="Letter.", by=by(house.desk))
    with later(app, 47) as moment:
        move(sign_in(app, house.desk), "fill-vacancy", seat="29")
        came = members()[29]
        seating.resign(29, evidence="Letter.", by=by(house.desk))
    left = {first[29], first[30], came}
    house.at = moment + timedelta(hours=1)
    upheld(house, decision("selection.confirm"))
    assert (selection().subject.state, left & placed()) == ("drawn", set())
    assert first[31] in placed(), "who sat until the annulment is chosen still"
    page = app.test_client().get(URL).text
    assert page.count("left the seat") >= len(left)
    with later(app, 75):
        tick()
        assert (selection().subject.state, left & set(members().values())) == ("confirmed", set())
        assert set(people) & set(members().values()) == placed() == set(people) - left
    assert broken_promises() == []


def second(desk, *people, app):
    """Let a second selection give seat 29 to the one of ``people`` who stands for it, over thirty days from now."""
    given = call_form(seats=["29"], until=day(15), starts=day(31))
    assert desk.post("/selections/new", data=given).status_code == 302
    stand(app, desk, *people, url="/selections/2")


def test_a_selection_stays_withdrawn_once_another_one_has_filled_its_seats(app, db):
    house = House()
    desk = sign_in(app, house.desk)
    stands, comes = from_country("JP"), from_country("PL")
    desk.post("/selections/new", data=call_form(seats=["29", "30"]))
    stand(app, desk, stands)
    move(desk, "withdraw", reason="Too few.")
    made = decision("selection.withdraw")
    second(desk, comes, app=app)
    with later(app, 16):
        tick()
        move(desk, "fill", url="/selections/2")
    with later(app, 32) as moment:
        tick()
        assert members()[29] == comes.actor.handle
    house.at = moment
    house.council.append(comes)
    upheld(house, made)
    assert state(session.query(Selection).order_by(Selection.id).first()) == "withdrawn"
    assert "What was decided about it since then stays." in app.test_client().get(URL).text
    assert members()[29] == comes.actor.handle
    assert broken_promises() == []


def test_a_confirmation_that_is_annulled_leaves_a_seat_to_whom_another_selection_gave_it_since(app, db):
    house = House()
    desk = sign_in(app, house.desk)
    drawn(app, desk)
    with later(app, 45):
        tick()
        left = members()[29]
    with later(app, 46):
        desk, comes = sign_in(app, house.desk), from_country("FR")
        seating.resign(29, evidence="Letter.", by=by(house.desk))
        second(desk, comes, app=app)
    with later(app, 62):
        tick()
        move(sign_in(app, house.desk), "fill", url="/selections/2")
    with later(app, 78) as moment:
        tick()
        assert members()[29] == comes.actor.handle
    house.at = moment
    house.council.append(comes)
    confirmed = session.query(Event).filter(Event.kind == "selection.confirm").order_by(Event.id).first()
    upheld(house, confirmed)
    first = session.query(Selection).order_by(Selection.id).first()
    assert (state(first), members()[29]) == ("drawn", comes.actor.handle)
    assert (29 in repeat(first.file).placed, left in members().values()) == (False, False)
    with later(app, 110):
        tick()
        session.rollback()
        first = session.query(Selection).order_by(Selection.id).first()
        assert (state(first), members()[29]) == ("confirmed", comes.actor.handle)
        assert {seat: members()[seat] for seat in (30, 31)} == {
            seat: named.handle for seat, named in repeat(first.file).placed.items()
        }
    assert broken_promises() == []


def test_a_confirmation_that_is_annulled_leaves_a_seat_to_the_selection_that_is_under_way_for_it(app, db):
    house = House()
    desk = sign_in(app, house.desk)
    drawn(app, desk)
    with later(app, 45):
        tick()
    with later(app, 46) as moment:
        desk, comes = sign_in(app, house.desk), from_country("FR")
        seating.resign(29, evidence="Letter.", by=by(house.desk))
        second(desk, comes, app=app)
    house.at = moment + timedelta(hours=1)
    upheld(house, decision("selection.confirm"))
    first = session.query(Selection).order_by(Selection.id).first()
    assert (state(first), repeat(first.file).placed.keys()) == ("drawn", {30, 31})
    with later(app, 62):
        tick()
        move(sign_in(app, house.desk), "fill", url="/selections/2")
    with later(app, 78):
        tick()
        session.rollback()
        first = session.query(Selection).order_by(Selection.id).first()
        assert (state(first), members()[29]) == ("confirmed", comes.actor.handle)
        assert {seat: members()[seat] for seat in (30, 31)} == {
            seat: named.handle for seat, named in repeat(first.file).placed.items()
        }
    assert broken_promises() == []


def left_to_another(app):
    """Return a house whose first selection has its draw annulled and left a seat to the second, who had it by the first
    one and who has it by that."""
    house = House()
    desk = sign_in(app, house.desk)
    drawn(app, desk)
    with later(app, 45):
        tick()
        left = members()[29]
    with later(app, 46):
        desk, comes = sign_in(app, house.desk), from_country("FR")
        seating.resign(29, evidence="Letter.", by=by(house.desk))
        second(desk, comes, app=app)
    with later(app, 62):
        tick()
        move(sign_in(app, house.desk), "fill", url="/selections/2")
    with later(app, 78) as moment:
        tick()
    house.at = moment
    house.council.append(comes)
    upheld(house, decision("selection.draw"))
    first = session.query(Selection).order_by(Selection.id).first()
    assert (state(first), members()[29]) == ("announced", comes.actor.handle)
    assert "another selection fills, or has filled since: 29." in app.test_client().get(URL).text
    return house, left, comes


def test_a_draw_that_is_annulled_leaves_a_seat_to_the_selection_that_filled_it_since(app, db):
    house, left, comes = left_to_another(app)
    with later(app, 90):
        move(sign_in(app, house.desk), "draw")
    with later(app, 110):
        tick()
        session.rollback()
        first = session.query(Selection).order_by(Selection.id).first()
        (own,) = repeat(first.file).lists
        in_order = [step.handle for step in own.steps if step.handle != left]
        assert (state(first), members()[29]) == ("confirmed", comes.actor.handle)
        assert [members()[seat] for seat in (30, 31)] == in_order[:2], "who comes first has the first seat that is left"
        told = "\n".join(lines(sign_in(app, house.desk).get(f"{URL}/draw.json").text))
        assert "left to another selection: seats 29" in told
    assert broken_promises() == []


def test_a_seat_that_a_selection_left_to_another_one_is_called_anew_beside_it(app, db):
    house, _left, _comes = left_to_another(app)
    with later(app, 80):
        desk = sign_in(app, house.desk)
        renewal = "Seats are vacant, or their terms end soon: call for nominations"
        assert renewal not in acts_of(house.desk)
        seating.resign(29, evidence="Letter.", by=by(house.desk))
        assert renewal in acts_of(house.desk)
        for seat, status in (("30", 422), ("29", 302)):
            answer = desk.post("/selections/new", data=call_form(seats=[seat]))
            assert (answer.status_code, f"Another selection is under way for seat {seat}" in answer.text) == (
                status, status == 422
            )  # fmt: skip
    with later(app, 90):
        move(sign_in(app, house.desk), "draw")
    assert broken_promises() == []


def test_a_filling_that_is_annulled_leaves_a_seat_to_the_selection_that_is_under_way_for_it(app, db):
    house = House()
    desk = sign_in(app, house.desk)
    people = [from_country(country) for country in ("JP", "PL", "BR")]
    desk.post("/selections/new", data=call_form(seats=["29", "30", "31"]))
    stand(app, desk, *people)
    with later(app, 16):
        tick()
        move(desk, "fill")
    with later(app, 45):
        tick()
        left = members()[29]
    with later(app, 46) as moment:
        desk, comes = sign_in(app, house.desk), from_country("FR")
        seating.resign(29, evidence="Letter.", by=by(house.desk))
        second(desk, comes, app=app)
    house.at = moment + timedelta(hours=1)
    upheld(house, decision("selection.fill"))
    first = session.query(Selection).order_by(Selection.id).first()
    assert (state(first), {29, 30, 31} & members().keys()) == ("pool", set())
    with later(app, 47):
        desk = sign_in(app, house.desk)
        assert "Chance has to decide here" in move(desk, "fill", 403), "three in the pool, and two seats are left"
    draw_on(app, house, 47)
    with later(app, 70):
        tick()
        session.rollback()
        first = session.query(Selection).order_by(Selection.id).first()
        stay = {person.actor.handle for person in people} - {left}
        assert (state(first), repeat(first.file).placed.keys()) == ("confirmed", {30, 31})
        assert {members()[seat] for seat in (30, 31)} == stay
        assert state(session.query(Selection).order_by(Selection.id.desc()).first()) == "pool", "of seat 29"
    assert broken_promises() == []


def draw_on(app, house, days):
    """Let sources be announced for a pool, known by two days after, and its seats be drawn."""
    with later(app, days):
        move(sign_in(app, house.desk), "announce", **sources(1, 40))
    with later(app, days + 2):
        desk = sign_in(app, house.desk)
        move(desk, "enter-value", source="1", numbers="9, 18", evidence="A paper.")
        move(desk, "draw")


def test_who_fills_a_vacancy_leaves_the_seat_where_that_is_annulled_and_the_next_fills_it(app, db):
    house = House()
    desk = sign_in(app, house.desk)
    drawn(app, desk)
    with later(app, 45):
        tick()
        first = members()
    with later(app, 46) as moment:
        seating.resign(29, evidence="Letter.", by=by(house.desk))
        move(sign_in(app, house.desk), "fill-vacancy", seat="29")
        came = members()[29]
    house.at = moment + timedelta(hours=1)
    appeal = upheld(house, decision("selection.fill-vacancy"))
    assert members() == {seat: who for seat, who in first.items() if seat != 29}, "the others sit on"
    assert selection().subject.state == "confirmed"
    reader = app.test_client()
    assert "The seat is vacant again, and who came stays off the list." in reader.get(URL).text
    assert "Selection" in reader.get(f"/appeals/{appeal.subject.ref}").text
    left = session.scalars(
        select(Payload.data).join(Event).where(Event.kind == "council.vacate").order_by(Event.id)
    ).all()
    assert "The filling of the vacancy was annulled." in str(left[-1])
    with later(app, 47):
        move(sign_in(app, house.desk), "fill-vacancy", seat="29")
        assert members()[29] not in {came, first[29], None}
        assert members()[29] in placed()
    assert broken_promises() == []


def test_who_left_since_is_not_unseated_by_an_appeal_against_the_filling(app, db):
    house = House()
    desk = sign_in(app, house.desk)
    drawn(app, desk)
    with later(app, 45):
        tick()
    with later(app, 46):
        seating.resign(29, evidence="Letter.", by=by(house.desk))
        move(sign_in(app, house.desk), "fill-vacancy", seat="29")
    filled = decision("selection.fill-vacancy")
    with later(app, 47) as moment:
        seating.resign(29, evidence="Letter.", by=by(house.desk))
        move(sign_in(app, house.desk), "fill-vacancy", seat="29")
        last = members()
    house.at = moment + timedelta(hours=1)
    upheld(house, filled)
    assert members() == last
    said = app.test_client().get(URL).text
    assert "Who came into the seat has left it since, so nothing changes in it." in said
    assert broken_promises() == []


def test_the_former_sources_of_a_panel_count_again(app, db):
    house = House()
    member = house.council[2]
    number = test_recall.CIVIL
    desk = sign_in(app, house.desk)
    test_recall.in_search_of_a_panel(app, member)
    test_recall.volunteers(app, 13)
    with later(app, 15):
        tick()
        test_recall.move(desk, "announce", **sources(1, 23))
        former = test_recall.recall().file["sources"]
    with later(app, 17):
        test_recall.move(desk, "announce-again", **sources(1, 23), reason="It was not published.")
    house.at += timedelta(days=17, hours=1)
    upheld(house, decision("recall.announce-again"))
    assert (session.query(Recall).one().file["sources"], number) == (former, 28)
    assert broken_promises() == []


def test_a_link_stays_revoked_and_a_body_stays_listed(app, db):
    house = House()
    body = house.do(house.desk, "body", "list", slug="lamp", acronym="LAMP", name="Union of lamp makers",
                    kind="technical", mandate="Lamps.")  # fmt: skip
    name_contact(body, house.desk)
    given = REFERRAL | {"deadline": (house.at + timedelta(days=40)).date()}
    letter = house.do(house.member, "statement", "draft", **{k: v for k, v in given.items() if k != "issues"})
    house.do(house.chairman, "statement", "approve", letter)
    house.do(house.desk, "statement", "send", letter, channel="mail")
    house.do(house.desk, "statement", "revoke-link", letter, contact="1", reason="Lost.", again="no")
    for kind, said in (("statement.revoke-link", "the secretariat sends new ones"), ("body.list", "stays in the list")):
        appeal = upheld(house, decision(kind))
        assert said in app.test_client().get(f"/appeals/{appeal.subject.ref}").text
    assert (state(letter), state(body)) == ("sent", "listed")
    assert broken_promises() == []


def test_an_office_that_was_given_to_another_since_stays_and_so_does_the_only_chair(app, db):
    house = House(seats=2)
    group, chair = active_group(house)
    house.do(house.chairman, "group", "assign", group, person=house.council[3].actor.handle)
    first = decision("group.assign")
    house.do(house.chairman, "group", "assign", group, person=house.council[4].actor.handle)
    appeal = upheld(house, first)
    assert set(holders("responsible", group.id)) == {house.council[4].id}
    assert "What was decided about it since then stays." in app.test_client().get(f"/appeals/{appeal.subject.ref}").text
    other = next(person for person in holders("chair", group.id) if person != chair.id)
    coming = make_person(group="private")
    house.do(house.council[4], "group", "propose-chair", group, person=coming.actor.handle, reason="A change.",
             instead_of=chair.actor.handle)  # fmt: skip
    house.tick(8)
    house.do(house.person(other), "group", "step-down", group)
    house.do(chair, "group", "leave", group)
    appeal = upheld(house, decision("group.appoint-chair"))
    assert set(holders("chair", group.id)) == {coming.id}
    assert "would be without a chair" in app.test_client().get(f"/appeals/{appeal.subject.ref}").text
    assert broken_promises() == []


def test_what_was_asked_otherwise_since_is_not_asked_again(app, db):
    house = House()
    _group, chair = active_group(house)
    draft = submitted(house)
    house.do(chair, "draft", "call-for-adoption", draft, days=28, question="Shall we?", group="lamps")
    call = house.newest("call")
    house.do(chair, "call", "withdraw", call, reason="Too soon.")
    filed = appealed(house, decision("call.withdraw"))
    house.do(chair, "draft", "decline-adoption", draft, reason="Not now.")
    called(house, chair, draft, "call-for-adoption", group="lamps")
    decided(house, filed, "upheld")
    assert state(call) == "withdrawn"
    assert "What was decided about it since then stays." in app.test_client().get(f"/calls/{call.subject.ref}").text
    assert broken_promises() == []


def test_what_is_annulled_on_reviews_consultations_and_changes_of_a_body_stands_in_their_record(app, db):
    house = House()
    for kind, page in (("review.withdraw", "/reviews/1"), ("consultation.sum-up", "/consultations/1"),
                       ("body-change.decline", "/body-changes/1")):  # fmt: skip
        for _look in parts.STORIES[kind](house):
            pass
        upheld(house, decision(kind))
        assert "annulled a decision: an appeal was upheld" in app.test_client().get(page).text
    assert broken_promises() == []
