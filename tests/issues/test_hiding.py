"""Hiding an issue in any open state outside a group, and showing it again where it was."""

import re
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from igtf.core.clock import now
from igtf.core.db import session
from igtf.core.errors import NotAllowed
from igtf.discussion.commands import comment
from igtf.issues.models import Issue
from igtf.issues.states import ISSUE
from igtf.notice.worker import work_once
from igtf.record.by import By, by_clock
from igtf.record.due import run_due
from igtf.record.models import Subject
from igtf.record.moves import perform
from igtf.routing.models import Contact, Statement
from igtf.routing.states import STATEMENT
from tests.appeals.house import House, appealed, decision, state, upheld
from tests.appeals.test_annulling import REFERRAL, SOURCE, proposed
from tests.factories import broken_promises, issue_form, later, mails_to, make_person, sign_in
from tests.inventory.addresses import paths
from tests.routing.acts import make_body, name_contact

WORD = "Zanzibarium"


def state_now() -> tuple[str, str]:
    session.rollback()
    row = session.execute(select(Subject.state, Subject.phase).where(Subject.kind == "issue")).one()
    return row.state, row.phase


@pytest.fixture
def scene(app, db):
    """Return clients of who filed issue 1, of its assigned member, and of a moderator."""
    filer, member = make_person("ines"), make_person("otso", roles=("council",))
    client = sign_in(app, filer)
    assert client.post("/issues/new", data=issue_form(title=f"{WORD} for sale")).status_code == 302
    return client, sign_in(app, member), sign_in(app, make_person("judge", roles=("moderator",)))


def test_an_issue_is_shown_again_in_the_state_it_was_hidden_in(app, scene):
    client, member, judge = scene
    reader, given = app.test_client(), {"reason": "It names a person."}
    member.post("/issues/1/moves/accept", data={"reason": "In scope."})
    member.post("/issues/1/moves/propose-decline", data={"reason": "Out of scope."})
    for refused in (member, client):
        assert refused.post("/issues/1/moves/hide", data=given).status_code == 403
    assert judge.post("/issues/1/moves/show-again", data=given).status_code == 409
    assert judge.post("/issues/1/moves/hide", data=given).status_code == 302
    assert state_now() == ("hidden", "closed")
    assert reader.get("/issues/1").status_code == 410
    assert 'href="/issues/1"' not in reader.get(f"/search?q={WORD}").text
    for who, status in ((client, 403), (member, 410)):  # its filer reads it, nobody else does
        assert who.post("/issues/1/moves/show-again", data=given).status_code == status
    assert "What was hidden is shown again by a moderator." in client.get("/issues/1").text
    assert judge.post("/issues/1/moves/show-again", data={"reason": ""}).status_code == 422
    assert judge.post("/issues/1/moves/show-again", data={"reason": "The name is gone."}).status_code == 302
    assert state_now() == ("open", "work")
    assert "The name is gone." in reader.get("/issues/1").text
    assert 'href="/issues/1"' in reader.get(f"/search?q={WORD}").text
    assert member.post("/issues/1/moves/propose-decline", data={"reason": "Still."}).status_code == 302
    mail = next(mail for mail in mails_to(app, "ines") if "Your issue is shown again" in mail.subject)
    assert "Its state now: Open. A proposal that was pending has fallen." in " ".join(mail.text.split())
    assert broken_promises() == []


def test_who_was_asked_has_the_whole_time_again(app, scene):
    client, member, _judge = scene
    moderator = make_person(roles=("moderator",))
    assert member.post("/issues/1/moves/ask", data={"question": "Where?"}).status_code == 302
    with later(app, 50):
        judge = sign_in(app, moderator)
        assert judge.post("/issues/1/moves/hide", data={"reason": "Spam."}).status_code == 302
        assert judge.post("/issues/1/moves/show-again", data={"reason": "It is none."}).status_code == 302
    with later(app, 70):
        run_due(by_clock(now()))
        assert state_now()[0] == "needs-information"
    with later(app, 111):
        run_due(by_clock(now()))
        assert state_now()[0] == "lapsed"
        assert sign_in(app, moderator).post("/issues/1/moves/hide", data={"reason": "Spam."}).status_code == 409
    assert client.get("/issues/1").status_code == 200


