"""An interim member makes room for who comes, and an interim seat is no bar to a full one of the same call."""

import json

from sqlalchemy import select

from igtf.core.db import session
from igtf.council.models import Seat, Term
from igtf.people.roles import roles_of
from igtf.selection.filling import repeat
from igtf.selection.words import WHY
from tests.council.councils import in_seat
from tests.factories import broken_promises, close_account, later, make_person, sign_in, tick
from tests.groups.making import told
from tests.selection.choosing import URL, called, candidate, day, draw, move, placed, selection, stand

UNION = {"organisation": "Exemplar Union"}


def seated():
    """Return who sits in which seat, by its number."""
    session.rollback()
    rows = select(Seat.number, Term.person_id).join(Seat, Seat.id == Term.seat_id).where(Term.ended_at.is_(None))
    return {row.number: row.person_id for row in session.execute(rows)}


def seat(desk, number, person):
    """Seat an interim member through the page of the secretariat."""
    given = {"act": "seat", "seat-seat": str(number), "seat-person": person.actor.handle}
    answer = desk.post("/council/seats", data=given)
    assert answer.status_code == 302, answer.text


def test_an_interim_member_makes_room_only_for_somebody_who_comes(app, db):
    desk, people = called(app, "KE", "JP")
    interim = make_person(country="PL")
    seat(desk, 29, interim)
    with later(app, 16):
        tick()
        move(desk, "fill")
        gone = next(person for person in people if person.actor.handle == placed()[29])
    with later(app, 20):
        close_account(app, gone)
    with later(app, 45):
        tick()
        tick()
        session.rollback()
        assert selection().subject.state == "confirmed"
        held = {term.person_id: term.ended_at for term in session.query(Term)}
        assert held[interim.id] is None, "nobody came for this seat"
        assert gone.id not in held
    assert broken_promises() == []


def test_who_sits_for_a_time_in_a_seat_that_stays_empty_gets_the_one_for_which_they_were_chosen(app, db):
    """With another one of the affiliation on the council, of which two may sit: who changes the seat counts once."""
    desk, people = called(app, "KE", seats=("28", "29", "30", "31"))
    mine, stays = candidate(country="JP", **UNION), make_person(country="PL")
    stand(app, desk, mine)
    seat(desk, 32, make_person(country="BR", **UNION))
    with later(app, 16):
        tick()
        move(desk, "fill")
        empty, other = sorted({28, 29, 30, 31} - set(placed()))
        seat(desk, empty, mine)
        seat(desk, other, stays)
        told(app)
    with later(app, 45):
        tick()
        assert (selection().subject.state, selection().file["changes"]) == ("confirmed", [])
        ids = {person.actor.handle: person.id for person in (mine, *people)}
        sits = seated()
        assert {number: ids[handle] for number, handle in placed().items()}.items() <= sits.items()
        assert (empty in sits, sits[other]) == (False, stays.id), "and nobody else makes room"
        letter = told(app)[f"{mine.actor.handle}@people.example"]
        assert "seated a member of the council" in letter, "who takes another seat is told of that one"
        assert "This member was selected for another seat." in sign_in(app, stays).get("/council/council").text
    assert broken_promises() == []


def one_behind_the_cap(app):
    """Return the desk, a seat with who was chosen for it, and who was passed over, as two of the region have seats.

    That one sits for a time in the third seat of the call, which stays empty.
    """
    seats = {28, 29, 30}
    desk, people = called(app, "KE", "KE", "KE", seats=tuple(map(str, seats)))
    draw(app, desk)
    number, handle = min(placed().items())
    chosen = next(person for person in people if person.actor.handle == handle)
    behind = next(person for person in people if person.actor.handle not in placed().values())
    with later(app, 20):
        seat(desk, (seats - set(placed())).pop(), behind)
    return desk, number, chosen, behind


def test_who_is_next_on_the_list_takes_over_from_a_seat_of_the_call_that_they_hold_for_a_time(app, db):
    _desk, number, chosen, behind = one_behind_the_cap(app)
    with later(app, 21):
        close_account(app, chosen)
        assert placed()[number] == behind.actor.handle
    with later(app, 45):
        tick()
        assert selection().subject.state == "confirmed"
        assert (seated()[number], len(seated())) == (behind.id, 2)
    assert broken_promises() == []


def test_a_vacancy_goes_to_who_is_next_though_they_sit_for_a_time_in_a_seat_of_the_call(app, db):
    _desk, number, chosen, behind = one_behind_the_cap(app)
    with later(app, 45):
        tick()
        assert (seated()[number], len(seated())) == (chosen.id, 3), "nobody came for the seat of the interim member"
        desk = sign_in(app, make_person(roles=("secretariat",)))
        left = {"act": "resign", "resign-seat": in_seat(number), "resign-evidence": "A letter of 3 March."}
        assert desk.post("/council/seats", data=left).status_code == 302
        move(desk, "fill-vacancy", seat=str(number))
        assert (seated()[number], len(seated())) == (behind.id, 2)
    assert broken_promises() == []


def union_chosen(app):
    """Return the desk and three of a union who stand for two seats, of whom two were drawn."""
    desk, _nobody = called(app)
    people = [candidate(country=country, **UNION) for country in ("KE", "JP", "PL")]
    stand(app, desk, *people)
    draw(app, desk)
    assert len(placed()) == 2
    return desk, people


