"""The procedure changes its own numbers: proposed, called, balloted, in force for what is opened after it."""

import re
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from igtf.consensus.commands import open_call
from igtf.consensus.states import CALL
from igtf.core.clock import now
from igtf.core.db import session
from igtf.core.errors import NotAllowed
from igtf.core.moments import end_of_day, months_after
from igtf.council import seating
from igtf.council.counting import counted
from igtf.council.due import ballots_to_close
from igtf.council.queries import tally_seats
from igtf.council.states import BALLOT
from igtf.discussion.timeline import entries_of
from igtf.issues.due import issues_to_lapse
from igtf.issues.queue import QueueFilters, queue
from igtf.issues.states import ISSUE
from igtf.people.models import Person
from igtf.people.secretariat import deactivate
from igtf.procedure.models import ChangeSupport
from igtf.procedure.queries import supporters_of
from igtf.procedure.states import CHANGE
from igtf.record.by import by_clock
from igtf.record.due import run_due
from igtf.record.models import Event, Subject
from igtf.record.numbers import BY_NAME, NUMBERS, TABLE, in_force, share, values_of, whole_number
from igtf.record.queries import subject_of
from tests.council.councils import make_ballot, make_council
from tests.factories import acts_of, broken_promises, by, close_account, events, issue_form, later, make_person, sign_in
from tests.procedure.changing import DECLARED, adopt, called, newest, to_ballot

LONGER = {"title": "Ballots of four weeks", "numbers-0-number": "ballot_days", "numbers-0-value": "28",
          "numbers-1-number": "base_share", "numbers-1-value": "3/4", "reason": "Members *need* time.",
          "step": "done"}  # fmt: skip


def refused(client, data: dict[str, str], sentence: str) -> None:
    answer = client.post("/procedure-changes/new", data=LONGER | data)
    assert answer.status_code == 422
    assert sentence in answer.text, answer.text


def test_what_is_proposed_stands_beside_what_holds_and_what_is_allowed(app, db):
    client = sign_in(app, make_person())
    form = client.get("/procedure-changes/new").text
    assert "a ballot runs (days): now 21, from 1 to 1000" in form
    assert "of the base that must take Yes or No objection (share): now 2/3" in form
    check = client.post("/procedure-changes/new", data=LONGER | {"step": ""}).text
    assert "a ballot runs (days): 21 → 28" in check
    rounded = {"step": "", "numbers-0-value": "٢٨", "numbers-1-value": "0.127"}
    check = client.post("/procedure-changes/new", data=LONGER | rounded).text
    assert ("a ballot runs (days): 21 → 28" in check, "(share): 2/3 → 8/63" in check) == (True, True)
    back = client.post("/procedure-changes/new", data=LONGER | {"step": "back"}).text
    assert len(re.findall(r'name="numbers-\d-value"', back)) == 3


def test_a_number_is_read_in_the_figures_of_any_keyboard():
    days, part = BY_NAME["ballot_days"], next(number for number in TABLE if number.is_share)
    assert [days.read("٢٨"), days.read("２８")] == [28, 28]
    assert [part.read("٠٫٥"), part.read("１／２"), part.read("०.५")] == [0.5] * 3
    with pytest.raises(ValueError, match="“٢ ٨” is no number"):
        days.read("٢ ٨")


def test_how_it_works_has_a_number_apart_from_its_unit(app, db):
    page = app.test_client().get("/how-it-works").text
    row = '<th scope="row">a ballot runs</th><td class="num" data-label="Value">21</td><td>days</td>'
    assert row in page
    assert "21 days</td>" not in page


