"""A recalled ballot that goes on, since an appeal was upheld: the time in which it did not run counts for nobody."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from igtf.core.clock import now
from igtf.core.db import session
from igtf.core.errors import NotAllowed
from igtf.council import seating
from igtf.council.models import Seat, Term
from igtf.council.queries import tally_seats
from igtf.people.models import Person
from tests.appeals.house import House, decision, state, upheld
from tests.appeals.test_taken_back import on_the_ballot
from tests.council.councils import COUNTRY_OF
from tests.factories import acts_of, broken_promises, later, make_person

STOPS = {"position": "discuss", "ground": "unclear", "text": "What?"}


@pytest.fixture
def house(app, db) -> House:
    """Return a house with a ballot on a draft in which the second member has a Discuss, taken on its first day."""
    house = House(seats=2)
    on_the_ballot(house)
    house.do(house.council[1], "ballot", "take-position", house.newest("ballot"), **STOPS)
    return house


def succeeded(house: House, place: int = 1, successor: Person | None = None) -> Person:
    """Return who takes the seat of a member now, by default somebody new that of the second one."""
    held = select(Seat).join(Term, Term.seat_id == Seat.id).where(Term.person_id == house.council[place].id)
    seat = session.scalars(held.where(Term.ended_at.is_(None))).one()
    coming = successor or make_person(group=seat.stakeholder_group, country=COUNTRY_OF[seat.region])
    seating.unseat(seat.number, reason="Resigned.", by=house.by(house.desk))
    seating.seat(seat.number, coming, by=house.by(house.desk))
    house.council[place] = coming
    return coming


def recalled(house: House, ballot: Any = None) -> None:
    house.do(house.member, "ballot", "recall", ballot or house.newest("ballot"), reason="A mistake.")


def gone_on(house: House) -> Any:
    """Return the ballot, which goes on thirty days after its recall, and a few more."""
    made = decision("ballot.recall")
    ballot = session.get_one(type(house.newest("ballot")), made.subject_id)
    house.tick(30)
    upheld(house, made)
    assert state(ballot) == "open"
    return ballot


def stands(house: House, ballot: Any) -> bool:
    session.rollback()
    return any(seat.in_base and seat.stops for seat in tally_seats(ballot, house.at))


@pytest.mark.parametrize(("when", "left"), [("before", 9), ("while it was recalled", 14), ("after", 14)])
def test_a_successor_says_that_a_discuss_stands_in_the_days_in_which_the_ballot_runs(house, when, left):
    house.tick(2)
    if when == "before":
        successor = succeeded(house)
        house.tick(5)
    recalled(house)
    if when == "while it was recalled":
        house.tick(3)
        successor = succeeded(house)
    ballot = gone_on(house)
    if when == "after":
        successor = succeeded(house)
    house.tick(left - 0.2)
    assert stands(house, ballot)
    house.tick(0.3)
    assert not stands(house, ballot)
    with pytest.raises(NotAllowed, match="inherited"):
        house.do(successor, "ballot", "re-assert", ballot)
    house.do(successor, "ballot", "take-position", ballot, **STOPS)
    assert stands(house, ballot)
    assert broken_promises() == []


def test_a_successor_whose_ballot_goes_on_twice_loses_none_of_the_days(house):
    house.tick(1)
    successor, ballot = succeeded(house), house.newest("ballot")
    for _each in range(2):
        house.tick(5)
        recalled(house, ballot)
        gone_on(house)
    house.tick(3.5)
    assert stands(house, ballot)
    house.do(successor, "ballot", "re-assert", ballot)
    house.tick(1)
    assert stands(house, ballot)


def asked_to_put(app: Any, house: House) -> bool:
    """Return whether the chair's desk asks for an alternate ballot now."""
    with later(app, (house.at - now()) / timedelta(days=1)):
        return "A lone Discuss may go to the alternate ballot" in acts_of(house.chairman)


def test_a_discuss_stands_long_enough_by_the_days_in_which_the_ballot_runs(app, house):
    house.do(house.chairman, "ballot", "take-position", house.newest("ballot"), position="yes")
    house.tick(5)
    recalled(house)
    ballot = gone_on(house)
    until = ballot.closes_at
    with pytest.raises(NotAllowed, match="when it has stood for 14 days"):
        house.do(house.chairman, "ballot", "put-to-alternate", ballot, reason="It stands alone.")
    assert not asked_to_put(app, house)
    house.tick(9.1)
    assert asked_to_put(app, house)
    house.do(house.chairman, "ballot", "put-to-alternate", ballot, reason="It stands alone.")
    assert until < ballot.closes_at < until + timedelta(days=21)


def put_and_recalled(house: House) -> Any:
    """Return a ballot that is recalled on its 16th day, while it waits for the alternate ballot on its Discuss."""
    ballot = house.newest("ballot")
    house.tick(15)
    house.do(house.chairman, "ballot", "put-to-alternate", ballot, reason="It stands alone.")
    recalled(house, ballot)
    return ballot


def test_a_ballot_that_waited_for_an_alternate_ballot_goes_on_for_another_one_and_has_no_more_time_without(house):
    ends = house.newest("ballot").closes_at
    ballot = put_and_recalled(house)
    lost = gone_on(house).subject.state_since - decision("ballot.recall").at
    assert ballot.closes_at > ends + lost + timedelta(days=14)
    house.do(house.chairman, "ballot", "put-to-alternate", ballot, reason="It stands alone still.")
    house.do(house.council[1], "ballot", "take-position", ballot, position="yes")
    session.rollback()
    assert ballot.closes_at == ballot.subject.due_at == ends + lost
    assert broken_promises() == []


def test_who_clears_a_discuss_in_a_ballot_that_goes_on_does_not_end_it(house):
    ends = house.newest("ballot").closes_at
    ballot = put_and_recalled(house)
    lost = gone_on(house).subject.state_since - decision("ballot.recall").at
    house.do(house.council[1], "ballot", "take-position", ballot, position="yes")
    session.rollback()
    assert ballot.closes_at == ballot.decides_on.due_at == ends + lost


def test_a_ballot_goes_on_for_what_was_left_of_it_where_with_its_recall_the_alternate_ballot_is_annulled(house):
    ends, ballot = house.newest("ballot").closes_at, put_and_recalled(house)
    made = decision("ballot.recall").at
    house.tick(30)
    upheld(house, decision("ballot.put-to-alternate"))
    assert (state(ballot), ballot.lone_seat) == ("open", None)
    assert ballot.closes_at == ends + (ballot.subject.state_since - made)


def test_who_took_a_seat_while_the_ballot_was_recalled_stands_aside_in_it(house):
    civil = 4
    recalled(house)
    author, other = succeeded(house, civil, house.filer), succeeded(house)
    ballot = gone_on(house)
    with pytest.raises(NotAllowed, match="recused"):
        house.do(author, "ballot", "take-position", ballot, position="yes")
    house.do(other, "ballot", "take-position", ballot, position="yes")
    out = [seat.group for seat in tally_seats(ballot, house.at) if seat.filled and not seat.in_base]
    assert out == ["civil"]
