"""A draft says what the call about it found, on its page, in its timeline and its feed."""

import pytest

from tests.appeals.house import decision, upheld
from tests.appeals.test_appeals import House, group_decision
from tests.consensus.world import DECLARATION, DRAFT, World
from tests.factories import later, sign_in, tick

ASKED = "The group is asked whether it is ready."
FOUND = {
    "consensus": "The group was asked: consensus. It waits for the write-up.",
    "divergence": "The group was asked: no consensus. It waits to go back to work.",
}


@pytest.mark.parametrize("result", FOUND)
def test_a_draft_goes_on_from_what_the_call_about_it_found(app, db, result):
    world, reader = World(app), app.test_client()
    assert "The group was asked" not in reader.get(DRAFT).text
    assert ASKED in reader.get(DRAFT).text
    world.post(world.helps, "/calls/2/moves/take-position", {"position": "support"})
    with later(app, 15):
        tick()
        page = reader.get(DRAFT).text
        assert "The call is over; who leads it has yet to declare what it found." in page
        assert ASKED not in page
        world.post(world.chair, "/calls/2/moves/declare", DECLARATION | {"dealt": "", "result": result})
        page, feed = reader.get(DRAFT).text, reader.get(f"/feeds{DRAFT}.atom").text
        assert FOUND[result] in page
        assert ASKED not in page
        for read in (page, feed):
            assert "declared the result of a call about this" in read
        assert "/calls/2" in feed
        if result == "consensus":
            return
        world.post(world.chair, f"{DRAFT}/moves/back-to-work", {"reason": "It needs work."})
        assert "The group was asked" not in reader.get(DRAFT).text


def test_a_draft_says_until_when_its_late_revision_is_reviewed_and_who_objects(app, db):
    world, reader = World(app), app.test_client()
    page = reader.get(DRAFT).text
    assert "stand in the way" not in page
    world.object(world.raises)
    assert "1 objection stands in the way of a declared consensus" in reader.get(DRAFT).text
    with later(app, 15):
        tick()
        world.revise(world.author, "More.")
        page = reader.get(DRAFT).text
        assert "has yet to declare" not in page
        assert "Whoever took a position looks at a revision made after the close" in page
        line = page.partition('<p class="state')[2].partition("</p>")[0]
        assert "review ends" in line
        assert "call closes" not in line
        assert '<a href="/calls/2"><b><bdi>Call 2</bdi></b>' in page
        assert '<a href="/objections/1">Objection 1' in page
        world.post(sign_in(app, world.raiser), "/objections/1/moves/confirm", {"position": "support"})
        assert "stands in the way" not in reader.get(DRAFT).text
    with later(app, 23):
        tick()
        page = reader.get(DRAFT).text
        assert "has yet to declare what it found" in page
        assert "review ends" not in page.partition('<p class="state')[2].partition("</p>")[0]


def test_a_declaration_that_is_annulled_is_void_on_its_draft_too(app, db):
    house = House()
    _call, draft, _chair, _other = group_decision(house)
    address = f"/drafts/{draft.subject.ref}"
    assert "It waits to be adopted." in app.test_client().get(address).text
    upheld(house, decision("call.declare"))
    page = app.test_client().get(address).text
    assert "It waits to be adopted." not in page
    entry = page.partition("declared the result of a call about this")[2].partition("</li>")[0]
    assert '<a class="small" href="/appeals/1">' in entry, "it is marked as void"
