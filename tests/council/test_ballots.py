"""Ballots through the front door: success and refusal together."""

import re
from threading import Barrier, Thread

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from igtf.core.clock import now
from igtf.core.db import session, writing
from igtf.core.errors import Invalid, NotAllowed, Refusal, WrongState
from igtf.core.workflow import WORKFLOWS
from igtf.council import commands, seating, tally
from igtf.council.counting import counted, rule_in, seats_again
from igtf.council.models import Ballot, BallotPosition, BallotSeat
from igtf.council.opening import open_ballot
from igtf.council.queries import tally_seats
from igtf.discussion.models import Follow
from igtf.issues.models import TwoStep
from igtf.people.roles import end_role, give_role
from igtf.record.by import by_clock
from igtf.record.due import run_due
from igtf.record.models import CLOCK_ID, Event, Subject
from igtf.record.values import FIRST
from tests.council.councils import issues_object, make_ballot, make_council, make_issue
from tests.factories import by, later, mails_to, make_person, sign_in, stations

YES = {"position": "yes", "step": "done"}


def state_by_id(subject_id: int) -> str:
    session.rollback()
    return session.query(Subject.state).filter(Subject.id == subject_id).scalar()


def test_two_objections_of_different_groups_open_a_ballot(app, db):
    _secretariat, members = make_council()
    first, second, third, *_rest = members.values()
    issue = make_issue(first)
    issues_object(issue, second)
    assert session.query(Ballot).count() == 0
    issues_object(issue, third)
    ballot = session.query(Ballot).one()
    assert (ballot.purpose, ballot.rule, ballot.subject.state) == ("two-step", "half", "open")
    assert session.query(BallotSeat).filter(BallotSeat.holder_id.is_not(None)).count() == 5
    assert session.query(BallotSeat).count() == 42
    with pytest.raises(Invalid, match="open already"):
        open_ballot(issue.subject, purpose="two-step", question="Again?", by=by(first))
    page = app.test_client().get(f"/ballots/{ballot.subject.ref}")
    assert page.status_code == 200
    assert b"What would pass it" in page.data


def test_the_rule_opens_the_ballot_and_names_the_objections(app, db):
    _secretariat, members = make_council()
    first, second, third, fourth, _fifth = members.values()
    make_issue(first)
    url, given = "/issues/1/moves/object", {"reason": "It is about the Internet."}
    assert "Ballot 1: Open." not in sign_in(app, second).post(url, data=given, follow_redirects=True).text
    late, opens = (
        sign_in(app, fourth),
        "With your objection the proposal is stopped: a ballot of the council opens on it.",
    )
    assert opens not in sign_in(app, second).get(url).text
    assert opens in sign_in(app, third).get(url).text
    revision = re.findall(r'name="revision" value="(\d+)"', late.get(url).text)[-1]
    done = sign_in(app, third).post(url, data=given, follow_redirects=True)
    assert '<a href="/ballots/1">Ballot 1: Open.</a>' in done.text
    assert "the council" in re.search(r"Told: [^<]*", done.text)[0]
    told = [" ".join(mail.text.partition("\n\n")[0].split()) for mail in mails_to(app, fourth.actor.handle)]
    assert sum("objected to the pending proposal" in first for first in told) == 1, "not the one that opened it"
    assert sum("opened the ballot" in first for first in told) == 1
    for form in (given | {"revision": revision}, given):  # the reason wins over a stale form
        again = late.post(url, data=form)
        assert (again.status_code, "The proposal is stopped already" in again.text) == (403, True)
    page = app.test_client().get("/ballots/1").text
    assert f"{third.actor.name}</a> opened the ballot" not in page
    opened = session.query(Event).filter(Event.kind == "ballot.open").one()
    assert (opened.actor_id, session.query(Follow).filter_by(subject_id=opened.subject_id).count()) == (CLOCK_ID, 0)
    for objector in (second, third):
        assert f"@{objector.actor.handle}" in page


