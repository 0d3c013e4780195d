"""An act beside another one that is not committed yet ends as it would behind it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from igtf.appeals.climbing import members
from igtf.core.db import session, writing
from igtf.core.errors import Refusal
from igtf.core.workflow import WORKFLOWS
from igtf.council import seating
from igtf.council.closing import reopen
from igtf.council.models import BallotSeat
from igtf.council.opening import open_ballot
from igtf.groups.models import Group
from igtf.people.models import Person
from igtf.people.roles import holders, roles_of
from igtf.people.secretariat import deactivate
from igtf.record.by import by_clock
from igtf.record.models import Event, Hat, Relation, VoidEvent
from igtf.record.moves import perform
from igtf.selection import filling
from igtf.selection.models import Selection
from tests.appeals.house import House, appealed, decision
from tests.appeals.test_annulling import proposed
from tests.appeals.test_ballots_going_on import recalled, succeeded
from tests.appeals.test_taken_back import on_the_ballot
from tests.attack.kit import beside
from tests.council.councils import make_council, make_issue
from tests.election.test_election import chaired, chairs, elected, sitting, told
from tests.factories import broken_promises, by, later, make_delegate, make_person, sign_in, state_of, tick
from tests.groups.making import active_group, issue_unhoused, propose_form
from tests.reviews.making import ask, day, directorate, draft_by, move, review
from tests.selection.choosing import candidate
from tests.selection.test_selection import drawn, unseat

GROUP, ISSUE, BALLOT, REVIEW, SELECTION, ELECTION = (
    WORKFLOWS[kind] for kind in ("group", "issue", "ballot", "review", "selection", "election")
)


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


def test_who_takes_a_seat_while_a_recalled_ballot_goes_on_again_stands_aside_in_it(app, db):
    house, civil = House(seats=2), 4
    on_the_ballot(house)
    ballot, former = house.newest("ballot"), house.council[civil].id
    recalled(house, ballot)
    at, act = decision("ballot.recall").at, by_clock(house.at)
    session.rollback()
    beside(app, lambda: reopen(session.merge(ballot), at, act), lambda: succeeded(house, civil, house.filer))
    session.rollback()
    aside = select(BallotSeat.holder_id).where(BallotSeat.ballot_id == ballot.id, BallotSeat.successor_for.is_not(None))
    assert session.scalars(aside).all() == [former]


def test_an_issue_that_is_merged_while_its_finding_is_annulled_is_merged_no_more(app, db):
    house = House()
    issue, other = house.accepted(), house.accepted()
    proposed(house, issue, "propose-finding", bodies=[{"body": "ITU", "reason": "No mandate."}])
    appeal = appealed(house, decision("issue.find-no-body"))
    for each in WORKFLOWS["appeal"].due["draw"](house.at):
        WORKFLOWS["appeal"].commands["draw"](each, by=by_clock(house.at))
    first = house.person(members(appeal)[0].person_id)
    house.do(first, "appeal", "acknowledge", appeal)
    house.do(first, "appeal", "to-ballot", appeal, reason="For and against.")
    ballot = house.newest("ballot")
    for person in house.council:
        if WORKFLOWS["ballot"].facts(house.by(person), ballot).recused_for is None:
            house.do(person, "ballot", "take-position", ballot, text="So.", position="yes")
    house.at += timedelta(days=8)
    acts, refs = (house.by(house.filer), house.by(first)), (issue.subject.ref, ballot.subject.ref)
    given = {"other": int(other.subject.ref), "reason": "The same."}
    session.rollback()
    beside(
        app, lambda: perform(ISSUE, "merge", ISSUE.load(None, refs[0]), given, by=acts[0]).id,
        lambda: perform(BALLOT, "close-early", BALLOT.load(None, refs[1]), {}, by=acts[1]).id,
    )  # fmt: skip
    assert state_of("issue", refs[0]) == "open"
    assert session.scalars(select(Relation.kind).where(Relation.kind == "duplicate-of")).all() == []
    merge = session.scalars(select(Event.id).where(Event.kind == "issue.merge")).one()
    assert session.get(VoidEvent, merge) is not None
    assert broken_promises() == []


def closes(person_id, act):
    """Return an act by which the secretariat closes an account."""
    return lambda: deactivate(session.get_one(Person, person_id), reason="Asked for it.", by=act)


@pytest.mark.parametrize("act", ["seat", "liaison"])
def test_whose_account_is_closed_in_the_same_moment_is_not_seated_and_the_page_says_so(app, db, act):
    secretary, _members = make_council()
    desk, person, closing = sign_in(app, secretary), make_person(), by(make_person(roles=("secretariat",)))
    given = {"seat": "29", "organisation": "Example Union", "evidence": "A letter.", "until": day(90)}
    form = {"act": act} | {f"{act}-{name}": value for name, value in (given | {"person": person.actor.handle}).items()}
    session.rollback()
    _closed, page = beside(app, closes(person.id, closing), lambda: desk.post("/council/seats", data=form))
    assert (page.status_code, "was closed. Name somebody else." in page.text) == (422, True), page.text
    assert broken_promises() == []


def test_who_was_elected_and_resigns_as_the_clock_gives_them_the_chair_does_not_chair_the_council(app, db):
    secretary, members = chaired(app)
    first, second = (sitting(members)[place] for place in (2, 4))
    with later(app, 361):
        tick()
    elected(app, members, first, second, ref=2, after=361)
    with later(app, 398) as at:
        number, act = next(seat for seat, one in members.items() if one is first), by(secretary)
        session.rollback()
        beside(
            app, lambda: seating.resign(number, evidence="A letter.", by=act).id,
            lambda: ELECTION.commands["take-office"](ELECTION.load(None, "2"), by=by_clock(at)).id,
        )  # fmt: skip
        assert (chairs(), state_of("election", "2")) == ([second.id], "in-office")
        assert f"{first.actor.name}, holds no seat any more" in told(app, 2)
        assert broken_promises() == []


@pytest.fixture
def formed(app, db):
    """Return who proposed a group, the second proposer, and an act of the secretariat."""
    issue_unhoused(app)
    proposer, second = make_person("proposer"), make_person("second", group="technical")
    made = sign_in(app, proposer).post("/groups/new", data=propose_form(second, make_person()))
    assert made.status_code == 302, made.text
    session.rollback()
    return proposer, second, by(make_person(roles=("secretariat",)))


def names(handle, act):
    """Return an act by which another second proposer is named."""
    return lambda: perform(
        GROUP, "name-others", GROUP.load(act.author, "icost"), {"second": handle, "chairs": ""}, by=act
    )


def test_a_second_proposer_who_is_named_as_the_former_one_leaves_stays(app, formed):
    proposer, second, closing = formed
    other = make_person("other", group="technical")
    acts = names("other", by(proposer)), closes(second.id, closing)
    session.rollback()
    beside(app, *acts)
    session.rollback()
    assert session.scalars(select(Group.second_id)).one() == other.id
    assert "people.end-offices" not in kinds(session.scalars(select(Group.id)).one(), 9)


def test_nobody_becomes_second_proposer_whose_account_is_closed_in_the_same_moment(app, formed):
    proposer, second, closing = formed
    other = make_person("other", group="technical")
    acts = closes(other.id, closing), names("other", by(proposer))
    session.rollback()
    _closed, refused = beside(app, *acts)
    assert isinstance(refused, Refusal), refused
    session.rollback()
    assert session.scalars(select(Group.second_id)).one() == second.id


def test_a_review_that_goes_to_somebody_else_as_its_reviewer_leaves_stays_there(app, db):
    chair, people, author = make_person(), [make_person() for _each in range(3)], make_person("ines")
    directorate(app, chair, *people)
    assert ask(app, author, draft_by(app, author)).status_code == 302
    member, reason = people[0], "Knows it."
    assigned = move(app, chair, "assign", person=member.actor.handle, reason=reason)
    assert assigned.status_code == 302, assigned.text
    first = session.get_one(Person, review().reviewer_id)
    declining, closing = by(first), by(make_person(roles=("secretariat",)))
    session.rollback()
    beside(
        app, lambda: perform(REVIEW, "decline", REVIEW.load(None, "1"), {"reason": "Ill."}, by=declining).id,
        closes(first.id, closing),
    )  # fmt: skip
    now_with = review().reviewer_id
    assert now_with not in (None, first.id)
    assert "review.lose-reviewer" not in kinds(review().id, 9)


def test_a_seat_that_is_filled_from_a_list_is_called_for_by_nobody_in_the_same_moment(app, db):
    drawn(app, [candidate(country=country) for country in ("KE", "JP", "PL", "BR", "DE")])
    with later(app, 45):
        tick()
        desk = sign_in(app, make_person(roles=("secretariat",)))
        first = session.query(Selection).one()
        seat = min(filling.repeat(first.file).placed)
        unseat(desk, seat)
        session.rollback()
        filled, called = by(make_person(roles=("secretariat",))), by(make_person(roles=("secretariat",)))
        days = {"until": date.fromisoformat(day(15)), "starts": date.fromisoformat(day(40))}
        given, vacant = {"seats": [str(seat)], "terms": "3"} | days, {"seat": str(seat)}
        session.rollback()
        _filled, refused = beside(
            app, lambda: perform(SELECTION, "fill-vacancy", SELECTION.load(None, "1"), vacant, by=filled).id,
            lambda: perform(SELECTION, "call", None, given, by=called),
        )  # fmt: skip
        assert f"The term in seat {seat} goes on" in str(refused)
