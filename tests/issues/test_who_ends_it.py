"""What objections stopped is decided by the ballot alone; an issue that is open again is the clearing house's again."""

from typing import Any

import pytest
from sqlalchemy import select

from igtf.core.db import session, writing
from igtf.groups.page import work_of
from igtf.issues.models import Issue
from igtf.record.subjects import enter
from tests.appeals.house import House, decision, state, upheld
from tests.appeals.test_annulling import active_group, submitted, to_council_ballot
from tests.databases import upgraded_from_before
from tests.factories import broken_promises, make_person, sign_in

BALLOT_DECIDES = "the ballot of the council decides it. Wait for its result."


def stopped(house: House, issue: Any, move: str = "propose-decline", **given: Any) -> None:
    """Let a member propose something, and two others object, so that a ballot opens."""
    by_whom = [person for person in house.council if person.id != issue.assigned_id]
    house.do(by_whom[0], "issue", move, issue, reason="Not ours.", **given)
    for person in by_whom[1:3]:
        house.do(person, "issue", "object", issue, reason="It is.")
    assert state(house.newest("ballot")) == "open"


def refused(app: Any, who: Any, move: str, given: dict[str, str], ref: str = "1") -> None:
    answer = sign_in(app, who).post(f"/issues/{ref}/moves/{move}", data=given)
    assert (answer.status_code, BALLOT_DECIDES in answer.text) == (403, True), move


def test_nobody_of_the_house_ends_the_ballot_on_a_proposal_alone(app, db):
    house = House()
    issue, other = house.issue(), house.issue()
    assigned = house.person(issue.assigned_id)
    stopped(house, issue)
    refused(app, assigned, "ask", {"question": "Since when?"})
    refused(app, assigned, "merge", {"other": other.subject.ref, "reason": "The same."})
    assert BALLOT_DECIDES in sign_in(app, assigned).get("/issues/1").text
    house.vote(house.newest("ballot"), "no")
    assert (state(house.newest("ballot")), state(issue)) == ("failed", "submitted")
    house.do(assigned, "issue", "ask", issue, question="Since when?")
    assert state(issue) == "needs-information"


def test_no_group_takes_up_what_a_ballot_decides_on_until_it_has(app, db):
    house = House()
    _group, chair = active_group(house)
    issue = house.accepted()
    stopped(house, issue)
    refused(app, chair, "take-up", {"group": "lamps", "paragraph": "1"}, issue.subject.ref)
    house.vote(house.newest("ballot"), "no")
    house.do(chair, "issue", "take-up", issue, group="lamps", paragraph="1")
    assert state(issue) == "in-group"


def test_what_a_ballot_decides_on_is_not_resolved_meanwhile(app, db):
    house = House()
    issue = house.accepted()
    with writing():
        enter(issue.subject, "referred", house.at)
    stopped(house, issue, "propose-finding", bodies=[{"body": "ITU", "reason": "No mandate."}])
    given = {"result": "not", "done": "Nothing.", "evidence": "Their letter."}
    refused(app, house.person(issue.assigned_id), "resolve", given)
    house.vote(house.newest("ballot"), "no")
    house.do(house.person(issue.assigned_id), "issue", "resolve", issue, **given)
    assert state(issue) == "resolved"


@pytest.mark.parametrize("move", ["withdraw", "merge"])
def test_who_filed_an_issue_ends_it_with_its_ballot(app, db, move):
    house = House()
    issue, other = house.issue(), house.issue()
    stopped(house, issue)
    given = {"other": int(other.subject.ref)} if move == "merge" else {}
    house.do(house.filer, "issue", move, issue, reason="I see it otherwise now.", **given)
    assert state(house.newest("ballot")) == "recalled"
    assert broken_promises() == []


def recommended(house: House, chair: Any) -> Any:
    """Return an issue that a group took up, and that its published recommendation addresses."""
    draft = submitted(house)
    issue = house.newest("issue")
    house.do(chair, "issue", "take-up", issue, group="lamps", paragraph="1")
    to_council_ballot(house, chair, draft)
    house.vote(house.newest("ballot"))
    house.tick(15)
    house.do(house.desk, "draft", "publish", draft)
    return issue


def reopened(house: House, issue: Any) -> None:
    assigned = house.person(issue.assigned_id)
    house.do(assigned, "issue", "resolve", issue, result="implemented", done="Done.", evidence="https://e.example")
    house.do(assigned, "issue", "reopen", issue, reason="It was not.")


def own_work(house: House) -> list[str]:
    return [row.ref for row in work_of(house.newest("group")) if row.kind == "issue"]


def test_an_issue_that_is_open_again_is_in_no_group_until_one_takes_it_up(app, db):
    house = House()
    _group, chair = active_group(house)
    issue, reader = recommended(house, chair), app.test_client()
    path = f"/issues/{issue.subject.ref}"
    assert own_work(house) == [issue.subject.ref]
    assert "in the work of" in reader.get(path).text
    reopened(house, issue)
    session.rollback()
    assert (state(issue), issue.subject.group_id, issue.state_before, own_work(house)) == ("open", None, None, [])
    before, entry, after = reader.get(path).text.partition("No more in the work of")
    assert (entry != "", "in the work of" in before + after) == (True, False)
    house.do(chair, "issue", "take-up", issue, group="lamps", paragraph="1")
    house.do(chair, "issue", "return", issue, reason="We have said it all.")
    assert state(issue) == "open"
    assert broken_promises() == []


def test_where_the_recommendation_falls_an_issue_that_was_reopened_is_its_groups_again(app, db):
    house = House()
    _group, chair = active_group(house)
    issue = recommended(house, chair)
    reopened(house, issue)
    upheld(house, decision("issue.reopen"))
    assert (state(issue), own_work(house)) == ("resolved", [issue.subject.ref])
    house.do(house.person(issue.assigned_id), "issue", "reopen", issue, reason="It was not.")
    upheld(house, decision("draft.publish"))
    session.rollback()
    assert (state(issue), issue.subject.group_id) == ("in-group", house.newest("group").id)
    house.do(chair, "issue", "return", issue, reason="Not ours.")
    assert state(issue) == "open"
    assert broken_promises() == []


def test_each_has_a_turn_though_others_take_the_issues_on(app, db):
    house = House()
    members, last = [house.desk, *house.council], house.council[0]
    assigned = []
    for _each in members:
        issue = house.issue()
        assigned.append(issue.assigned_id)
        if issue.assigned_id != last.id:
            house.do(last, "issue", "volunteer", issue)
    assert sorted(assigned) == sorted(member.id for member in members)
    assert house.issue().assigned_id == assigned[0], "who had a turn first has one again"
    late = make_person(roles=("council",))
    assert house.issue().assigned_id == late.id
    assert session.scalars(select(Issue.assigned_id).order_by(Issue.id).limit(1)).one() in (last.id, assigned[0])


def test_the_turns_of_before_are_those_of_who_was_assigned(app, db, db_url):
    assigned = House().issue().assigned_id
    upgraded_from_before(db_url, "0098")
    assert session.scalars(select(Issue.turn_id)).one() == assigned
