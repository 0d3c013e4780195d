"""What the council's last call asks of whom: it stands on the desk of who may do it, until it is done."""

from datetime import timedelta

import pytest

from igtf.consensus.commands import open_call
from igtf.core.clock import now
from igtf.core.db import writing
from igtf.people.roles import end_role, give_role
from igtf.record.queries import subject_of
from tests.drafts.making import draft_of, submit
from tests.drafts.neighbours import make_group, put
from tests.factories import by, issue_form, later, make_person, sign_in, tick
from tests.routing.acts import make_body

OVER = "The council's last call is over: put it to the ballot, or return it"
DRAFT = "/drafts/draft-ines-landlocked"
DECLARE = "Declare what the call found"


@pytest.fixture
def house(app, db):
    """Return member and group: the one responsible for it; and their client, that of its chair and of the council's."""
    make_body("itu")
    writer = sign_in(app, make_person("ines"))
    writer.post("/issues/new", data=issue_form())
    submit(writer)
    member, chair = make_person(roles=("council",)), make_person()
    head = make_person(roles=("council", "council-chair"))
    group, draft = make_group("transit", chair), draft_of()
    with writing():
        give_role(member.id, "responsible", at=now(), subject_id=group.id)
        draft.subject.group_id = group.id
    put(draft.id, "submitted")
    clients = [sign_in(app, person) for person in (member, chair, head)]
    opened = clients[0].post(
        "/drafts/draft-ines-landlocked/moves/council-last-call",
        data={"days": "28", "question": "Is it right?", "step": "done"},
    )
    assert opened.status_code == 302, opened.text
    return member, group, *clients


def desks(*clients):
    return [client.get("/desk").text for client in clients]


def test_the_responsible_member_of_the_group_is_asked_to_declare(app, house):
    member, group, *clients = house
    other = sign_in(app, make_person())
    took = other.post("/calls/1/moves/take-position", data={"position": "support", "reason": "It is right."})
    assert took.status_code == 302, took.text
    assert not any(DECLARE in desk or OVER in desk for desk in desks(*clients))
    with later(app, 29):
        tick()
        first, second, third = desks(*clients)
        assert DECLARE in first
        assert OVER in first
        assert not any(said in desk for said in (DECLARE, OVER) for desk in (second, third))
        assert clients[0].get("/calls/1/moves/declare").status_code == 200
        assert clients[1].get("/calls/1/moves/declare").status_code == 403
        with writing():
            end_role(member.id, "responsible", at=now(), subject_id=group.id)
        first, second, third = desks(*clients)
        assert DECLARE not in first
        assert DECLARE not in second
        assert DECLARE in third  # where nobody is responsible
        assert clients[2].get("/calls/1/moves/declare").status_code == 200


def test_it_is_not_asked_for_any_more_once_the_draft_went_on_without_it(app, house):
    _member, _group, *clients = house
    other = sign_in(app, make_person())
    took = {"position": "support", "reason": "It is right."}
    assert other.post("/calls/1/moves/take-position", data=took).status_code == 302
    with later(app, 29):
        tick()
        assert DECLARE in desks(*clients)[0]
        refused = clients[1].post(f"{DRAFT}/moves/to-ballot", data={"came_in": "Nothing.", "step": "done"})
        assert refused.status_code == 403
        assert DECLARE in desks(*clients)[0]
        on = clients[0].post(f"{DRAFT}/moves/to-ballot", data={"came_in": "Nothing.", "step": "done"})
        assert on.status_code == 302, on.text
        assert not any(DECLARE in desk for desk in desks(*clients))
        again = {"reason": "The price changed.", "days": "28", "question": "Is it right now?", "step": "done"}
        repeated = clients[0].post(f"{DRAFT}/moves/repeat-last-call", data=again)
        assert repeated.status_code == 302, repeated.text
        assert not any(DECLARE in desk for desk in desks(*clients)), "the first call is over, the second runs"
        assert other.post("/calls/2/moves/take-position", data=took).status_code == 302
    with later(app, 58):
        tick()
        desk = desks(*clients)[0]
        assert desk.count(DECLARE) == 1
        assert "/calls/2/moves/declare" in desk


def test_objections_in_it_are_for_who_leads_it(app, house):
    member, group, *clients = house
    with writing():  # responsible for the draft, and no more for all of its group
        end_role(member.id, "responsible", at=now(), subject_id=group.id)
        give_role(member.id, "responsible", at=now(), subject_id=draft_of().id)
    until, head = now() + timedelta(days=14), make_person(roles=("council-chair",))
    elsewhere = open_call(subject_of("issue", "1"), kind="question", question="Why?", closes_at=until, by=by(head))
    other = sign_in(app, make_person())
    said = {"reason": "It costs too much.", "change": "Make it cost less.", "step": "done"}
    for call in (elsewhere.subject.ref, "1"):
        raised = other.post(f"/calls/{call}/moves/object", data=said)
        assert raised.status_code == 302, raised.text
    asked = [[f"/objections/{number}/moves/answer" in desk for number in (1, 2)] for desk in desks(*clients)]
    assert asked == [[False, True], [False, False], [True, False]]
    opened = [client.get("/objections/2/moves/answer").status_code for client in clients]
    assert opened == [200, 403, 200]
