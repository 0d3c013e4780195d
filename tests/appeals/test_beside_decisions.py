"""Whoever reads a page finds the way to appeal the decision that it shows, until when, who decides, what follows."""

from datetime import timedelta

import pytest

from igtf.core.errors import Invalid
from igtf.core.moments import day, months_after
from igtf.record.appealable import is_own
from tests.appeals.house import House, appealed, decision, upheld
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
    assert f"<bdi>{house.person(issue.assigned_id).actor.name}</bdi></a></span> accepted the issue. " in head
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


def test_what_authors_do_with_their_own_draft_is_no_decision_and_what_a_chair_does_with_it_is(app, db):
    house = House()
    _group, chair = active_group(house)
    old, new, parked = (submitted(house, topic) for topic in ("old-lamps", "new-lamps", "lamps"))
    house.do(house.filer, "draft", "replaces", new, other=old.subject.ref, reason="It says it better.")
    house.do(house.filer, "draft", "park", new, reason="Not now.")
    house.do(house.filer, "draft", "withdraw", new, reason="I give it up.")
    house.do(house.filer, "draft", "park", parked, reason="Not now.")
    house.do(house.filer, "draft", "unpark", parked, reason="Now.")
    reader = sign_in(app, house.appellant)
    for draft in (old, new, parked):
        assert "Appeal this" not in reader.get(f"/drafts/{draft.subject.ref}").text, draft.subject.ref
    for kind in ("draft.replace", "draft.park", "draft.withdraw", "draft.unpark"):
        refused = reader.get(f"/appeals/new?decision={decision(kind).id}")
        assert (refused.status_code, "no decision that can be appealed" in refused.text) == (409, True)
        with pytest.raises(Invalid, match="no decision that can be appealed"):
            appealed(house, decision(kind))
    called(house, chair, parked, "call-for-adoption", group="lamps")
    house.do(chair, "draft", "adopt", parked, name="lamps", editors=house.filer.actor.handle)
    house.do(chair, "draft", "park", parked, reason="Not now.")
    page = reader.get(f"/drafts/{parked.subject.ref}").text
    stream = page.partition('id="stream"')[2]
    assert stream.count(f"/appeals/new?decision={decision('draft.park').id}") == 1
    assert f"/appeals/new?decision={decision('draft.unpark').id}" not in stream, "it was not the group's then"
    house.do(chair, "draft", "withdraw", parked, reason="Never.")
    assert f"/appeals/new?decision={decision('draft.withdraw').id}" in reader.get(f"/drafts/{parked.subject.ref}").text
    assert appealed(house, decision("draft.withdraw"))
    assert not is_own("draft.park", "person", "submitted", "parked", None), "whose group may have ended since"