def test_a_change_goes_from_proposal_to_the_next_version(app, db):
    _desk, members = make_council(2)
    person, member = make_person(), next(iter(members.values()))
    client, council = sign_in(app, person), sign_in(app, member)
    running = make_ballot(members)
    ends = running.closes_at

    assert app.test_client().post("/procedure-changes/new", data=LONGER).status_code == 403
    refused(client, {"numbers-0-value": "0"}, "Give a whole number from 1 to 1000.")
    refused(client, {"numbers-1-value": "5/4"}, "A share is more than 0 and at most 1")
    refused(client, {"numbers-1-value": "1e999999999"}, "is no number")
    refused(client, {"numbers-0-value": "21"}, "this is its value already")
    refused(client, {"numbers-0-value": "6"}, "has to be less than")
    refused(client, {"numbers-1-number": "ballot_days"}, "Choose each number of the procedure once.")
    assert client.post("/procedure-changes/new", data=LONGER).status_code == 302
    page = client.get("/procedure-changes/1").text
    assert "<em>need</em>" in page
    assert "<b>28</b>" in page
    assert "<b>3/4</b>" in page

    asked = {"question": "Shall it?", "days": "28", "step": "done"}
    few = client.post("/procedure-changes/1/moves/call", data=asked)
    assert few.status_code == 403
    assert "once 10 more people support it" in few.text
    for _number in range(10):
        assert sign_in(app, make_person()).post("/procedure-changes/1/moves/support").status_code == 302
    wavers, step = sign_in(app, make_person()), "/procedure-changes/1/moves"
    assert "You do not support it." in wavers.post(f"{step}/end-support").text
    assert wavers.post(f"{step}/support").status_code == 302
    assert "You support it already." in wavers.post(f"{step}/support").text
    assert subject_of("procedure-change", "1").support_count == 11
    assert wavers.post(f"{step}/end-support").status_code == 302
    session.rollback()
    assert subject_of("procedure-change", "1").support_count == 10
    assert wavers.post(f"{step}/end-support").status_code == 403
    assert "Call for consensus" in client.get("/desk").text
    assert client.post("/procedure-changes/1/moves/call", data=asked | {"days": "27"}).status_code == 422
    assert client.post("/procedure-changes/1/moves/call", data=asked).status_code == 302
    own = sign_in(app, list(members.values())[1])
    assert own.post("/procedure-changes/new", data=LONGER | {"title": "My own"}).status_code == 302
    refusal = own.post("/procedure-changes/2/moves/take-on")
    assert (refusal.status_code, "aside here: you proposed this change" in refusal.text) == (403, True)
    assert own.post("/procedure-changes/2/moves/call", data=asked).status_code == 302
    assert council.post("/procedure-changes/2/moves/take-on").status_code == 302, "calling it made nobody responsible"
    assert council.post("/procedure-changes/1/moves/take-on").status_code == 302
    assert client.post("/calls/1/moves/take-position", data={"position": "support"}).status_code == 302
    too_early = council.post("/procedure-changes/1/moves/to-ballot", data={"came_in": "Nothing."})
    assert "is not settled" in too_early.text
    with later(app, 29):
        run_due(by_clock(now()))
        assert council.post("/calls/1/moves/declare", data=DECLARED | {"step": "done"}).status_code == 302
        assert "Put the change to the ballot" in council.get("/desk").text
        assert council.post("/procedure-changes/1/moves/to-ballot", data={"came_in": "Nothing."}).status_code == 302
        for each in members.values():
            path = "/ballots/2/moves/take-position"
            assert sign_in(app, each).post(path, data={"position": "yes", "step": "done"}).status_code == 302
        assert in_force() == 1
    with later(app, 51):
        run_due(by_clock(now()))
        session.rollback()
        assert (in_force(), whole_number("ballot_days"), NUMBERS["ballot_days"]) == (2, 28, 28)
        assert share("base_share") == Fraction(3, 4)
        assert whole_number("ballot_days", running.subject) == 21
        assert running.closes_at == ends
        assert council.post("/issues/new", data=issue_form()).status_code == 302
        assert newest("issue").subject.procedure == 2
        table = client.get("/procedure").text
        assert "P-1" in table
        assert "ballot 2" in table
        for path, words in (("/procedure/2", "What changed"), ("/procedure/1", "from the beginning"),
                            ("/procedure-changes/1", "It made"), ("/ballots/1", "/procedure/1"),
                            ("/procedure-changes/", "Adopted"), ("/how-it-works", "Version 2"),
                            ("/api/v1/procedure-changes/1", '"base_share": 0.75')):  # fmt: skip
            assert words in client.get(path).text, path
        assert client.get("/procedure/3").status_code == 404
        again = council.post("/procedure-changes/new", data=LONGER)
        assert "this is its value already" in again.text
    assert broken_promises() == []


