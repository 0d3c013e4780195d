"""The order of a desk: near deadlines, what others wait for, later deadlines, and last what many are invited to."""

import re
from datetime import timedelta

from igtf.consensus.commands import open_call
from igtf.core.clock import now
from igtf.desk.waiting import OLDEST
from igtf.record.queries import subject_of
from tests.drafts.making import draft_of, submit
from tests.drafts.neighbours import put
from tests.factories import by, issue_form, later, make_person, sign_in, tick

NEAR, FAR = "Not in 5 days.", "Not in 28 days."
ISSUE, DRAFT = "Interconnection costs of landlocked countries", "Interconnection of landlocked countries"


def objected(app, lead, days: int) -> None:
    """Open a call of so many days, and let somebody object in it."""
    closes_at = now() + timedelta(days=days)
    call = open_call(subject_of("issue", "1"), kind="question", question="Right?", closes_at=closes_at, by=by(lead))
    client = sign_in(app, make_person())
    given = {"reason": f"Not in {days} days.", "change": "Add a section on costs."}
    assert client.post(f"/calls/{call.subject.ref}/moves/object", data=given).status_code == 302


def needs(client) -> dict[str, str]:
    """Return the titles of what needs the reader, in their order, each with its deadline in words."""
    part = client.get("/desk").text.partition('<h2 id="me"')[2].partition("<h2")[0]
    rows = re.findall(r'class="t"[^>]*><bdi>(.*?)</bdi>.*?<div class="end">.*?</span>(.*?)</div></li>', part, re.DOTALL)
    return {title: re.sub("<[^>]+>", "", due).strip() for title, due in rows}


def test_what_others_wait_for_comes_before_what_many_are_invited_to(app, db):
    lead = make_person(roles=("council", "council-chair"))
    client, writer = sign_in(app, lead), sign_in(app, make_person("ines"))
    writer.post("/issues/new", data=issue_form())
    submit(writer)
    put(draft_of().id, "submitted", now() - timedelta(days=90))
    assert client.post("/issues/1/moves/accept", data={"reason": "In scope."}).status_code == 302
    for days in (28, 5):
        objected(app, lead, days)
    found = needs(client)
    assert list(found) == [NEAR, DRAFT, ISSUE, FAR], "the chair is asked to assign somebody to the draft"
    assert found[NEAR].startswith("call closes in ")
    assert (found[ISSUE], found[DRAFT]) == ("", "")
    other = sign_in(app, make_person(roles=("council",)))
    assert list(needs(other)) == [DRAFT], "who does not lead the calls is only invited"
    writer.post("/issues/new", data=issue_form(title="Ports"))
    assert list(needs(other)) == ["Ports", DRAFT]
    with later(app, 6):
        tick()
        assert needs(client)[NEAR] == "", "the call is closed: its deadline is over, the objection is not"
        assert list(needs(other))[-1] == DRAFT


def test_of_many_issues_to_decide_on_those_that_waited_longest_stand_on_the_desk_and_the_queue_has_all(app, db):
    desk, writer = sign_in(app, make_person("member", roles=("council",))), sign_in(app, make_person("ines"))
    titles, bounded = [f"Issue number {number}" for number in range(1, OLDEST + 3)], "at most 10 are looked at"
    for title in titles[: OLDEST - 1]:
        assert writer.post("/issues/new", data=issue_form(title=title)).status_code == 302
    assert list(needs(desk)) == titles[: OLDEST - 1]
    assert bounded not in desk.get("/desk").text
    for title in titles[OLDEST - 1 :]:
        assert writer.post("/issues/new", data=issue_form(title=title)).status_code == 302
    assert list(needs(desk)) == titles[:OLDEST]
    page = desk.get("/desk").text
    assert bounded in page
    [way] = re.findall(r'<p class="small">There may be.*?\. <a href="(.*?)">', page, re.DOTALL)
    assert re.findall(r'class="t" href="/issues/(\d+)', desk.get(way).text) == [str(n) for n in range(1, OLDEST + 3)]
    assert bounded not in writer.get("/desk").text, "who filed them waits for all of them"
