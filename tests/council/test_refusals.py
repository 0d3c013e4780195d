"""A BoF after a refusal: ten people ask, the council ballots under the half rule."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from igtf.core.clock import now
from igtf.core.db import session, writing
from igtf.core.errors import NotAllowed
from igtf.council import commands as ballots
from igtf.council.models import Ballot
from igtf.groups import commands, officers
from igtf.groups.models import BofRequest, Group
from igtf.people.roles import end_role, give_role
from igtf.record.by import by_clock
from igtf.record.due import run_due
from igtf.record.models import Event
from igtf.record.queries import subject_of
from tests.appeals.house import House, decision, upheld
from tests.appeals.test_annulling import propose_group
from tests.council.councils import make_council
from tests.factories import by, close_account, issue_form, later, make_person, sign_in, state_of, tick
from tests.groups.making import propose_form


@pytest.fixture
def refused(app, db):
    """Return the members of a council and a proposal that one of them declined."""
    _secretariat, members = make_council()
    proposer = make_person()
    sign_in(app, proposer).post("/issues/new", data=issue_form())
    given = propose_form(make_person(), proposer)
    given.pop("step")
    group = commands.propose(**given, by=by(proposer))
    officers.volunteer(group, by=by(members[1]))
    commands.decline(group, reason="A body exists.", by=by(members[1]))
    return members, group


def ask(app, group, people):
    for _number in range(people):
        answer = sign_in(app, make_person()).post("/groups/icost/moves/ask-council", data={"step": "done"})
        assert answer.status_code == 302, answer.text
    session.rollback()
    return session.scalar(select(Ballot).where(Ballot.closed_at.is_(None)))


def test_ten_who_ask_open_a_ballot_under_the_half_rule_and_a_pass_makes_a_bof(app, refused):
    members, group = refused
    twice = sign_in(app, make_person("twice"))
    assert twice.post("/groups/icost/moves/ask-council", data={"step": "done"}).status_code == 302
    assert b"You have asked already." in twice.post("/groups/icost/moves/ask-council", data={"step": "done"}).data
    assert ask(app, group, 8) is None
    assert "9, needed 10" in app.test_client().get("/groups/icost").text
    last = make_person()
    assert sign_in(app, last).post("/groups/icost/moves/ask-council", data={"step": "done"}).status_code == 302
    session.rollback()
    ballot = session.scalars(select(Ballot)).one()
    assert (ballot.purpose, ballot.rule) == ("bof-after-refusal", "half")
    assert (
        b"Enough people have asked"
        in sign_in(app, make_person()).post("/groups/icost/moves/ask-council", data={"step": "done"}).data
    )
    with pytest.raises(NotAllowed):
        ballots.recall(ballot, reason="No.", by=by(last))
    for member in members.values():
        ballots.take_position(ballot, position="yes", by=by(member))
    with later(app, 22):
        run_due(by_clock(now()))
    session.rollback()
    group = session.scalars(select(Group)).one()
    assert (group.subject.state, group.bofs) == ("bof", 1)
    assert session.scalar(select(Event.id).where(Event.kind == "group.approve-after-refusal"))
    desk = sign_in(app, members[1])
    given = {"found": "The problem is **understood**.", "link": "https://minutes.example/1"}
    assert desk.post("/groups/icost/moves/record-bof", data=given | {"link": "x"}).status_code == 422
    assert sign_in(app, last).post("/groups/icost/moves/record-bof", data=given).status_code == 403
    assert desk.post("/groups/icost/moves/record-bof", data=given).status_code == 302
    assert b"Nothing was changed" in desk.post("/groups/icost/moves/record-bof", data=given).data
    page = app.test_client().get("/groups/icost").text
    assert "<strong>understood</strong>" in page
    assert 'href="https://minutes.example/1"' in page


def test_who_closes_the_account_asks_the_council_no_longer_until_it_was_asked(app, refused):
    _members, group = refused
    gone = make_person("gone")
    assert sign_in(app, gone).post("/groups/icost/moves/ask-council", data={"step": "done"}).status_code == 302
    assert ask(app, group, 8) is None
    close_account(app, gone)
    assert "8, needed 10" in app.test_client().get("/groups/icost").text
    assert ask(app, group, 1) is None
    last = make_person()
    assert sign_in(app, last).post("/groups/icost/moves/ask-council", data={"step": "done"}).status_code == 302
    session.rollback()
    assert len(session.scalars(select(Ballot)).all()) == 1
    close_account(app, last)
    again = sign_in(app, make_person()).post("/groups/icost/moves/ask-council", data={"step": "done"})
    assert b"Enough people have asked" in again.data, "the ballot that they asked for stands"


def test_a_failed_ballot_leaves_it_declined_and_a_recalled_one_may_be_asked_for_again(app, refused):
    members, group = refused
    ballot = ask(app, group, 10)
    with writing():
        give_role(members[1].id, "council-chair", at=now())
    with pytest.raises(NotAllowed, match="aside here: you declined to form the group"):
        ballots.recall(ballot, reason="The question is wrong.", by=by(members[1]))
    with writing():
        end_role(members[1].id, "council-chair", at=now())
    head = make_person(roles=("council-chair",))
    ballots.recall(ballot, reason="The question is wrong.", by=by(head))
    assert session.scalar(select(BofRequest.group_id)) is None
    again = ask(app, group, 10)
    with later(app, 22):
        run_due(by_clock(now()))
    session.rollback()
    session.refresh(again)
    assert (again.subject.state, subject_of("group", "icost").state) == ("failed", "declined")
    assert sign_in(app, make_person()).post("/groups/icost/moves/ask-council", data={"step": "done"}).status_code == 403
    assert members


def test_after_a_second_refusal_ten_can_ask_again(app, refused):
    members, group = refused
    ballot = ask(app, group, 10)
    for member in members.values():
        ballots.take_position(ballot, position="yes", by=by(member))
    with later(app, 22):
        tick()
        assert state_of("group", "icost") == "bof"
        desk = sign_in(app, members[1])
        assert desk.post("/groups/icost/moves/decline", data={"reason": "Nobody came."}).status_code == 302
        assert "0, needed 10" in app.test_client().get("/groups/icost").text
        second = ask(app, group, 10)
        assert (second.id != ballot.id, second.purpose) == (True, "bof-after-refusal")
        assert (
            b"Enough people have asked"
            in sign_in(app, make_person()).post("/groups/icost/moves/ask-council", data={"step": "done"}).data
        )


@pytest.mark.parametrize(
    ("value", "annulled"),
    [("yes", "ballot.close"), ("yes", "ballot.close-early"), ("yes", "group.approve-after-refusal"),
     ("abstain", "ballot.close"), ("abstain", "ballot.close-early")],
)  # fmt: skip
def test_when_the_ballot_is_annulled_ten_can_ask_again(app, db, value, annulled):
    house = House()
    group = propose_group(house)
    house.do(house.member, "group", "decline", group, reason="No need.")
    ballot = ask(app, group, 10)
    if annulled == "ballot.close-early":
        for person in house.council:
            house.do(person, "ballot", "take-position", ballot, position=value, text="As I said.")
        house.at += timedelta(days=8)
        house.do(house.chairman, "ballot", "close-early", ballot)
    else:
        house.vote(ballot, value)
    assert state_of("group", "icost") == ("bof" if value == "yes" else "declined")
    upheld(house, decision(annulled))
    assert (state_of("group", "icost"), state_of("ballot", "1")) == ("declined", "annulled")
    assert "0, needed 10" in app.test_client().get("/groups/icost").text
    assert ask(app, group, 10).subject.ref != "1"


def test_the_council_is_asked_for_no_third_bof(app, refused):
    _members, group = refused
    with writing():
        group.bofs = 2
    third = sign_in(app, make_person()).post("/groups/icost/moves/ask-council", data={"step": "done"})
    assert (third.status_code, "A proposal has at most 2 BoFs, and they were held." in third.text) == (403, True)
    with writing():
        group.bofs = 1
    assert sign_in(app, make_person()).post("/groups/icost/moves/ask-council", data={"step": "done"}).status_code == 302