def test_a_called_change_is_due_when_its_call_closes(app, db):
    _desk, members = make_council(1)
    lead, proposer, *_rest = members.values()
    change = called(lead, proposer, {"ballot_days": "28"}, now())
    client = sign_in(app, lead)

    def due():
        session.rollback()
        call = newest("call")
        assert broken_promises() == []
        assert ("call closes" in client.get("/procedure-changes/").text) == (change.subject.due_at is not None)
        return change.subject.due_at == (call.closes_at if call.subject.state == "open" else None)

    assert due()
    extended = client.post("/calls/1/moves/extend", data={"days": "7", "reason": "Holidays."})
    assert extended.status_code == 302, extended.text
    assert due()
    with later(app, 36):
        run_due(by_clock(now()))
        assert (newest("call").subject.state, due()) == ("closed", True)


def test_a_change_may_fail_be_recalled_or_withdrawn_and_waits_for_another(app, db):
    _desk, members = make_council(1)
    lead, proposer, third, *_rest = members.values()
    first, at = to_ballot(members, {"ballot_days": "28"}, now())
    with pytest.raises(NotAllowed, match="P-1; this one comes after it"):
        to_ballot(members, {"ballot_days": "35"}, now())
    BALLOT.commands["recall"](newest("ballot"), reason="By mistake.", by=by(lead, at))
    session.expire_all()
    assert first.subject.state == "called"
    assert session.query(Event).filter(Event.kind == "procedure-change.ballot-recalled").count() == 1
    path = "/procedure-changes/1/moves/"
    assert sign_in(app, third).post(path + "back", data={"reason": "Look again."}).status_code == 403
    assert sign_in(app, lead).post(path + "back", data={"reason": "Look again."}).status_code == 302
    for name, asked in (("revise", LONGER), ("withdraw", {"reason": "No use.", "step": "done"})):
        assert sign_in(app, lead).post(path + name, data=asked).status_code == 403
    revised = sign_in(app, proposer).post(path + "revise", data=LONGER)
    assert revised.status_code == 302, revised.text
    acts = events()
    same = sign_in(app, proposer).post(path + "revise", data=LONGER)
    assert (same.status_code, "Nothing was changed, so nothing was recorded." in same.text) == (422, True)
    assert events() == acts
    other = sign_in(app, proposer).post(path + "revise", data=LONGER | {"reason": "Members *need* more time."})
    assert (other.status_code, events()) == (302, acts + 1)
    gone = sign_in(app, proposer).post(path + "withdraw", data={"reason": "No use.", "step": "done"})
    assert gone.status_code == 302
    rejected, at = to_ballot(members, {"deferral_days": "7"}, now())
    BALLOT.commands["close"](newest("ballot"), by=by_clock(at + timedelta(days=21)))
    assert (rejected.subject.state, in_force()) == ("rejected", 1)


def test_a_chair_who_proposed_a_change_neither_declares_consensus_on_it_nor_puts_it_to_the_ballot(app, db):
    desk, members = make_council(1)
    chair, member, *_rest = members.values()
    seating.name_chair(chair, by=by(desk))
    rows = [{"number": "ballot_days", "value": "28"}]
    change = CHANGE.commands["propose"](title="Longer", numbers=rows, reason="Time.", by=by(chair))
    CHANGE.commands["call"](change, question="Shall it change?", days=28, by=by(chair))
    CALL.commands["take-position"](newest("call"), position="support", by=by(make_person()))
    aside, takes = (
        "aside here: you proposed this change",
        "Become the responsible member: the council chair proposed it",
    )
    declare, said = "/calls/1/moves/declare", DECLARED | {"step": "done"}
    with later(app, 29):
        run_due(by_clock(now()))
        head, other = sign_in(app, chair), sign_in(app, member)
        refused = head.post(declare, data=said)
        assert (refused.status_code, aside in refused.text) == (403, True)
        assert [(declare in page.get("/desk").text, takes in page.get("/desk").text)
                for page in (head, other)] == [(False, False), (False, True)]  # fmt: skip
        assert other.post("/procedure-changes/1/moves/take-on").status_code == 302
        assert takes not in other.get("/desk").text
        assert other.post(declare, data=said).status_code == 302
        for name in ("to-ballot", "back"):
            refused = head.post(f"/procedure-changes/1/moves/{name}", data={"came_in": "Nothing.", "reason": "No."})
            assert (refused.status_code, aside in refused.text) == (403, True), name
        assert "Put the change to the ballot" not in head.get("/desk").text
        assert other.post("/procedure-changes/1/moves/to-ballot", data={"came_in": "Nothing."}).status_code == 302


