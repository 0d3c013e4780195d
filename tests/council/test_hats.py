"""The hat of a seat: in a ballot it is fixed, whatever other hats its holder has (procedure, section 1)."""

import pytest
from sqlalchemy import select

from igtf.core.db import session
from igtf.core.errors import Invalid
from igtf.council import commands, seating
from igtf.council.opening import open_ballot
from igtf.council.seats import SEATS
from igtf.people.commands import add_hat
from igtf.people.models import Person
from igtf.record.models import Event
from tests.council.councils import make_ballot, make_council, make_issue
from tests.council.test_openings import YES, balloted_draft, facts
from tests.factories import by, later, make_person, sign_in, take_back

__all__ = ["facts"]


def other_hat(person) -> int:
    """Give a person a hat of another stakeholder group, and return it."""
    add_hat(person, stakeholder_group="private", capacity="personal", organisation="Exemplar Lamps", by=by(person))
    return by(person).hat_id


def hats_of(person) -> list[int]:
    """Return the hats under which a person acted in ballots, in their order."""
    session.rollback()
    acts = (Event.actor_id == person.id, Event.kind.startswith("ballot."))
    return list(session.scalars(select(Event.hat_id).where(*acts).order_by(Event.id)))


def test_a_seat_acts_under_its_own_hat_alone(app, db, facts):
    _secretariat, members = make_council()
    member, own = members[28], by(members[28]).hat_id
    other = other_hat(member)
    _draft, ballot = balloted_draft(members)
    desk, moves = sign_in(app, member), f"/ballots/{ballot.subject.ref}/moves"
    for name in ("take-position", "defer"):
        form = desk.get(f"{moves}/{name}").text
        assert (f'value="{own}"' in form, "Exemplar Lamps" in form) == (True, False)
    discuss = {"position": "discuss", "ground": "unclear", "text": "Which costs?", "step": "done"}
    for name, given in (("take-position", discuss), ("defer", {"reason": "More time.", "step": "done"})):
        assert desk.post(f"{moves}/{name}", data=given | {"hat": str(other)}).status_code == 422
        assert desk.post(f"{moves}/{name}", data=given | {"hat": str(own)}).status_code == 302
    with pytest.raises(Invalid, match="Your hat in this ballot is fixed: Civil society"):
        commands.take_position(ballot, position="yes", by=by(member))
    assert desk.post(f"{moves}/take-position", data=YES | {"hat": str(own)}).status_code == 302
    assert hats_of(member) == [own] * 3


def test_in_a_panel_the_first_position_fixes_the_hat(app, db):
    _secretariat, members = make_council()
    panelist = make_person()
    first, subject = by(panelist).hat_id, make_issue(members[1]).subject
    ballot = open_ballot(subject, purpose="two-step", question="Shall it?", by=by(members[1]), panel=[panelist.id])
    desk, place = sign_in(app, panelist), f"/ballots/{ballot.subject.ref}/moves/take-position"
    assert desk.post(place, data=YES).status_code == 302
    other = other_hat(panelist)
    no = {"position": "no", "step": "done"}
    assert desk.post(place, data=no | {"hat": str(other)}).status_code == 422
    assert desk.post(place, data=no | {"hat": str(first)}).status_code == 302
    assert hats_of(panelist) == [first] * 2


def test_an_affiliation_is_shown_as_it_was_confirmed_when_the_ballot_opened(app, db):
    """A confirmation that was taken back before shows in no later ballot; in the earlier ones it stays."""
    secretariat, members = make_council(1)
    member = make_person(group="civil", organisation="Acme")
    add_hat(member, stakeholder_group="civil", capacity="for", organisation="Acme", confirmed=True, by=by(member))
    free = next(seat.number for seat in SEATS if seat.group == "civil" and seat.number not in members)
    seating.seat(free, member, by=by(secretariat))
    before = make_ballot(members)
    with later(app, 1):
        seating.unseat(free, reason="Speaks for Acme no longer.", by=by(secretariat))
        take_back(app, member)
        seating.seat(free, session.get_one(Person, member.id), by=by(secretariat))
        after = make_ballot(members)
        reader = app.test_client()
        for ballot, confirmed in ((before, True), (after, False)):
            ref = ballot.subject.ref
            seats = reader.get(f"/api/v1/ballots/{ref}/seats?limit=100").json["items"]
            shown = next(seat for seat in seats if seat["number"] == free)
            assert (shown["organisation"], shown["confirmed"]) == ("Acme", confirmed), ref
            page = reader.get(f"/ballots/{ref}/seats/{free}").text
            assert ("Acme – stated, not confirmed" in page) is not confirmed, ref