def test_an_interim_member_seated_since_the_draw_makes_room_for_those_chosen_whom_the_cap_would_keep_out(app, db):
    desk, _people = union_chosen(app)
    late, other = make_person(country="BR", **UNION), make_person(country="DE")
    with later(app, 20):
        chosen = placed()
        seat(desk, 31, other)
        seat(desk, 32, late)
        told(app)
    with later(app, 45):
        tick()
        assert (selection().subject.state, selection().file["changes"], placed()) == ("confirmed", [], chosen)
        sits = seated()
        assert (set(sits), sits[31]) == ({29, 30, 31}, other.id), "who is of no affiliation with them stays"
        letter = told(app)[f"{late.actor.handle}@people.example"]
        why = "At most 2 members of one affiliation sit on the council, and others were selected."
        assert "ended a member's term on the council" in letter
        assert why in app.test_client().get("/council/council").text
    assert broken_promises() == []


def test_an_interim_member_seated_since_the_draw_keeps_nobody_out_who_takes_over(app, db):
    desk, people = union_chosen(app)
    number, handle = min(placed().items())
    gone = next(person for person in people if person.actor.handle == handle)
    behind = next(person for person in people if person.actor.handle not in placed().values())
    late = make_person(country="BR", **UNION)
    with later(app, 20):
        seat(desk, 32, late)
    with later(app, 21):
        close_account(app, gone)
        assert placed()[number] == behind.actor.handle
        text = desk.get("/selections/1/draw.json").text
        assert {row: named.handle for row, named in repeat(json.loads(text)).placed.items()} == placed()
    with later(app, 45):
        tick()
        assert (selection().subject.state, set(seated()), seated()[number]) == ("confirmed", {29, 30}, behind.id)
    assert broken_promises() == []


def test_an_interim_member_of_the_same_region_seated_since_the_draw_stays_and_keeps_nobody_out(app, db):
    """The rule of two of one region at large is one of the lists, and not of who sits."""
    desk, people = called(app, "KE", "KE", "KE")
    draw(app, desk)
    number, handle = min(placed().items())
    gone = next(person for person in people if person.actor.handle == handle)
    behind = next(person for person in people if person.actor.handle not in placed().values())
    late = make_person(country="KE")
    with later(app, 20):
        seat(desk, 31, late)
    with later(app, 21):
        close_account(app, gone)
        assert placed()[number] == behind.actor.handle, "one of the region has left, whatever the secretariat seats"
    with later(app, 45):
        tick()
        assert selection().subject.state == "confirmed"
        assert (set(seated()), seated()[31], seated()[number]) == ({29, 30, 31}, late.id, behind.id)
        assert [term.ended_at for term in session.query(Term)] == [None] * 3, "and nobody makes room"
    assert broken_promises() == []


def test_an_interim_member_who_sat_when_the_pool_was_published_counts_against_the_cap(app, db):
    desk, _nobody = called(app)
    early = make_person(country="BR", **UNION)
    seat(desk, 32, early)
    people = [candidate(country=country, **UNION) for country in ("KE", "JP", "PL")]
    stand(app, desk, *people)
    draw(app, desk)
    assert len(placed()) == 1
    with later(app, 45):
        tick()
        assert (len(seated()), seated()[32]) == (2, early.id)
    assert broken_promises() == []


def test_who_is_kept_out_by_those_who_sit_forces_no_draw_where_there_is_a_seat_for_each(app, db):
    desk, people = called(app, "KE")
    for number, country in ((31, "BR"), (32, "DE")):
        seat(desk, number, make_person(country=country, **UNION))
    third = candidate(country="JP", **UNION)
    stand(app, desk, third)
    with later(app, 16):
        tick()
        assert "There is a seat for each nominee, so nothing is drawn." in desk.get(URL).text
        assert "Nothing is left to chance, so nothing is drawn: fill the seats." in move(desk, "announce", 403)
        move(desk, "fill")
        assert list(placed().values()) == [people[0].actor.handle]
        page = desk.get(URL).text
        assert third.actor.name in page
        assert str(WHY["affiliation"]) in page
    assert broken_promises() == []


def test_two_of_an_affiliation_of_which_one_can_sit_are_drawn_though_there_is_a_seat_for_each(app, db):
    desk, _nobody = called(app)
    seat(desk, 32, make_person(country="BR", **UNION))
    stand(app, desk, *(candidate(country=country, **UNION) for country in ("KE", "JP")))
    with later(app, 16):
        tick()
        assert "A draw decides. It needs sources with 1.0 bits of entropy." in desk.get(URL).text
        assert "Chance has to decide here: announce the sources of a draw." in move(desk, "fill", 403)


def test_a_liaison_who_was_chosen_takes_the_seat_and_is_a_liaison_no_more(app, db):
    desk, people = called(app, "KE", "JP")
    sent = {"liaison-person": people[0].actor.handle, "liaison-organisation": "Example Union",
            "liaison-evidence": "A letter of 3 March.", "liaison-until": day(300)}  # fmt: skip
    assert desk.post("/council/seats", data={"act": "liaison"} | sent).status_code == 302
    with later(app, 16):
        tick()
        move(desk, "fill")
        chosen = placed()
    with later(app, 45):
        tick()
        assert (selection().subject.state, selection().file["changes"], placed()) == ("confirmed", [], chosen)
        assert (set(seated()), set(seated().values())) == ({29, 30}, {person.id for person in people})
        roles = roles_of(people[0].id)
        assert (roles.has("council"), roles.has("liaison")) == (True, False)
    assert broken_promises() == []