def test_a_change_that_nobody_leads_as_nobody_chairs_the_council_is_offered_to_its_members(app, db):
    desk, members = make_council(1)
    chair, member, *_rest = members.values()
    seating.name_chair(chair, by=by(desk))
    change = supported(make_person())
    proposer = session.get_one(Person, change.subject.opened_by_id)
    CHANGE.commands["call"](change, question="Shall it change?", days=28, by=by(proposer))
    CALL.commands["take-position"](newest("call"), position="support", by=by(proposer))
    takes = "Become the responsible member: nobody chairs the council"
    declare, said = "/calls/1/moves/declare", DECLARED | {"step": "done"}
    with later(app, 29):
        run_due(by_clock(now()))
        assert (takes in acts_of(member), "Declare what the call found" in acts_of(chair)) == (False, True)
        seating.unseat(min(members), reason="Moved to another post.", by=by(desk))
        assert [takes in acts_of(person) for person in (chair, member, proposer)] == [False, True, False]
        other = sign_in(app, member)
        assert other.post(declare, data=said).status_code == 403
        assert other.post("/procedure-changes/1/moves/take-on").status_code == 302
        assert takes not in acts_of(member)
        assert other.post(declare, data=said).status_code == 302
        assert other.post("/procedure-changes/1/moves/to-ballot", data={"came_in": "Nothing."}).status_code == 302


ASKS = "Call for consensus on the change of the procedure"


def supported(proposer: Person) -> Any:
    """Return a change that enough people support to be called."""
    rows = [{"number": "ballot_days", "value": "28"}]
    change = CHANGE.commands["propose"](title="Longer", numbers=rows, reason="Time.", by=by(proposer))
    for _each in range(10):
        CHANGE.commands["support"](change, by=by(make_person()))
    return change


def asked(change: Any, lead: Person, result: str) -> None:
    """Let everybody be asked on a change, and declare what the call found."""
    at = now()
    CHANGE.commands["call"](change, question="Shall it change?", days=28, by=by(lead, at))
    CALL.commands["take-position"](newest("call"), position="support", by=by(lead, at))
    CALL.commands["close"](newest("call"), by=by_clock(at + timedelta(days=28)))
    CALL.commands["declare"](newest("call"), by=by(lead, at + timedelta(days=28)), **DECLARED | {"result": result})


def test_who_closes_the_account_supports_a_change_no_longer_while_it_is_proposed(app, db):
    proposer = make_person()
    change = supported(proposer)
    gone = session.get_one(Person, session.scalars(select(ChangeSupport.person_id).limit(1)).one())
    session.rollback()
    close_account(app, gone)
    asked = {"question": "Shall it?", "days": "28", "step": "done"}
    few = sign_in(app, proposer).post("/procedure-changes/1/moves/call", data=asked)
    assert (few.status_code, "once 1 more person supports it" in few.text) == (403, True)
    assert subject_of("procedure-change", "1").support_count == 9
    assert gone.actor.handle not in [row.Actor.handle for row in supporters_of(change)]
    last = make_person()
    assert sign_in(app, last).post("/procedure-changes/1/moves/support").status_code == 302
    assert sign_in(app, proposer).post("/procedure-changes/1/moves/call", data=asked).status_code == 302
    close_account(app, last)
    assert subject_of("procedure-change", "1").support_count == 10, "it was called with what it had"