def test_objections_count_for_the_groups_of_the_seats_and_not_of_the_hats(app, db):
    secretariat, members = make_council(2)
    make_issue(members[1])
    url, colleague = "/issues/1/moves/object", members[29]
    hat = {"stakeholder_group": "technical", "capacity": "personal"}
    clients = {person.id: sign_in(app, person) for person in (members[28], colleague, secretariat, members[23])}
    for person in (colleague, secretariat):
        assert clients[person.id].post("/account/hat", data=hat).status_code == 302
    for person in (members[28], colleague, secretariat):
        given = {"reason": "It is about the Internet.", "hat": by(person).hat_id}
        assert clients[person.id].post(url, data=given).status_code == 302
        session.rollback()
        assert session.query(Ballot).count() == 0, "one stakeholder group stops nothing, nor does who holds no seat"
    assert clients[members[23].id].post(url, data={"reason": "It is."}).status_code == 302
    session.rollback()
    assert session.query(Ballot).one().subject.state == "open"


def test_a_position_is_checked_then_counts_and_may_be_changed(app, db):
    _secretariat, members = make_council()
    ballot = make_ballot(members)
    url, member = f"/ballots/{ballot.subject.ref}/moves/take-position", members[1]
    outsider = sign_in(app, make_person()).post(url, data=YES)
    assert outsider.status_code == 403
    assert b"holders of the seats" in outsider.data
    assert app.test_client().post(url, data=YES).status_code == 403
    desk = sign_in(app, member)
    check = desk.post(url, data={"position": "yes"})
    assert check.status_code == 200
    assert b"Record my position: Yes" in check.data
    assert session.query(BallotPosition).count() == 0
    bare = desk.post(url, data={"position": "abstain", "step": "done"})
    assert bare.status_code == 422
    assert b"Say why you abstain" in bare.data
    for value in ("block", "discuss"):
        assert desk.post(url, data={"position": value, "text": "No.", "ground": "procedure"}).status_code == 422
    given = {"position": "abstain", "text": "Too short.", "step": "done"}
    assert desk.post(url, data=given | {"once": "a"}).status_code == 302
    assert desk.post(url, data=given | {"once": "a"}).status_code == 302
    assert desk.post(url, data=given | {"once": "b"}).status_code == 422
    page = desk.get(f"/ballots/{ballot.subject.ref}")
    assert b"Standing Discusses" not in page.data
    assert b"You took the position: Abstain." in page.data
    held = re.findall(r'value="(\w+)" (?:checked|selected)|<(?:input|option) (?:checked|selected)[^>]* value="(\w+)"',
                      page.text)  # fmt: skip
    assert "abstain" in {a or b for a, b in held}, "the form begins with the position that is held"
    assert "Too short.</textarea>" in page.text
    assert desk.post(url, data=YES).status_code == 302
    session.rollback()
    assert [p.value for p in session.query(BallotPosition)] == ["yes"]
    assert session.query(Event).filter(Event.kind == "ballot.take-position").count() == 2


def test_what_nothing_stops_has_a_no_and_no_discuss(app, db):
    _secretariat, members = make_council()
    ballot = make_ballot(members)
    url, desk = f"/ballots/{ballot.subject.ref}", sign_in(app, members[1])
    page = desk.get(url).text
    for value, offered in (("yes", True), ("no-objection", True), ("no", True), ("abstain", True), ("discuss", False)):
        assert (f'value="{value}"' in page) == offered, value
    assert 'name="ground"' not in page
    assert "Discuss or a Block" not in page
    refused = desk.post(f"{url}/moves/second", data={"seat": "28", "step": "done"})
    assert (refused.status_code, "a No says no" in refused.text) == (403, True)
    for member in list(members.values())[:4]:
        commands.take_position(ballot, position="yes", by=by(member))
    assert desk.post(f"{url}/moves/take-position", data={"position": "no", "step": "done"}).status_code == 302
    page = desk.get(url).text
    assert "Standing Discusses" not in page
    assert "from No to No objection" in page, "it counts against in its group"
    with later(app, 21):
        run_due(by_clock(now()))
    assert state_by_id(ballot.id) == "failed"


