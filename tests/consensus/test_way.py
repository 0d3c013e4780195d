"""Where calls, objections and minority statements stand: on the way of their draft, until they are over."""

import pytest

from tests.consensus.world import DRAFT
from tests.factories import later, stations, tick

ASKED = ("Draft", "now")
ANSWER = {"answer": "A table was added."}
ENDS = {
    "retract": {"position": "can-live-with"},
    "outweigh": {"reason": "Access weighs more.", "alternatives": "A fund."},
}


def way(world, path):
    return stations(world.app.test_client().get(path).text)


@pytest.mark.parametrize("move", ENDS)
def test_a_call_and_what_was_said_in_it_stand_nowhere_once_they_are_over(world, move):
    assert ASKED in way(world, "/calls/2").items()
    assert way(world, "/calls/1") == {}, "the call for adoption is over, and the draft goes on"
    world.object(world.raises)
    assert ASKED in way(world, "/objections/1").items()
    world.post(world.chair, "/objections/1/moves/answer", ANSWER)
    world.post(world.raises if move == "retract" else world.chair, f"/objections/1/moves/{move}", ENDS[move])
    page = world.app.test_client().get("/objections/1").text
    assert "not reached" not in page
    assert "Ended at" not in page
    assert stations(page) == {}
    assert ASKED in way(world, DRAFT).items()
    with later(world.app, 15):
        tick()
        assert ASKED in way(world, "/calls/2").items(), "the chair has yet to declare"
        statement = {"title": "Costs are not shared", "text": "Landlocked countries pay twice."}
        world.post(world.raises, "/calls/2/moves/dissent", statement)
        assert way(world, "/minority-statements/1") == {}
        world.post(world.chair, "/calls/2/moves/withdraw", {"reason": "Asked too early."})
        assert way(world, "/calls/2") == {}


def test_an_objection_that_was_left_open_ends_with_its_call(world):
    world.object(world.raises)
    world.post(world.chair, "/calls/2/moves/withdraw", {"reason": "Asked too early."})
    assert way(world, "/objections/1") == {}