def test_who_left_meanwhile_supports_a_change_no_more_that_is_taken_back(app, db):
    _desk, members = make_council(1)
    lead, proposer, *_rest = members.values()
    change = supported(proposer)
    asked(change, lead, "consensus")
    backers = session.scalars(select(ChangeSupport.person_id).order_by(ChangeSupport.person_id)).all()
    gone = next(number for number in backers if number not in {member.id for member in members.values()})
    close_account(app, session.get_one(Person, gone))
    assert subject_of("procedure-change", "1").support_count == 10
    given = {"reason": "It has to be said anew.", "step": "done"}
    assert sign_in(app, lead).post("/procedure-changes/1/moves/back", data=given).status_code == 302
    assert subject_of("procedure-change", "1").support_count == 9
    assert broken_promises() == []


def test_a_change_with_consensus_that_is_taken_back_can_be_called_again(app, db):
    _desk, members = make_council(1)
    lead, proposer, *_rest = members.values()
    change = supported(proposer)
    asked(change, lead, "consensus")
    assert ASKS not in acts_of(lead)
    back = sign_in(app, lead).post("/procedure-changes/1/moves/back", data={"reason": "Look again."})
    assert back.status_code == 302
    assert [ASKS in acts_of(person) for person in (lead, proposer)] == [True, True]


def test_a_change_without_consensus_is_called_on_no_desk_until_it_is_revised_and_who_leads_rejects_it(app, db):
    _desk, members = make_council(1)
    lead, proposer, third, *_rest = members.values()
    change, path = supported(proposer), "/procedure-changes/1/moves/"
    assert [ASKS in acts_of(person) for person in (lead, proposer, third)] == [True] * 3
    reject = {"reason": "Nobody wants it.", "step": "done"}
    of_lead, of_proposer = sign_in(app, lead), sign_in(app, proposer)
    assert of_lead.post(path + "decline", data=reject).status_code == 403, "nobody leads it"
    asked(change, lead, "divergence")
    for client in (of_proposer, sign_in(app, third)):
        assert client.post(path + "decline", data=reject).status_code == 403
    assert "or reject it" in of_lead.get("/desk").text
    assert of_lead.post(path + "back", data={"reason": "Look again."}).status_code == 302
    assert [ASKS in acts_of(person) for person in (lead, proposer, third)] == [False] * 3
    assert of_proposer.post(path + "revise", data=LONGER).status_code == 302
    assert (ASKS in acts_of(lead), ASKS in acts_of(proposer)) == (True, True)
    assert "only where a call on this text found no consensus" in of_lead.post(path + "decline", data=reject).text
    asked(change, lead, "divergence")
    assert of_lead.post(path + "decline", data={"step": "done"}).status_code == 422
    assert of_lead.post(path + "decline", data=reject).status_code == 302
    page = app.test_client().get("/procedure-changes/1").text
    assert ("rejected the change, on which there was no consensus" in page, "Nobody wants it." in page) == (True, True)
    assert "/appeals/new?decision=" in page
    assert (subject_of("procedure-change", "1").state, broken_promises()) == ("rejected", [])


def test_a_change_with_consensus_is_not_rejected_without_a_ballot_and_one_that_went_back_can_be(app, db):
    _desk, members = make_council(1)
    lead, proposer, *_rest = members.values()
    first, second = supported(proposer), supported(proposer)
    reject, of_lead = {"reason": "Nobody wants it.", "step": "done"}, sign_in(app, lead)
    asked(first, lead, "consensus")
    refused = of_lead.post("/procedure-changes/1/moves/decline", data=reject)
    assert (refused.status_code, "found no consensus" in refused.text) == (403, True)
    asked(second, lead, "divergence")
    assert of_lead.post("/procedure-changes/2/moves/back", data={"reason": "Look again."}).status_code == 302
    deactivate(proposer, reason="", by=by(proposer))
    assert of_lead.post("/procedure-changes/2/moves/decline", data=reject).status_code == 302
    session.rollback()
    assert subject_of("procedure-change", "2").state == "rejected"


numbers = st.fixed_dictionaries({
    "ballot_days": st.integers(22, 60), "early_close_days": st.integers(8, 20), "deferral_days": st.integers(1, 13),
    "call_days": st.integers(15, 40), "late_revision_days": st.integers(8, 20), "lapse_days": st.integers(1, 59),
    "base_share": st.sampled_from(["1/10", "1/2", "3/5", "4/5", "1"]), "group_share": st.sampled_from(["1/3", "1"]),
    "base_groups": st.sampled_from(["1", "3", "5"]),
})  # fmt: skip