def test_the_clock_closes_counts_and_carries_out(app, db):
    _secretariat, members = make_council()
    ballot = make_ballot(members)
    for member in list(members.values())[:3]:
        commands.take_position(ballot, position="yes", by=by(member))
    with later(app, 20.9):
        assert run_due(by_clock(now())) == 1, "the reminder"
        assert run_due(by_clock(now())) == 0
        with pytest.raises(NotAllowed):
            commands.close(ballot, by=by_clock(now()))
    with later(app, 21):
        late = sign_in(app, members[28]).post(f"/ballots/{ballot.subject.ref}/moves/take-position", data=YES)
        assert late.status_code == 403
        assert b"has run out" in late.data
        assert run_due(by_clock(now())) == 1
        assert run_due(by_clock(now())) == 0
        with pytest.raises(WrongState):
            commands.close(ballot, by=by_clock(now()))
        with pytest.raises(WrongState):
            commands.take_position(ballot, position="yes", by=by(members[28]))
    assert state_by_id(ballot.id) == "failed"  # three of five, but two groups gave nothing
    assert state_by_id(ballot.decides_on_id) == "submitted"
    assert session.query(TwoStep.state).scalar() == "dropped"
    page = app.test_client().get(f"/ballots/{ballot.subject.ref}").text
    assert "Failed" in page
    assert stations(page) == {}, "the ballot ended, and what it was about goes on"


def test_a_pass_carries_the_proposal_out_and_may_close_early(app, db):
    secretariat, members = make_council()
    ballot = make_ballot(members)
    chair, opener = members[1], members[28]
    seating.name_chair(chair, by=by(secretariat))
    url = f"/ballots/{ballot.subject.ref}/moves/close-early"
    for member in members.values():
        commands.take_position(ballot, position="no-objection", by=by(member))
    assert b"7 days at the soonest" in sign_in(app, chair).post(url, data={"step": "done"}).data
    with later(app, 8):
        assert sign_in(app, opener).post(url, data={"step": "done"}).status_code == 403  # an objector leads nothing
        assert sign_in(app, chair).post(url, data={"step": "done"}).status_code == 302
    assert state_by_id(ballot.id) == "passed"
    assert state_by_id(ballot.decides_on_id) == "out-of-scope"
    assert sign_in(app, chair).post(url, data={"step": "done"}).status_code == 409


BROUGHT_ABOUT = {
    "draft": ("approve", "return"), "appeal": ("uphold", "deny"), "ballot": ("set-aside",),
    "group": ("charter", "recharter", "charter-fails", "approve-after-refusal"),
    "issue": ("decline", "agree-referral", "find-no-body"), "procedure-change": ("adopt", "reject"),
    "recall": ("end-term", "keep"),
}  # fmt: skip
"""The moves that the end of a ballot brings about."""


def test_what_follows_from_a_ballot_is_said_in_a_sentence(built):
    for kind, moves in BROUGHT_ABOUT.items():
        for name in moves:
            said = str(WORKFLOWS[kind].move_by_name[name].then)
            assert (said[-1:], len(said.split()) > 4) == (".", True), (kind, name)


def test_early_closing_waits_for_every_seat(app, db):
    secretariat, members = make_council()
    ballot = make_ballot(members)
    seating.name_chair(members[1], by=by(secretariat))
    with later(app, 8):
        refused = sign_in(app, members[1]).post(
            f"/ballots/{ballot.subject.ref}/moves/close-early", data={"step": "done"}
        )
        assert refused.status_code == 403
        assert b"every seat of the base has a position" in refused.data