def due(thing: Issue) -> datetime | None:
    session.rollback()
    return session.scalars(select(Subject.due_at).where(Subject.id == thing.id)).one()


def referred(house: House) -> tuple[Issue, Statement]:
    """Return an issue that was referred to a body, and the statement that asks it."""
    name_contact(make_body(), house.desk)
    issue = house.issue(title=f"{WORD} for sale")
    house.do(house.person(issue.assigned_id), "issue", "accept", issue, reason="In scope.")
    proposed(house, issue, "propose-referral", deadline=(house.at + timedelta(days=40)).date(), **REFERRAL)
    statement = house.newest("statement")
    house.do(house.chairman, "statement", "approve", statement)
    house.do(house.desk, "statement", "send", statement, channel="mail")
    assert due(issue) == due(statement) is not None
    return issue, statement


def stopped_by_others(house: House, issue: Issue) -> None:
    """Let members object until what is proposed for an issue is stopped."""
    for person in house.council[1:]:
        if not ISSUE.facts(house.by(person), issue).stopped:
            house.do(person, "issue", "object", issue, reason="They can.")


def says_due(app: Flask, issue: Issue) -> tuple[bool, bool]:
    """Return whether the page of an issue says when an answer is due, and when a proposal takes effect."""
    page = app.test_client().get(f"/issues/{issue.subject.ref}").text
    return "answer due <time" in page, "proposal takes effect <time" in page


@pytest.mark.parametrize("ending", ["withdrawn", "stopped", "agreed"])
def test_a_referred_issue_waits_for_the_answer_again_when_a_proposal_ends(app, db, ending):
    house = House()
    issue, statement = referred(house)
    if ending == "agreed":
        proposed(house, issue, "propose-referral", deadline=(house.at + timedelta(days=90)).date(), **REFERRAL)
    else:
        finding = {"reason": "No.", "bodies": [{"body": "ITU", "reason": "No."}]}
        house.do(house.member, "issue", "propose-finding", issue, **finding)
        assert due(issue) != due(statement), "until it takes effect"
        assert says_due(app, issue) == (False, True)
    if ending == "withdrawn":
        house.do(house.member, "issue", "withdraw-proposal", issue, reason="They can.")
    if ending == "stopped":
        stopped_by_others(house, issue)
    assert (state(issue), due(issue)) == ("referred", due(statement))
    assert says_due(app, issue) == (True, False), "no ballot takes effect on the day of the answer"


@pytest.mark.parametrize("by_appeal", [False, True])
@pytest.mark.parametrize("moved", [False, True])
def test_a_referred_issue_has_the_day_of_the_answer_again(app, db, by_appeal, moved):
    house = House()
    issue, statement = referred(house)
    first = due(issue)
    judges = [make_person(roles=("moderator",)) for _each in range(4)]
    house.do(house.member, "issue", "propose-finding", issue, reason="No.", bodies=[{"body": "ITU", "reason": "No."}])
    house.do(judges[0], "issue", "hide", issue, reason="Spam.")
    later_day = (house.at + timedelta(days=60)).date()
    proposed = {"deadline": later_day, "reason": "Our plenary."}
    contact = By(session.scalars(select(Contact.actor_id)).one(), house.at)
    with pytest.raises(NotAllowed, match="no answer is waited for"):
        perform(STATEMENT, "propose-date", statement, proposed, by=contact)
    if by_appeal:
        upheld(house, decision("issue.hide"))
    else:
        house.do(judges[1], "issue", "show-again", issue, reason="It is none.")
    if moved:
        perform(STATEMENT, "propose-date", statement, proposed, by=contact)
        assert due(statement) > first
    assert (state(issue), due(issue)) == ("referred", due(statement))
    assert broken_promises() == []
    house.do(judges[0], "issue", "hide", issue, reason="Spam.")
    house.tick(160)
    house.do(house.desk, "statement", "close", statement, evidence="")
    house.do(judges[1], "issue", "show-again", issue, reason="It is none.")
    assert (state(issue), due(issue)) == ("referred", None), "nobody is asked any more"