@pytest.fixture
def council(app, db):
    return make_council(1)[1]


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(numbers, st.lists(st.sampled_from(["yes", "no-objection", None]), min_size=5, max_size=5))
def test_a_change_leaves_what_is_running_as_it_is(council, changed, positions):
    """Neither end nor rule nor result of a running call, ballot or issue depends on a version made meanwhile."""
    changed = {name: str(value) for name, value in changed.items()}
    known = {name: BY_NAME[name].said(value) for name, value in values_of(in_force()).items()}
    changed = {name: value for name, value in changed.items() if value != known[name]}
    members, at, before = council, now(), in_force()
    ballot = make_ballot(members)
    for member, value in zip(members.values(), positions, strict=True):
        if value:
            BALLOT.commands["take-position"](ballot, position=value, by=by(member))
    issue = ISSUE.commands["file"](by=by(make_person()), **{k: v for k, v in issue_form().items() if k != "step"})
    ISSUE.commands["ask"](issue, question="Where?", by=by(session.get_one(type(next(iter(members.values()))),
                                                                        issue.assigned_id)))  # fmt: skip
    call = open_call(issue.subject, kind="question", question="Ready?", closes_at=at + timedelta(days=100),
                     by=by(next(iter(members.values()))))  # fmt: skip
    ends, result = ballot.closes_at, counted(tally_seats(ballot, at), ballot.rule, before)
    lapses = issue.subject.state_since + timedelta(days=whole_number("lapse_days", issue.subject))
    restarted = whole_number("call_days", call.subject)

    adopt(members, changed, at)
    session.expire_all()
    assert in_force() == before + 1
    assert {row.name: values_of(before)[row.name] for row in TABLE} == {
        row.name: BY_NAME[row.name].read(known[row.name]) for row in TABLE
    }
    assert {thing.subject.procedure for thing in (ballot, issue, call)} == {before}
    assert (ballot.closes_at, call.closes_at) == (ends, at + timedelta(days=100))
    assert counted(tally_seats(ballot, at), ballot.rule, ballot.subject.procedure) == result
    due = [[each.id for each in issues_to_lapse(lapses + timedelta(seconds=s))] for s in (-1, 1)]
    assert [issue.id in found for found in due] == [False, True]
    BALLOT.commands["defer"](ballot, reason="Away.", by=by(next(iter(members.values()))))
    assert ballot.closes_at == ends + timedelta(days=values_of(before)["deferral_days"])
    assert ballot.id in [each.id for each in ballots_to_close(ballot.closes_at)]
    CALL.commands["start-anew"](call, why="It changed.", by=by_clock(at))
    assert call.closes_at == at + timedelta(days=restarted)
    BALLOT.commands["recall"](ballot, reason="Done.", by=by_clock(at))
    opened = open_call(issue.subject, kind="question", question="Again?", closes_at=at + timedelta(days=300),
                       by=by(next(iter(members.values()))))  # fmt: skip
    assert opened.subject.procedure == before + 1
    assert whole_number("call_days", opened.subject) == whole_number("call_days")
    assert session.query(Subject).filter(Subject.procedure > in_force()).count() == 0
    assert subject_of("call", opened.subject.ref) is opened.subject


def test_what_was_opened_before_keeps_its_target_and_its_time_for_appeals(council):
    """The target of the clearing house and the months of an appeal are of the version that the issue runs under."""
    filer, at = make_person(), now()

    def filed(at: datetime) -> Any:
        given = {k: v for k, v in issue_form().items() if k != "step"}
        return ISSUE.commands["file"](by=by(filer, at), **given)

    def accepted_until(issue: Any, at: datetime) -> datetime:
        member = session.get_one(Person, issue.assigned_id)
        ISSUE.commands["accept"](issue, reason="In scope.", by=by(member, at))
        until = next(entry for entry in entries_of(issue.id) if entry.kind == "issue.accept").appeal_until
        return until.replace(microsecond=0)

    old = filed(at)
    after = adopt(council, {"triage_days": "3", "appeal_months": "1"}, at) + timedelta(days=1)
    new = filed(after)
    assert (old.subject.procedure + 1, whole_number("triage_days")) == (new.subject.procedure, 3)
    for issue, late in ((old, []), (new, [new.id])):
        waited = issue.subject.state_since + timedelta(days=10)
        assert [row.id for row in queue(QueueFilters(late="1"), waited) if row.id == issue.id] == late
    assert accepted_until(old, after) == end_of_day(months_after(after, 2))
    assert accepted_until(new, after) == end_of_day(months_after(after, 1))


