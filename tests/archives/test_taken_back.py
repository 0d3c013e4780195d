"""What an appeal takes back here was not changed here: what the archive said meanwhile holds then."""

import pytest

from igtf.issues.events import CLOSED_ELSEWHERE
from tests.appeals.house import House, decision, upheld
from tests.archives.sample import closed, issue_of, row, taken
from tests.factories import broken_promises, make_person, sign_in
from tests.groups.making import active_group

CLOSED = closed(1, updatedAt="2021-01-01T00:00:00Z")
HERE = "issue 1, state: It changed in the archive and was changed here too: it was left as it is here."


@pytest.mark.parametrize("hide", [False, True], ids=["seen", "hidden"])
def test_what_was_closed_there_while_a_return_stood_is_closed_once_that_is_annulled(app, db, hide):
    house, chair = House(), make_person()
    active_group(app, chair)
    taken(row(1))
    ref = issue_of(1).subject.ref
    returned = sign_in(app, chair).post(f"/issues/{ref}/moves/return", data={"reason": "Not ours.", "step": "done"})
    assert returned.status_code == 302, returned.text
    if hide:
        judge = sign_in(app, make_person(roles=("moderator",)))
        assert judge.post(f"/issues/{ref}/moves/hide", data={"reason": "Spam."}).status_code == 302
    report = taken(CLOSED)
    assert (report.updated, HERE in report.lines) == (1, True)
    again = taken(CLOSED)
    assert (again.updated, HERE in again.lines) == (0, False), "it is said once"
    upheld(house, decision("issue.return"))
    assert issue_of(1).subject.state == "in-group"
    assert taken(CLOSED).updated == 1
    assert (issue_of(1).subject.state, issue_of(1).result) == ("resolved", CLOSED_ELSEWHERE)
    assert taken(CLOSED).updated == 0
    assert broken_promises() == []


def test_what_was_closed_there_stays_with_the_group_that_takes_it_up_again(app, db):
    chair = make_person()
    active_group(app, chair)
    taken(row(1))
    ref, client = issue_of(1).subject.ref, sign_in(app, chair)
    make_person(roles=("council",))
    returned = {"reason": "Not ours.", "step": "done"}
    assert client.post(f"/issues/{ref}/moves/return", data=returned).status_code == 302
    assert taken(CLOSED).updated == 1
    again = client.post(f"/issues/{ref}/moves/take-up", data={"group": "icost", "paragraph": "Scope."})
    assert again.status_code == 302, again.text
    assert taken(CLOSED).updated == 0
    newer = taken(CLOSED | {"title": "Another title", "updatedAt": "2021-02-01T00:00:00Z"})
    assert (newer.updated, HERE in newer.lines) == (1, False)
    assert issue_of(1).subject.state == "in-group"
    assert broken_promises() == []