def test_a_ballot_is_deferred_once(app, db):
    _secretariat, members = make_council()
    ballot = make_ballot(members)
    closes = ballot.closes_at
    url, answer = (
        f"/ballots/{ballot.subject.ref}/moves/defer",
        {"reason": "More time to read.", "step": "done"},
    )
    assert sign_in(app, make_person()).post(url, data=answer).status_code == 403
    assert sign_in(app, members[28]).post(url, data=answer).status_code == 302
    again = sign_in(app, members[33]).post(url, data=answer)
    assert again.status_code == 403
    assert b"deferred once" in again.data
    session.rollback()
    assert (ballot.closes_at - closes).days == 14
    with later(app, 34):
        assert run_due(by_clock(now())) == 1, "the reminder"
        assert run_due(by_clock(now())) == 0
    with later(app, 35):
        assert run_due(by_clock(now())) == 1


def test_a_recall_ends_it_without_a_count(app, db):
    secretariat, members = make_council()
    ballot = make_ballot(members)
    seating.name_chair(members[1], by=by(secretariat))
    url, answer = (
        f"/ballots/{ballot.subject.ref}/moves/recall",
        {"reason": "Opened by mistake.", "step": "done"},
    )
    assert sign_in(app, members[38]).post(url, data=answer).status_code == 403
    assert sign_in(app, members[28]).post(url, data=answer).status_code == 403  # an objector would decide alone
    with writing():
        give_role(members[28].id, "council-chair", at=now())
    alone = sign_in(app, members[28]).post(url, data=answer)
    assert (alone.status_code, "aside here: you objected to what was proposed" in alone.text) == (403, True)
    with writing():
        end_role(members[28].id, "council-chair", at=now())
    assert sign_in(app, members[1]).post(url, data=answer).status_code == 302
    assert state_by_id(ballot.id) == "recalled"
    assert session.query(TwoStep.state).scalar() == "dropped"
    assert b"when it was recalled" in app.test_client().get(f"/ballots/{ballot.subject.ref}").data


def test_who_belongs_to_an_addressee_is_recused(app, db):
    secretariat, members = make_council()
    insider = make_person(organisation="Exemplar  Union")
    seating.seat(29, insider, by=by(secretariat))
    subject, addressees = make_issue(members[1]).subject, ["exemplar union"]
    ballot = open_ballot(subject, purpose="two-step", question="Shall it?", by=by(members[1]), addressees=addressees)
    refused = sign_in(app, insider).post(f"/ballots/{ballot.subject.ref}/moves/take-position", data=YES)
    assert refused.status_code == 403
    assert b"You are recused" in refused.data
    assert counted(tally_seats(ballot, now()), ballot.rule, 1)["base"] == 5
    commands.take_position(ballot, position="yes", by=by(members[1]))
    commands.take_position(ballot, position="recuse", text="I wrote it.", by=by(members[28]))
    assert counted(tally_seats(ballot, now()), ballot.rule, 1)["base"] == 4
    reader, said = app.test_client(), "1 of 4 seats of the base have a position"
    listed, page = reader.get("/ballots/").text, reader.get(f"/ballots/{ballot.subject.ref}").text
    assert (said in listed, said in page, ">1 position " in reader.get("/council/").text) == (True, True, True)
    with later(app, 30):
        run_due(by_clock(now()))
        assert said in reader.get("/ballots/").text


def test_a_successor_inherits_and_a_seat_without_one_leaves_the_base(app, db):
    secretariat, members = make_council()
    ballot = make_ballot(members)
    commands.take_position(ballot, position="yes", by=by(members[28]))
    seating.unseat(28, reason="Resigned.", by=by(secretariat))
    assert counted(tally_seats(ballot, now()), ballot.rule, 1)["base"] == 4
    with pytest.raises(NotAllowed):
        commands.take_position(ballot, position="abstain", text="Gone.", by=by(members[28]))
    successor = make_person()
    seating.seat(28, successor, by=by(secretariat))
    seats = tally_seats(ballot, now())
    assert counted(seats, ballot.rule, 1)["base"] == 5
    assert next(seat for seat in seats if seat.number == 28).position == "yes"
    page = app.test_client().get(f"/ballots/{ballot.subject.ref}").text
    assert f"inherited from {members[28].actor.name}" in page
    commands.take_position(ballot, position="no-objection", by=by(successor))
    newcomer = make_person()
    seating.seat(29, newcomer, by=by(secretariat))
    with pytest.raises(NotAllowed, match="was vacant"):
        commands.take_position(ballot, position="yes", by=by(newcomer))


