"""Who stands aside in a ballot: by any name of a body, with the authors, and also who is seated while it runs."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from igtf.core.clock import now
from igtf.core.db import session, writing
from igtf.core.errors import NotAllowed
from igtf.council import commands, seating
from igtf.council.models import Ballot, BallotSeat, Term
from igtf.council.queries import tally_seats
from igtf.issues import commands as issues
from igtf.issues.states import ISSUE
from igtf.people.commands import add_hat
from igtf.people.models import Person
from igtf.people.responsible import take_responsibility
from tests.council.councils import issues_object, make_council
from tests.council.test_openings import TEXT, YES, balloted_draft, facts
from tests.factories import acts_of, by, later, make_person, sign_in
from tests.routing.acts import make_body

__all__ = ["facts"]
NAME = "Union of lamp makers"
ASKS_LAMP = TEXT.replace("addressees: [ITU]", "addressees: [LAMP]")


def wear(person: Person, organisation: str) -> None:
    """Give a person one more hat."""
    add_hat(person, stakeholder_group="civil", capacity="personal", organisation=organisation, by=by(person))


def reasons(ballot: Ballot) -> dict[int, str]:
    """Return what the frozen seats of a ballot are recused for, by their numbers."""
    session.rollback()
    rows = session.query(BallotSeat).filter(BallotSeat.ballot_id == ballot.id, BallotSeat.recused_for.is_not(None))
    return {seat.number: seat.recused_for for seat in rows}


def base(ballot: Ballot) -> set[int]:
    """Return the seats that are in the base of a ballot now."""
    session.rollback()
    return {seat.number for seat in tally_seats(ballot, now()) if seat.in_base}


def hat_of_seat(person: Person) -> int | None:
    """Return the hat under which a person holds a seat."""
    return session.scalar(select(Term.hat_id).where(Term.person_id == person.id, Term.ended_at.is_(None)))


def position(app, person: Person, ballot: Ballot) -> int:
    """Let a person say Yes; return how the page answers."""
    answer = YES | {"hat": str(hat_of_seat(person))}
    return sign_in(app, person).post(f"/ballots/{ballot.subject.ref}/moves/take-position", data=answer).status_code


@pytest.mark.parametrize("said", ["LAMP", "lamp", NAME, " union of  LAMP makers"])
def test_a_body_is_meant_by_each_of_its_names(app, db, facts, said):
    _secretariat, members = make_council()
    make_body("lamp", name=NAME)
    for seat, organisation in ((28, NAME), (33, "LAMP"), (23, "Union of lamp buyers")):
        wear(members[seat], organisation)
    _draft, ballot = balloted_draft(members, text=TEXT.replace("[ITU]", f"['{said}']"))
    assert reasons(ballot) == dict.fromkeys((28, 33), " ".join(said.split()))
    assert [position(app, members[seat], ballot) for seat in (28, 33, 23)] == [403, 403, 302]


def test_what_the_hats_of_a_confirmed_author_name_is_an_organisation_of_the_authors(app, db, facts):
    _secretariat, members = make_council()
    author = make_person(organisation="Lamp Works")
    wear(author, "Friends of Light")
    for seat, organisation in ((28, "lamp works"), (33, "Friends of Light"), (23, "Lamp Sellers")):
        wear(members[seat], organisation)
    text = TEXT.replace("Amadou Exemplar, organisation: Exemplar Union", author.actor.name)
    _draft, ballot = balloted_draft(members, author, text)
    assert reasons(ballot) == {28: "Lamp Works", 33: "Friends of Light"}
    assert [position(app, members[seat], ballot) for seat in (28, 33, 23)] == [403, 403, 302]


def test_who_belongs_to_the_body_that_an_issue_is_referred_to_stands_aside(app, db):
    _secretariat, members = make_council()
    make_body("lamp", name=NAME)
    for seat, organisation in ((28, "LAMP"), (33, NAME), (23, "Union of lamp buyers")):
        wear(members[seat], organisation)
    issue = issues.file(title="Lamps", summary="Who sets them?", layer="use", topic="costs", by=by(make_person()))
    issues.accept(issue, reason="In scope.", by=by(session.get_one(Person, issue.assigned_id)))
    asked = {"body": "lamp", "purpose": "action", "subject": "Lamps", "text": "Look.", "reason": "Theirs.",
             "asks": [{"text": "Look at lamps."}], "deadline": (now() + timedelta(days=90)).date()}  # fmt: skip
    ISSUE.commands["propose-referral"](issue, **asked, by=by(members[1]))
    for seat in (28, 38):
        issues_object(issue, members[seat])
    ballot = session.query(Ballot).one()
    assert reasons(ballot) == dict.fromkeys((28, 33), NAME)
    assert [position(app, members[seat], ballot) for seat in (28, 33, 23)] == [403, 403, 302]
    assert f"Belongs to {NAME}." in app.test_client().get(f"/ballots/{ballot.subject.ref}").text


def succeed(secretariat: Person, seat: int, successor: Person) -> None:
    """Put a successor into a seat that somebody holds."""
    seating.unseat(seat, reason="Left.", by=by(secretariat))
    seating.seat(seat, successor, by=by(secretariat))


def test_a_successor_stands_aside_as_an_author_and_by_any_hat(app, db, facts):
    secretariat, members = make_council()
    make_body("lamp", name=NAME)
    author, insider, other = make_person(), make_person(organisation=NAME), make_person()
    wear(insider, "")  # the hat that the seat is taken under
    _draft, ballot = balloted_draft(members, author, ASKS_LAMP)
    place, reader = f"/ballots/{ballot.subject.ref}", app.test_client()
    commands.take_position(ballot, position="yes", by=by(members[28]))
    for successor, why in ((author, "stands aside: wrote the draft, or edits it"), (insider, "Belongs to LAMP.")):
        succeed(secretariat, 28, successor)
        assert position(app, successor, ballot) == 403
        assert base(ballot) == {1, 23, 33, 38}
        assert why in reader.get(place).text
        assert "Take a position" not in sign_in(app, successor).get("/desk").text
    succeed(secretariat, 28, other)
    assert base(ballot) == {1, 23, 28, 33, 38}
    assert "Belongs to" not in reader.get(place).text
    assert position(app, other, ballot) == 302


def test_a_seat_that_was_recused_at_opening_stays_so_for_a_successor(app, db, facts):
    secretariat, members = make_council()
    author, other = members[28], make_person()
    _draft, ballot = balloted_draft(members, author)
    succeed(secretariat, 28, other)
    assert base(ballot) == {1, 23, 33, 38}
    with pytest.raises(NotAllowed, match="recused"):
        commands.take_position(ballot, position="yes", by=by(other))
    assert position(app, members[1], ballot) == 302


def move(app, person: Person, ballot: Ballot, name: str) -> int:
    """Let a person make a move of a ballot that needs a reason at most; return how the page answers."""
    given = {"reason": "It is time.", "step": "done"}
    return sign_in(app, person).post(f"/ballots/{ballot.subject.ref}/moves/{name}", data=given).status_code


@pytest.mark.parametrize("name", ["recall", "close-early"])
def test_a_chair_who_is_recused_leads_nothing_and_the_responsible_member_does(app, db, facts, name):
    secretariat, members = make_council()
    seating.name_chair(members[28], by=by(secretariat))
    _draft, ballot = balloted_draft(members, members[28])
    for seat in (1, 23, 33, 38):
        commands.take_position(ballot, position="yes", by=by(members[seat]))
    with later(app, 8):
        assert move(app, members[28], ballot, name) == 403
        assert move(app, members[1], ballot, name) == 302


@pytest.mark.parametrize("name", ["recall", "close-early"])
def test_a_responsible_member_who_stood_aside_leads_nothing_and_the_chair_does(app, db, facts, name):
    secretariat, members = make_council(per_group=2)
    seating.name_chair(members[28], by=by(secretariat))
    _draft, ballot = balloted_draft(members)
    for seat, member in members.items():
        value = {"position": "recuse", "text": "I know them well."} if seat == 1 else {"position": "yes"}
        commands.take_position(ballot, **value, by=by(member))
    with later(app, 8):
        assert move(app, members[1], ballot, name) == 403
        assert move(app, members[28], ballot, name) == 302


def test_a_lone_discuss_is_put_to_the_alternate_ballot_by_who_is_responsible_where_the_chair_is_recused(app, db, facts):
    secretariat, members = make_council()
    seating.name_chair(members[28], by=by(secretariat))
    _draft, ballot = balloted_draft(members, members[28])
    commands.take_position(ballot, position="discuss", ground="unclear", text="Which costs?", by=by(members[33]))
    commands.take_position(ballot, position="yes", by=by(members[1]))
    waits = "A lone Discuss may go to the alternate ballot"
    with later(app, 15):
        assert [waits in acts_of(members[seat]) for seat in (1, 23, 28)] == [True, False, False]
        assert [move(app, members[seat], ballot, "put-to-alternate") for seat in (28, 23, 1)] == [403, 403, 302]
        session.rollback()
        assert session.scalars(select(Ballot.purpose).order_by(Ballot.id)).all() == ["recommendation", "alternate"]


def test_the_responsible_member_waits_for_a_chair_who_is_not_recused(app, db, facts):
    secretariat, members = make_council()
    seating.name_chair(members[28], by=by(secretariat))
    _draft, ballot = balloted_draft(members)
    commands.take_position(ballot, position="discuss", ground="unclear", text="Which costs?", by=by(members[33]))
    for seat in (1, 28):
        commands.take_position(ballot, position="yes", by=by(members[seat]))
    waits = "A lone Discuss may go to the alternate ballot"
    with later(app, 15):
        assert [waits in acts_of(members[seat]) for seat in (1, 28)] == [False, True]
        assert [move(app, members[seat], ballot, "put-to-alternate") for seat in (1, 28)] == [403, 302]


@pytest.mark.parametrize("chaired", [True, False])
def test_the_lone_discuss_of_the_chair_or_of_a_council_without_one_is_put_by_who_is_responsible(
    app, db, facts, chaired
):
    secretariat, members = make_council()
    if chaired:
        seating.name_chair(members[28], by=by(secretariat))
    _draft, ballot = balloted_draft(members)
    commands.take_position(ballot, position="discuss", ground="unclear", text="Which costs?", by=by(members[28]))
    for seat in (1, 23, 33):
        commands.take_position(ballot, position="yes", by=by(members[seat]))
    waits = "A lone Discuss may go to the alternate ballot"
    with later(app, 15):
        assert [waits in acts_of(members[seat]) for seat in (1, 23, 28)] == [True, False, chaired]
        for seat in (23,) if chaired else (23, 28):
            refused = sign_in(app, members[seat]).get("/ballots/1/moves/put-to-alternate")
            assert (refused.status_code, "where nobody chairs" in refused.text) == (403, True)
        assert move(app, members[1], ballot, "put-to-alternate") == 302


def succeed_responsible(draft, member: Person) -> None:
    """Let another member become responsible for a draft, in place of whoever was."""
    with writing():
        take_responsibility(draft.id, member.id, at=now(), hat_id=None)


@pytest.mark.parametrize("name", ["recall", "close-early"])
def test_who_opened_the_ballot_leads_it_only_while_responsible(app, db, facts, name):
    secretariat, members = make_council()
    seating.name_chair(members[28], by=by(secretariat))
    draft, ballot = balloted_draft(members)
    for member in members.values():
        commands.take_position(ballot, position="yes", by=by(member))
    succeed_responsible(draft, members[23])
    with later(app, 8):
        given = {"reason": "It is time.", "step": "done"}
        refused = sign_in(app, members[1]).post(f"/ballots/1/moves/{name}", data=given)
        assert (refused.status_code, "This is for the council chair and the responsible member" in refused.text) == (
            403, True,
        )  # fmt: skip
        assert move(app, members[23], ballot, name) == 302


def test_the_alternate_ballot_is_opened_and_led_by_who_is_responsible_now(app, db, facts):
    secretariat, members = make_council()
    seating.name_chair(members[28], by=by(secretariat))
    draft, ballot = balloted_draft(members, members[28])
    commands.take_position(ballot, position="discuss", ground="unclear", text="Which costs?", by=by(members[33]))
    for seat in (1, 23):
        commands.take_position(ballot, position="yes", by=by(members[seat]))
    succeed_responsible(draft, members[23])
    waits = "A lone Discuss may go to the alternate ballot"
    with later(app, 15):
        assert [waits in acts_of(members[seat]) for seat in (1, 23)] == [False, True]
        assert [move(app, members[seat], ballot, "put-to-alternate") for seat in (1, 23)] == [403, 302]
        succeed_responsible(draft, members[38])
        other = session.scalars(select(Ballot).where(Ballot.purpose == "alternate")).one()
        assert [move(app, members[seat], other, "recall") for seat in (23, 38)] == [403, 302]


def test_who_takes_a_seat_after_the_end_changes_nothing(app, db, facts):
    secretariat, members = make_council()
    author = make_person()
    _draft, ballot = balloted_draft(members, author)
    commands.take_position(ballot, position="yes", by=by(members[28]))
    with later(app, 22):
        succeed(secretariat, 28, author)
        assert base(ballot) == {1, 23, 28, 33, 38}
