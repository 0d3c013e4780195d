"""Desk and queue of the clearing house: what is still to be decided, and what waits for others (sections 2 and 15)."""

import re

import pytest
from sqlalchemy import select

from igtf.core.clock import now
from igtf.core.db import session
from igtf.notice.worker import work_once
from igtf.people.models import Person
from igtf.record.by import by_clock, by_importer
from igtf.record.due import run_due
from igtf.record.models import Actor
from igtf.routing.bodies import seed_bodies
from tests.factories import issue_form, later, make_person, sign_in, states, tick
from tests.reading import read
from tests.routing.test_path import referral

NO_BODY = "#1 No body can: it waits for a group, or for a body that can after all"
FINDING = {"bodies-0-body": "itu-d", "bodies-0-reason": "Not its mandate.", "reason": "None can."}


def desk(client) -> dict[str, list[str]]:
    """Return the acts of each part of a desk, with the number of their subject: '#1 Find a home …'."""
    text = client.get("/desk").text
    parts = dict(re.findall(r'<h2 id="(me|soon|others)">(.*?)(?=<h2 id=|</main>)', read(text)))
    row = re.compile(r'<p class="kicker"><b><bdi>(.*?)</bdi></b></p>.*?<p class="tools more">(.*?)</p>')
    seen = {name: re.sub('<span class="unseen">.*?</span>', "", part) for name, part in parts.items()}
    rows = {name: row.findall(part) for name, part in seen.items()}
    return {name: [f"{ref} {re.sub('<[^>]*>', '', acts)}" for ref, acts in found] for name, found in rows.items()}


@pytest.fixture
def house(app, db):
    """Return the clients of the assigned member of issue 1, which is open, and of another one."""
    seed_bodies(by_importer(now()))
    one, two = make_person(roles=("council",)), make_person(group="government", roles=("council",))
    assert sign_in(app, make_person("filer")).post("/issues/new", data=issue_form()).status_code == 302
    clients = [sign_in(app, person) for person in (one, two)]
    assert desk(clients[0])["me"] == ["#1 Accept, ask, decline, or merge"]
    assert clients[0].post("/issues/1/moves/accept", data={"reason": "In scope."}).status_code == 302
    assert desk(clients[0])["me"] == ["#1 Find a home: refer, or find that no body can"]
    return clients


def test_a_proposal_of_ones_own_waits_for_others(app, house):
    assigned, other = house
    assert assigned.post("/issues/1/moves/propose-referral", data=referral()).status_code == 302
    assert (desk(assigned)["me"], desk(assigned)["others"]) == (
        [],
        ["#1 Your proposal waits for others, or for its day"],
    )
    assert desk(other)["soon"] == ["#1 Object, or let it take effect"]
    assert desk(other)["others"] == []
    assert assigned.post("/issues/1/moves/withdraw-proposal", data={"reason": "Too early."}).status_code == 302
    assert desk(assigned)["me"] == ["#1 Find a home: refer, or find that no body can"]
    assert desk(assigned)["others"] == []


def test_a_proposal_of_another_member_waits_for_them_or_for_its_day(app, house):
    assigned, other = house
    assert other.post("/issues/1/moves/propose-referral", data=referral()).status_code == 302
    assert (desk(assigned)["me"], desk(assigned)["soon"]) == ([], ["#1 Object, or let it take effect"])
    assert desk(other)["others"] == ["#1 Your proposal waits for others, or for its day"]
    assert assigned.post("/issues/1/moves/object", data={"reason": "Another body."}).status_code == 302
    assert (desk(assigned)["me"], desk(assigned)["soon"]) == ([], [])
    assert desk(assigned)["others"] == ["#1 A proposal on it waits for others, or for its day"]


def test_who_filed_an_issue_waits_for_a_group_once_no_body_can_and_for_the_house_when_one_may_after_all(app, house):
    assigned, _other = house
    filer = session.scalars(select(Person).join(Actor, Actor.id == Person.id).where(Actor.handle == "filer")).one()
    client, with_house = sign_in(app, filer), "#1 Waits for the clearing house"
    assert desk(client)["others"] == [with_house]
    assert assigned.post("/issues/1/moves/propose-finding", data=FINDING | {"step": "done"}).status_code == 302
    assert desk(client)["others"] == [with_house]
    with later(app, 8):
        tick()
        assert states("issue") == ["unhoused"]
        assert desk(client)["others"] == desk(assigned)["others"] == [NO_BODY]
        assert assigned.post("/issues/1/moves/propose-referral", data=referral()).status_code == 302
        assert desk(client)["others"] == [with_house]


def test_an_issue_that_no_body_can_take_is_decided_on_queue_and_desk(app, house):
    assigned, _other = house
    filed = sign_in(app, make_person()).post("/issues/new", data=issue_form(title="A later issue"))
    assert filed.status_code == 302
    assert assigned.post("/issues/1/moves/propose-finding", data=FINDING | {"step": "done"}).status_code == 302
    with later(app, 8):
        run_due(by_clock(now()))
        assert states("issue") == ["unhoused", "submitted"]
    with later(app, 25):
        assert desk(assigned)["me"] == []
        assert desk(assigned)["others"] == [NO_BODY]
        queue = assigned.get("/api/v1/queue").json["items"]
        assert [(item["ref"], item["past_target"]) for item in queue] == [("2", True), ("1", False)]
        assert [item["ref"] for item in assigned.get("/api/v1/queue?late=1").json["items"]] == ["2"]
        assert assigned.get("/issues/queue/next").location == "/issues/2/decide"
        assert assigned.get("/issues/queue/next?after=2").location == "/issues/queue"


def test_a_statement_that_was_not_answered_stands_once(app, house):
    assigned, secretariat = house[0], make_person(roles=("secretariat",))
    secretary, member = sign_in(app, secretariat), make_person(roles=("council",))
    assert assigned.post("/issues/1/moves/propose-referral", data=referral()).status_code == 302
    sent = {"channel": "other", "evidence": "By courier.", "step": "done"}
    with later(app, 8):
        work_once(app)
        chair = sign_in(app, make_person(roles=("council", "council-chair")))
        assert chair.post("/statements/1/moves/approve", data={"step": "done"}).status_code == 302
        assert secretary.post("/statements/1/moves/send", data=sent).status_code == 302
        assert "LS-1 Waits for the body's answer" in desk(secretary)["others"]
    with later(app, 300):
        secretary, council = sign_in(app, secretariat), sign_in(app, member)
        assert "LS-1 Close it as not answered" in desk(secretary)["me"]
        assert not any(row.startswith("LS-1") for row in desk(secretary)["others"])
        assert "LS-1 Waits for the body's answer" in desk(council)["others"]
