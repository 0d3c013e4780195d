"""A closed call in which nobody took a position: no estimate and no declaration is made of it, and its pages say so."""

import pytest

from tests.consensus.world import DRAFT
from tests.council.test_passed_over import in_last_call, to_ballot
from tests.factories import later, sign_in, tick

ESTIMATE = {"result": "full-consensus", "reason": "Nobody spoke against it."}
TO_BALLOT = "Nobody took a position; the draft can go to the ballot."
TO_WITHDRAW = "Nobody took a position, so there is nothing to declare. Who leads the call withdraws it"
YET_TO_DECLARE = ("who leads it has yet to declare", "deals with what came in and declares")


@pytest.fixture
def house(app, db):
    """Return a house where the council's last call on a sponsored draft is over, and nobody took part."""
    house = in_last_call()
    house.tick(29)
    return house


def said_on(app, *paths):
    return [app.test_client().get(path).text for path in paths]


def test_a_silent_last_call_of_the_council_leads_to_the_ballot(app, house):
    leader, draft = sign_in(app, house.member), f"/drafts/{house.newest('draft').subject.ref}"
    for page in said_on(app, draft, "/calls/1"):
        assert TO_BALLOT in page
        assert not any(words in page for words in YET_TO_DECLARE)
    own = leader.get("/calls/1").text
    following = own.partition('id="following"')[2].partition("</section>")[0]
    for step in ("to-ballot", "return"):
        assert f'href="{draft}/moves/{step}"' in following
    assert "/calls/1/moves/estimate" not in own
    refused = leader.post("/calls/1/moves/estimate", data=ESTIMATE)
    assert refused.status_code == 403
    assert "Nobody took a position, so there is nothing to declare. The draft can go to the ballot" in refused.text
    assert 'id="following"' not in sign_in(app, house.appellant).get("/calls/1").text

    to_ballot(house)
    (page,) = said_on(app, "/calls/1")
    assert "Nobody took a position, and what it asked about has gone on without." in page
    assert not any(words in page for words in (TO_BALLOT, *YET_TO_DECLARE))


def test_a_last_call_that_was_passed_over_says_so(app, db):
    house = in_last_call()
    house.do(house.appellant, "call", "take-position", house.newest("call"), position="support")
    house.tick(29)
    leader = sign_in(app, house.member)
    (page,) = said_on(app, "/calls/1")
    assert "deals with what came in and declares" in page
    assert TO_BALLOT not in page
    assert leader.get("/calls/1/moves/estimate").status_code == 200
    assert 'id="following"' not in leader.get("/calls/1").text, "it may be declared first"
    to_ballot(house)
    (page,) = said_on(app, "/calls/1")
    assert "What it asked about has gone on without a declaration of this call." in page
    assert "deals with what came in and declares" not in page


def test_a_silent_call_of_a_group_is_withdrawn(app, world):
    with later(app, 15):
        tick()
        for page in said_on(app, DRAFT, "/calls/2"):
            assert TO_WITHDRAW in page
            assert not any(words in page for words in (TO_BALLOT, *YET_TO_DECLARE))
        refused = world.post(world.chair, "/calls/2/moves/estimate", ESTIMATE, 403)
        assert "Nobody took a position, so there is nothing to declare. Withdraw the call" in refused.text
        assert 'id="following"' not in world.chair.get("/calls/2").text
        world.post(world.chair, "/calls/2/moves/withdraw", {"reason": "Nobody was heard."})
        assert TO_WITHDRAW not in said_on(app, DRAFT)[0]


def test_what_is_refused_on_a_silent_last_call_that_the_draft_left_behind_says_so(app, house):
    house.do(house.member, "draft", "return", house.newest("draft"), reason="Not ready.")
    leader, gone = sign_in(app, house.member), "Nobody took a position, and what it asked about has gone on without."
    refused = leader.post("/calls/1/moves/estimate", data=ESTIMATE)
    assert refused.status_code == 403
    assert gone in refused.text
    page = leader.get("/calls/1").text
    assert gone in page
    assert "can go to the ballot" not in page + refused.text


def test_a_call_in_which_nobody_spoke_since_it_started_anew_says_no_more_than_that(app, world):
    world.post(world.helps, "/calls/2/moves/take-position", {"position": "support"})
    with later(app, 5):
        world.revise(world.chair, "More.")
    with later(app, 40):
        tick()
        since = "Nobody took a position since the call started anew, so there is nothing to declare."
        for page in said_on(app, DRAFT, "/calls/2"):
            assert f"{since} Who leads the call withdraws it" in page
            assert "Nobody took a position, so" not in page
        refused = world.post(world.chair, "/calls/2/moves/estimate", ESTIMATE, 403)
        assert f"{since} Withdraw the call" in refused.text
