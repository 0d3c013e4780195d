"""An act beside another one that is not committed yet ends as it would behind it."""

import pytest
from sqlalchemy import select

from igtf.core.db import session, writing
from igtf.core.errors import Refusal
from igtf.core.workflow import WORKFLOWS
from igtf.council import seating
from igtf.council.models import BallotSeat
from igtf.council.opening import open_ballot
from igtf.people.models import Hat
from igtf.people.roles import holders, roles_of
from igtf.record.models import Event
from igtf.record.moves import perform
from tests.attack.kit import beside
from tests.council.councils import make_council, make_issue
from tests.factories import broken_promises, by, make_delegate, make_person
from tests.groups.making import active_group

GROUP = WORKFLOWS["group"]


@pytest.fixture
def overseen(app, db):
    """Return the secretariat, the members by seat, and a group for which the first one answers."""
    secretary, members = make_council()
    group = active_group(app, make_person(), member=next(iter(members.values())))
    seating.name_chair(list(members.values())[-1], by=by(secretary))
    return secretary, members, group


def kinds(subject_id, count):
    session.rollback()
    newest = select(Event.kind).where(Event.subject_id == subject_id).order_by(Event.id.desc()).limit(count)
    return list(session.scalars(newest))


def test_who_resigns_while_a_group_is_assigned_does_not_answer_for_it(app, overseen):
    secretary, members, group = overseen
    number, member = list(members.items())[1]
    acts, handle = (by(secretary), by(list(members.values())[-1])), member.actor.handle
    session.rollback()
    _resigned, assigned = beside(
        app, lambda: seating.resign(number, evidence="A letter.", by=acts[0]),
        lambda: perform(GROUP, "assign", GROUP.load(None, "icost"), {"person": handle}, by=acts[1]),
    )  # fmt: skip
    assert isinstance(assigned, Refusal), assigned
    session.rollback()
    answers = list(holders("responsible", group.id))
    assert (roles_of(member.id).has("council"), answers) == (False, [next(iter(members.values())).id])
    assert broken_promises() == []


def test_a_group_that_is_given_to_another_member_is_not_handed_back_by_who_had_it(app, overseen):
    secretary, members, group = overseen
    (number, _lead), (_number, member) = list(members.items())[:2]
    acts, handle = (by(secretary), by(list(members.values())[-1])), member.actor.handle
    session.rollback()
    beside(
        app, lambda: perform(GROUP, "assign", GROUP.load(None, "icost"), {"person": handle}, by=acts[1]),
        lambda: seating.resign(number, evidence="A letter.", by=acts[0]),
    )  # fmt: skip
    assert kinds(group.id, 1) == ["group.assign"]
    assert list(holders("responsible", group.id)) == [member.id]
    assert broken_promises() == []


def test_a_successor_in_a_ballot_that_opens_in_the_same_moment_stands_aside_as_the_member_would(app, db):
    secretary, members = make_council()
    number, member = next(iter(members.items()))
    issue = make_issue(member)
    place = next(seat for seat in seating.SEATS if seat.number == number)
    successor = make_delegate("successor", group=place.group, organisation="Example Union")
    with writing():
        session.get_one(Hat, by(successor).hat_id).region = place.region or "weog"
    act, subject = by(secretary), issue.subject
    session.rollback()

    def opens():
        ballot = open_ballot(session.merge(subject), purpose="two-step", question="Shall it?", by=act,
                             addressees=["Example Union"])  # fmt: skip
        return ballot.id

    def makes_room():
        with writing():
            seating.unseat(number, reason="Moved on.", by=act)
            return seating.seat(number, session.merge(successor), by=act).id

    ballot, _term = beside(app, opens, makes_room)
    session.rollback()
    frozen = session.get_one(BallotSeat, (ballot, number))
    assert (frozen.holder_id, frozen.successor_for) == (member.id, "Example Union")
