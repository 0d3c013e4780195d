"""Whoever reads a page finds the way to appeal the decision that it shows, until when, who decides, what follows."""

from datetime import timedelta

from igtf.core.moments import day, months_after
from tests.appeals.house import House, decision, upheld
from tests.appeals.test_annulling import active_group, called, submitted
from tests.factories import later, make_person, sign_in

WAY = "Appeal this decision"


def test_the_head_of_a_page_leads_to_an_appeal_against_the_decision_behind_its_state(app, db):
    house, reader = House(), app.test_client()
    issue = house.issue()
    path = f"/issues/{issue.subject.ref}"
    assert WAY not in reader.get(path).text, "nobody decided anything yet"
    house.do(house.person(issue.assigned_id), "issue", "accept", issue, reason="In scope.")
    made = decision("issue.accept")
    page, until = reader.get(path).text, day(months_after(made.at, 2))
    head = page.partition("Timeline and discussion")[0]
    assert f'href="/appeals/new?decision={made.id}"' in head
    assert f"{WAY}</a>, until {until}" in head
    assert f"<bdi>{house.person(issue.assigned_id).actor.name}</bdi> accepted the issue. " in head
    for view in ("discussion", "decisions"):
        assert WAY in reader.get(f"{path}?show={view}").text, view
    with later(app, 70):
        assert WAY not in reader.get(path).text, "its time is over"
    upheld(house, made)
    assert WAY not in reader.get(path).text, "it is void"


def test_the_form_says_who_decides_and_what_an_upheld_appeal_does(app, db):
    house = House()
    group, chair = active_group(house)
    house.do(house.member, "group", "rest", group, reason="Nothing to do.")
    client = sign_in(app, make_person())
    page = client.get(f"/appeals/new?decision={decision('group.rest').id}").text
    assert "<li>The council</li><li>A panel of 3</li>" in page
    assert "what followed from it is void, and the state is “Active” again." in page
    house.do(chair, "group", "name-officer", group, person=make_person().actor.handle, office="secretary")
    page = client.get(f"/appeals/new?decision={decision('group.name-officer').id}").text
    assert "<li>The chairs of the group</li><li>The responsible member</li>" in page
    assert "this decision alone is taken back" in page
    page = client.get(f"/appeals/new?decision={decision('group.establish').id}").text
    assert "Upheld, this decision is taken back, and what followed from it is void." in page
    assert "Beside each decision in a timeline" in client.get("/appeals/new").text


def test_a_call_has_one_way_beside_its_declaration_and_one_at_its_withdrawal(app, db):
    house, reader = House(), app.test_client()
    _group, chair = active_group(house)
    draft = submitted(house)
    call = called(house, chair, draft, "call-for-adoption", group="lamps", result="divergence")
    page = reader.get(f"/calls/{call.subject.ref}").text.partition("Timeline and discussion")[0]
    assert (page.count("/appeals/new?decision="), WAY in page) == (1, False)
    house.do(chair, "draft", "decline-adoption", draft, reason="Not now.")
    house.at += timedelta(days=1)
    house.do(chair, "draft", "call-for-adoption", draft, days=28, question="Shall we?", group="lamps")
    call = house.newest("call")
    house.do(chair, "call", "withdraw", call, reason="Too soon.")
    page = reader.get(f"/calls/{call.subject.ref}").text.partition("Timeline and discussion")[0]
    assert (page.count("/appeals/new?decision="), WAY in page) == (1, True)