def test_sentences_say_the_numbers_of_the_version_that_they_are_about(app, db):
    """How it works says what is in force; the pages, forms and refusals of a ballot what that ballot runs under."""
    desk, members = make_council(2)
    member = sign_in(app, next(iter(members.values())))
    old = make_ballot(members)
    before = member.get("/how-it-works/ballot").text
    assert "it runs 21 days" in before
    adopt(members, {"ballot_days": "28", "deferral_days": "20", "early_close_days": "9", "base_share": "3/4"}, now())
    new = make_ballot(members)
    for path, words in (("/how-it-works/ballot", "it runs 28 days"), ("/how-it-works/ballot", "Defer by 20 days"),
                        ("/how-it-works", "28")):  # fmt: skip
        page = member.get(path).text
        assert words in page
        assert "the procedure began with" not in page
    assert old.subject.procedure + 1 == new.subject.procedure == 2
    for ballot, days_more in ((old, 14), (new, 20)):
        path = f"/ballots/{ballot.subject.ref}"
        for reader in (member, app.test_client()):
            page = reader.get(path).text
            assert re.findall(r"Defer by (\d+) days", page) == [str(days_more)]
            moves = reader.get(f"/api/v1{path}").json["moves"]
            assert f"Defer by {days_more} days" in [move["label"] for move in moves]
        assert f"Defer by {days_more} days" in member.get(f"{path}/moves/defer").text
        done = member.post(f"{path}/moves/defer", data={"reason": "Away.", "step": "done"}, follow_redirects=True)
        assert f"It was deferred once, by {days_more} days." in done.text
        assert "deferred the ballot" in done.text
    seating.name_chair(next(iter(members.values())), by=by(desk))
    for ballot, least in ((old, 7), (new, 9)):
        early = member.post(f"/ballots/{ballot.subject.ref}/moves/close-early", data={"step": "done"})
        assert f"A ballot closes early after {least} days at the soonest." in early.text


def test_a_change_whose_numbers_another_one_has_set_meanwhile_goes_to_no_call_and_no_ballot(app, db):
    _desk, members = make_council(1)
    lead, proposer, *_rest = members.values()
    first, at = to_ballot(members, {"ballot_days": "28"}, now())
    BALLOT.commands["recall"](newest("ballot"), reason="By mistake.", by=by(lead, at))
    at = adopt(members, {"ballot_days": "28", "deferral_days": "7"}, at)
    path, ready = "/procedure-changes/1/moves/to-ballot", {"came_in": "Nothing.", "step": "done"}
    with later(app, 60):
        acts = events()
        late = sign_in(app, lead).post(path, data=ready)
        assert (late.status_code, "Another change has set its numbers already." in late.text) == (422, True)
        assert "Take it back to discussion, and revise it." in late.text
        assert events() == acts
        back = path.replace("to-ballot", "back")
        assert sign_in(app, lead).post(back, data={"reason": "It is done."}).status_code == 302
        asked = {"question": "Shall it?", "days": "28", "step": "done"}
        anew = sign_in(app, lead).post(path.replace("to-ballot", "call"), data=asked)
        assert (anew.status_code, "Another change has set its numbers already." in anew.text) == (422, True)
        assert "Take it back to discussion" not in anew.text
        gone = {"reason": "It is done.", "step": "done"}
        assert sign_in(app, proposer).post(back.replace("back", "withdraw"), data=gone).status_code == 302
    session.rollback()
    assert (first.subject.state, in_force()) == ("withdrawn", 2)
