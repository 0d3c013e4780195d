"""What a raiser said of a revision holds for the chair: no accommodation over it, and no full consensus without."""

from sqlalchemy import select

from igtf.core.db import session
from igtf.drafts.thread import is_dissent
from igtf.record.models import Subject
from tests.consensus.world import DECLARATION, call
from tests.factories import later, state_of, tick

MEET = "/objections/1/moves/accommodate"
NO = "Who raised this objection says that draft-igtf-costs-costs-01 does not answer it, so it cannot accommodate it."
ASKED = "said that a revision does not answer it, and is asked whether draft-igtf-costs-costs-04 does."
STILL = "Settled, while who raised it has the position “Object” still: Objection 1. With that it is consensus at most."
INSTEAD = "Find that it does not bear on the question, outweigh it, or let it stand, each with the reason"


def consented(world) -> None:
    """Consent to the next revision during the call."""
    world.post(world.chair, "/drafts/draft-igtf-costs-costs/moves/consent", {"reason": "Small."})


def maintained(world) -> None:
    """Revise the draft, and let the raiser say that this does not answer the objection."""
    world.revise(world.author, "Now with costs.")
    world.post(world.raises, "/objections/1/moves/maintain", {"reason": "Nothing on transit."})


def dissent() -> list[str]:
    session.rollback()
    return list(session.scalars(select(Subject.ref).where(Subject.kind == "objection", is_dissent())))


def declared_full(app, world, day: int) -> None:
    """Declare full consensus, which is refused, and then a consensus."""
    with later(app, day):
        tick()
        world.post(world.chair, "/calls/2/moves/estimate", {"result": "full-consensus", "reason": "All agree."})
    with later(app, day + 4):
        tick()
        full = DECLARATION | {"result": "full-consensus"}
        refused = world.post(world.chair, "/calls/2/moves/declare", full, 422)
        assert "Full consensus means that nobody objects." in refused.text
        world.post(world.chair, "/calls/2/moves/declare", DECLARATION)
    session.rollback()
    assert call().result == "consensus"


def test_no_revision_accommodates_over_the_no_of_its_raiser_in_the_open_call(app, world):
    world.object(world.raises)
    world.post(world.helps, "/calls/2/moves/take-position", {"position": "support"})
    world.post(world.chair, "/drafts/draft-igtf-costs-costs/moves/consent", {"reason": "Small."})
    maintained(world)
    world.post(world.chair, "/objections/1/moves/answer", {"answer": "See section 3."})
    refused = world.post(world.chair, MEET, {"reason": "It is in.", "in_revision": "1"}, 403)
    assert NO in refused.text
    assert INSTEAD in refused.text
    assert NO in world.chair.get("/objections/1").text, "the page says it where the step is closed"
    assert dissent() == ["1"]
    world.post(world.chair, "/objections/1/moves/set-aside", {"reason": "Transit is another draft."})
    world.post(world.helps, "/calls/2/moves/take-position", {"position": "support"})
    declared_full(app, world, 15)
    assert dissent() == ["1"]
    assert state_of("objection", "1") == "not-bearing"


def test_no_late_revision_accommodates_over_the_no_of_its_raiser(app, world):
    world.object(world.raises)
    world.post(world.helps, "/calls/2/moves/take-position", {"position": "support"})
    with later(app, 15):
        tick()
        maintained(world)
        world.post(world.chair, "/objections/1/moves/answer", {"answer": "See section 3."})
        assert NO in world.post(world.chair, MEET, {"reason": "It is in.", "in_revision": "1"}, 403).text
        world.post(world.chair, "/objections/1/moves/outweigh", {"reason": "Time.", "alternatives": "Another draft."})
    declared_full(app, world, 23)
    assert dissent() == ["1"]


def test_a_revision_that_the_raiser_has_said_nothing_of_still_accommodates(app, world):
    world.object(world.raises)
    with later(app, 15):
        tick()
        world.post(world.chair, "/objections/1/moves/answer", {"answer": "We add it."})
        world.revise(world.author, "More.")
        maintained(world)
        world.revise(world.author, "Now with transit.")
        world.revise(world.author, "Now with costs.")  # the text of 02 again
        assert ASKED in world.post(world.chair, MEET, {"reason": "It is in.", "in_revision": "3"}, 403).text
        assert ASKED in world.chair.get("/objections/1").text, "the page says it where the step is closed"
    with later(app, 23):  # the review is over, and the raiser said nothing in it
        tick()
        for number in ("1", "2"):  # the one that does not answer it, and one before
            refused = world.post(world.chair, MEET, {"reason": "It is in.", "in_revision": number}, 422)
            assert "says that draft-igtf-costs-costs-02 does not answer it" in refused.text
        refused = world.post(world.chair, MEET, {"reason": "It is in.", "in_revision": "4"}, 422)
        assert "says that draft-igtf-costs-costs-02 does not answer it" in refused.text
        world.post(world.chair, MEET, {"reason": "Section 3.", "in_revision": "3"})
    assert state_of("objection", "1") == "accommodated"
    assert dissent() == []


def revised_after_a_no(world):
    """Post another revision after the one that does not answer the objection, as its raiser says."""
    world.object(world.raises)
    consented(world)
    maintained(world)
    world.post(world.chair, "/objections/1/moves/answer", {"answer": "See section 3."})
    consented(world)
    world.revise(world.author, "A typo mended.")


def test_a_newer_revision_waits_for_the_answer_of_who_said_no_to_one_before(app, world):
    revised_after_a_no(world)
    waits = "and is asked whether draft-igtf-costs-costs-02 does. Wait for the answer."
    assert waits in world.post(world.chair, MEET, {"reason": "It is in.", "in_revision": "2"}, 403).text
    world.post(world.raises, "/objections/1/moves/maintain", {"reason": "Still nothing on transit."})
    assert NO.replace("-01", "-02") in world.post(world.chair, MEET, {"reason": "Yes.", "in_revision": "2"}, 403).text


def test_no_full_consensus_over_who_objects_to_it_although_the_objection_is_accommodated(app, world):
    """What the chair found to accommodate it leaves the position of who raised it."""
    revised_after_a_no(world)
    world.post(world.helps, "/calls/2/moves/take-position", {"position": "support"})
    with later(app, 15):
        tick()
        world.post(world.chair, MEET, {"reason": "It is in.", "in_revision": "2"})
        assert STILL in world.chair.get("/calls/2/moves/estimate").text
    declared_full(app, world, 15)
    assert state_of("objection", "1") == "accommodated"


def test_who_raised_an_accommodated_objection_opens_the_way_to_full_consensus_by_another_position(app, world):
    world.object(world.raises)
    consented(world)
    world.revise(world.author, "Now with costs.")
    world.post(world.chair, "/objections/1/moves/answer", {"answer": "See section 3."})
    world.post(world.chair, MEET, {"reason": "It is in.", "in_revision": "1"})
    world.post(world.raises, "/calls/2/moves/take-position", {"position": "can-live-with"})
    with later(app, 15):
        tick()
        world.post(world.chair, "/calls/2/moves/estimate", {"result": "full-consensus", "reason": "All agree."})
    with later(app, 19):
        tick()
        world.post(world.chair, "/calls/2/moves/declare", DECLARATION | {"result": "full-consensus"})
    assert call().result == "full-consensus"