def test_a_withdrawn_proposal_leaves_the_ballot_without_consequence(app, db):
    _secretariat, members = make_council()
    ballot = make_ballot(members)
    from igtf.issues import commands as issues
    from igtf.issues.models import Issue

    issues.withdraw_proposal(session.get(Issue, ballot.decides_on_id), reason="Convinced.", by=by(members[1]))
    assert state_by_id(ballot.id) == "recalled"
    with later(app, 21):
        assert run_due(by_clock(now())) == 0
    assert state_by_id(ballot.decides_on_id) == "submitted"


def test_pages_say_what_is_missing_and_how_it_begins(app, db):
    client = app.test_client()
    for path, words in (("/council/", b"No ballot is open"), ("/ballots/", b"No ballot here")):
        page = client.get(path)
        assert page.status_code == 200
        assert words in page.data
    assert client.get("/ballots/7").status_code == 404
    _secretariat, members = make_council()
    make_ballot(members)
    assert b"Missing:" in client.get("/council/").data
    assert "0 of 5 seats of the base have a position" in client.get("/ballots/?purpose=two-step&state=open").text


@pytest.fixture
def members(db):
    """Return who sits where on a council, one for all examples of a test."""
    return make_council()[1]


@given(data=st.data())
@settings(max_examples=6, suppress_health_check=list(HealthCheck))
def test_the_order_of_positions_does_not_change_the_count(app, members, data):
    values = st.sampled_from(["yes", "no-objection", "no", "abstain"])
    final = {seat: data.draw(values) for seat in members}
    results = []
    for _round in range(2):
        ballot = make_ballot(members)
        for seat in data.draw(st.permutations(sorted(members))):
            for value in dict.fromkeys((data.draw(values), final[seat])):
                commands.take_position(
                    ballot, position=value, ground="procedure", text="Because.", by=by(members[seat])
                )
            if (
                session.query(BallotPosition.value).filter_by(ballot_id=ballot.id, seat_number=seat).scalar()
                != final[seat]
            ):
                commands.take_position(
                    ballot, position=final[seat], ground="procedure", text="Because.", by=by(members[seat])
                )
        with later(app, 22):
            commands.close(ballot, by=by_clock(now()))
        session.refresh(ballot)
        results.append(ballot.result)
    assert results[0] == results[1]
    frozen = results[0]
    again = tally.result(seats_again(frozen), rule_in(frozen["rule"], FIRST))
    assert (again.passes, again.base) == (frozen["passes"], frozen["base"])
    assert {s["number"]: s["position"] for s in frozen["seats"] if s["filled"]} == final


def at_once(app, *acts):
    """Run each act in its own thread and context at the same moment; return the refusals."""
    gate, refused = Barrier(len(acts)), []

    def run(act):
        with app.app_context():
            ballot = session.query(Ballot).one()
            assert ballot.deferred_by_id is None
            gate.wait()
            try:
                act(ballot)
            except Refusal as refusal:
                refused.append(refusal)

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused


def test_members_who_act_at_once_do_not_undo_each_other(app, db):
    _secretariat, members = make_council()
    ballot = make_ballot(members)
    closes, acts = ballot.closes_at, {seat: by(member) for seat, member in members.items()}
    refused = at_once(app, *(lambda b, a=act: commands.defer(b, reason="Time.", by=a) for act in acts.values()))
    assert len(refused) == len(acts) - 1
    session.rollback()
    assert (ballot.closes_at - closes).days == 14
    session.query(Ballot).update({"deferred_by_id": None})
    session.commit()
    assert not at_once(app, *(lambda b, a=a: commands.take_position(b, position="yes", by=a) for a in acts.values()))
    session.rollback()
    assert session.query(BallotPosition).count() == len(acts)
    same = at_once(app, *(lambda b: commands.take_position(b, position="no-objection", by=acts[1]) for _ in range(3)))
    assert len(same) == 2
