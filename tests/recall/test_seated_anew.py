"""A recall goes on while the member whom it is about takes the same seat for another term (section 8)."""

from datetime import UTC, date, datetime, time

from sqlalchemy import select

from igtf.core.db import session
from igtf.council import seating
from igtf.council.models import Seat, Term
from igtf.people.commands import state_interest
from tests.council.councils import make_council
from tests.factories import broken_promises, by, later, make_person, sign_in, state_of, tick
from tests.recall.test_recall import BALLOT, CIVIL, decide, in_search_of_a_panel, petition, volunteers
from tests.selection.choosing import call_form, day, stand
from tests.selection.choosing import move as of_selection

SEAT = CIVIL + 1


def before_the_panel(app, starts=40, objects=False):
    """Let a panel be about to decide on a member who is selected for the same seat again, 35 days from now.

    The next term begins in ``starts`` days, or where somebody ``objects`` once that was answered.
    """
    secretariat, _members = make_council(1)
    member, desk = make_person(), sign_in(app, secretariat)
    ends = datetime.combine(date.fromisoformat(day(starts)), time(), UTC)
    seating.seat(SEAT, member, until=ends, by=by(secretariat))
    state_interest(member, text="I have none.", by=by(member))
    given = call_form(seats=[str(SEAT)], starts=day(starts))
    assert desk.post("/selections/new", data=given).status_code == 302
    stand(app, desk, member)
    with later(app, 16):
        tick()
        of_selection(desk, "fill")
        if objects:
            of_selection(sign_in(app, make_person()), "object", person=member.actor.handle, reason="Was never there.")
    with later(app, 20):
        in_search_of_a_panel(app, member)
        people = volunteers(app, 10)
    with later(app, 35):
        decide(app, people[:8])
    return member


def held_now():
    """Return the terms in the seat that go on."""
    session.rollback()
    held = select(Term.id).join(Seat, Seat.id == Term.seat_id).where(Seat.number == SEAT, Term.ended_at.is_(None))
    return session.scalars(held).all()


def test_a_member_who_is_selected_for_the_same_seat_again_does_not_escape_the_panel(app, db):
    member = before_the_panel(app)
    with later(app, 41):
        tick()
        assert (state_of("selection", "1"), state_of("recall", "1"), state_of("ballot", "1")) == (
            "confirmed", "panel", "open")  # fmt: skip
        page = app.test_client().get(BALLOT).text
        assert "The member left the seat" not in page
        assert "is under way already" in petition(sign_in(app, make_person()), member).text
        assert broken_promises() == []
    with later(app, 57):
        tick()
        assert (state_of("recall", "1"), state_of("ballot", "1")) == ("recalled", "passed")
        assert held_now() == []
        assert broken_promises() == []


def test_a_panel_that_is_counted_with_the_turn_of_the_term_decides_on_the_new_one(app, db):
    member = before_the_panel(app)
    with later(app, 57):  # the worker was down since: term, selection and ballot are due at once
        tick()
        assert (state_of("selection", "1"), state_of("recall", "1"), state_of("ballot", "1")) == (
            "confirmed", "recalled", "passed")  # fmt: skip
        assert held_now() == []
        assert petition(sign_in(app, make_person()), member).status_code == 422, "the seat is vacant"
        assert broken_promises() == []


def test_a_member_whom_the_panel_recalls_takes_the_next_term_neither(app, db):
    member = before_the_panel(app, starts=60)
    with later(app, 57):
        tick()
        assert (state_of("recall", "1"), held_now()) == ("recalled", [])
    with later(app, 61):
        tick()
        assert (state_of("selection", "1"), held_now()) == ("confirmed", [])
        page = app.test_client().get("/selections/1").text
        assert f"{member.actor.name}, was recalled from the council" in page
    assert broken_promises() == []


def answered(app, verdict):
    """Answer the objection of ``before_the_panel``."""
    desk = sign_in(app, make_person(roles=("secretariat",)))
    of_selection(desk, "answer", objection="1", verdict=verdict, reason="The record says otherwise.")


def test_a_recall_waits_for_a_member_who_is_chosen_for_the_same_seat_and_whom_an_objection_keeps_out(app, db):
    before_the_panel(app, objects=True)
    with later(app, 41):
        tick()
        assert (held_now(), state_of("recall", "1"), state_of("ballot", "1")) == ([], "panel", "open")
        answered(app, "denied")
        tick()
        assert (len(held_now()), state_of("recall", "1"), state_of("ballot", "1")) == (1, "panel", "open")
    with later(app, 57):
        tick()
        assert (held_now(), state_of("recall", "1")) == ([], "recalled")
    assert broken_promises() == []


def test_a_recall_is_moot_once_the_member_is_chosen_no_more(app, db):
    before_the_panel(app, objects=True)
    with later(app, 41):
        tick()
        answered(app, "upheld")
        tick()
        assert (state_of("recall", "1"), state_of("ballot", "1")) == ("moot", "recalled")
    assert broken_promises() == []


def test_who_is_recalled_while_an_objection_waits_does_not_take_the_seat(app, db):
    before_the_panel(app, objects=True)
    with later(app, 57):
        tick()
        assert (held_now(), state_of("recall", "1"), state_of("ballot", "1")) == ([], "recalled", "passed")
        answered(app, "denied")
        tick()
        assert (state_of("selection", "1"), held_now()) == ("confirmed", [])
    assert broken_promises() == []