def everywhere(house: House) -> Issue:
    """Return an issue that was referred, and that other issues, a draft, a group, an appeal and a ballot are about."""
    name_contact(make_body(), house.desk)
    issue, other = house.issue(title=f"{WORD} for sale", description=f"Buy {WORD}"), house.issue()
    house.do(house.person(issue.assigned_id), "issue", "accept", issue, reason="In scope.")
    house.do(house.filer, "issue", "relate", other, relation="depends-on", other=int(issue.subject.ref))
    comment(issue.subject, text=f"{WORD}?", by=house.by(house.appellant))
    source = SOURCE.format(name=house.filer.actor.name, issue=issue.subject.ref)
    house.do(house.filer, "draft", "submit", name="lamps", source=source, note="")
    proposed(house, issue, "propose-referral", deadline=(house.at + timedelta(days=40)).date(), **REFERRAL)
    statement = house.newest("statement")
    house.do(house.chairman, "statement", "approve", statement)
    house.do(house.desk, "statement", "send", statement, channel="mail")
    appealed(house, decision("issue.accept"))
    house.do(house.member, "issue", "propose-finding", issue, reason="No.", bodies=[{"body": "ITU", "reason": "No."}])
    stopped_by_others(house, issue)
    return issue


def test_what_is_hidden_late_stays_only_in_what_the_council_and_a_body_were_asked(app, db):
    house = House()
    issue = everywhere(house)
    assert house.newest("ballot").subject.phase != "closed"
    house.do(make_person(roles=("moderator",)), "issue", "hide", issue, reason="Spam.")
    work_once(app)
    assert broken_promises() == []
    readers = app.test_client(), sign_in(app, make_person("reader")), sign_in(app, house.member)
    asked = {path for _name, path in paths(app, "GET") if path not in ("/sign-out",)}
    found = {path for path in asked for reader in readers if WORD.encode() in reader.get(path).data}
    asked_of_the_council = {"/ballots/", "/ballots/1", "/ballots/1/seats/1", "/ballots/1/people", "/ballots/1.csl.json",
                            "/api/v1/ballots",
                            "/api/v1/ballots.csv", "/api/v1/ballots/1", "/desk", "/notice/new"}  # fmt: skip
    sent, listed = (
        {"/api/v1/statements/1", "/statements/1/letter.txt"},
        {"/record", "/api/v1/events", "/api/v1/events.csv"},
    )
    own = {"/account/data.json"}  # says which mails a member got
    assert found == asked_of_the_council | sent | listed | own
    record = re.findall(r"<a href=[^<]*<bdi>[^<]*Zanzibarium", app.test_client().get("/record").text)
    assert record
    assert all("/ballots/1" in link for link in record)
    judge = make_person(roles=("moderator",))
    house.do(judge, "issue", "show-again", issue, reason="It was none.")
    assert state(issue) == "referred"
    assert broken_promises() == []


def test_nothing_is_tied_to_a_hidden_issue_and_what_is_closed_is_related_only(app, scene):
    client, member, judge = scene
    other = sign_in(app, make_person())
    for title in ("About lamps", "About lanterns"):
        assert other.post("/issues/new", data=issue_form(title=title)).status_code == 302
    outcome = {"occasion": "IGF", "year": "2026", "session_name": "", "title": "Of lamps", "text": "It was said."}
    assert client.post("/outcomes/new", data=outcome).status_code == 302
    assert judge.post("/issues/1/moves/hide", data={"reason": "It names a person."}).status_code == 302
    assert other.post("/issues/3/moves/withdraw", data={"reason": "It is settled."}).status_code == 302
    assert [app.test_client().get(f"/issues/{number}").status_code for number in (1, 3)] == [410, 200]
    related, attach = "/issues/2/moves/relate", "/outcomes/1/moves/attach"
    for number in (1, 99):
        refused = client.post(related, data={"relation": "depends-on", "other": str(number)})
        assert (refused.status_code, f"There is no issue with the number {number}." in refused.text) == (422, True)
    for number in (1, 3, 99):
        refused = member.post(attach, data={"issue": str(number)})
        said = f"There is no open issue with the number {number}."
        assert (refused.status_code, said in refused.text) == (422, True)
        merged = other.post("/issues/2/moves/merge", data={"reason": "The same.", "other": str(number)})
        assert (merged.status_code, said in merged.text) == (422, True)
    assert client.post(related, data={"relation": "depends-on", "other": "3"}).status_code == 302
    assert member.post(attach, data={"issue": "2"}).status_code == 302
    assert "#1" not in app.test_client().get("/issues/2").text
