"""Who closes the account stands in no selection any more, and nobody makes room for who does not come."""

from sqlalchemy import select

from igtf.core.db import session
from igtf.council import seating
from igtf.council.models import Seat, Term
from igtf.selection import filling
from tests.factories import broken_promises, by, close_account, later, make_person, sign_in, tick
from tests.selection.choosing import URL, call_form, candidate, draw, move, selection, stand


def called(app, *countries):
    """Return the secretariat, its client, and who stands for two seats, put forward."""
    office = make_person(roles=("secretariat",))
    desk = sign_in(app, office)
    assert desk.post("/selections/new", data=call_form(seats=["29", "30"])).status_code == 302
    people = [candidate(country=country) for country in countries]
    stand(app, desk, *people)
    return office, desk, people


def placed():
    return {number: named.handle for number, named in filling.repeat(selection().file).placed.items()}


def test_a_closed_account_is_not_in_the_pool_and_forces_no_draw(app, db):
    _office, desk, people = called(app, "KE", "JP", "PL")
    close_account(app, people[0])
    assert "passed over a nominee whose account is closed" in desk.get(URL).text
    with later(app, 16):
        tick()
        assert len(selection().file["nominees"]) == 2
        move(desk, "fill")
        assert set(placed().values()) == {person.actor.handle for person in people[1:]}
    assert broken_promises() == []


def test_whoever_takes_over_for_a_closed_account_is_open_to_objections(app, db):
    _office, desk, people = called(app, "KE", "JP", "PL")
    draw(app, desk)
    with later(app, 20):
        before, until = placed(), selection().objections_until
        first = next(person for person in people if person.actor.handle in before.values())
        close_account(app, first)
        assert first.actor.handle not in placed().values()
        assert len(placed()) == 2
        assert selection().objections_until > until, "a new name is looked at, too"
        assert selection().file["changes"][-1]["why"] == "closed"
    assert broken_promises() == []


def test_an_interim_member_makes_room_only_for_somebody_who_comes(app, db):
    office, desk, people = called(app, "KE", "JP")
    interim = make_person(country="PL")
    seating.seat(29, interim, by=by(office))
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


def test_an_interim_member_of_a_seat_that_stays_empty_is_passed_over_for_another(app, db):
    office = make_person(roles=("secretariat",))
    desk = sign_in(app, office)
    assert desk.post("/selections/new", data=call_form(seats=["28", "29", "30"])).status_code == 302
    people = [candidate(country=country) for country in ("KE", "JP")]
    stand(app, desk, *people)
    with later(app, 16):
        tick()
        move(desk, "fill")
        empty = ({28, 29, 30} - set(placed())).pop()
        seating.seat(empty, people[0], by=by(office))
    with later(app, 45):
        tick()
        tick()
        session.rollback()
        held = session.execute(select(Term.person_id, Seat.number).join(Seat, Seat.id == Term.seat_id)
                               .where(Term.ended_at.is_(None))).all()  # fmt: skip
        assert selection().subject.state == "confirmed"
        assert sorted(row.person_id for row in held) == sorted(person.id for person in people)
        assert (people[0].id, empty) in held
    assert broken_promises() == []


def test_the_pool_says_of_who_closed_the_account_before_the_draw_that_they_did(app, db):
    _office, desk, people = called(app, "KE", "JP", "PL")
    with later(app, 16):
        tick()
        close_account(app, people[0])
        assert ">Closed the account<" in desk.get(URL).text
    assert broken_promises() == []
