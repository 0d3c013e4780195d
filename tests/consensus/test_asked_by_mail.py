"""The mails of a call and its objections say to whose turn it is what the next step is, and to nobody else."""

from igtf.core.mail import absolute
from tests.consensus.world import DRAFT
from tests.factories import later, mails_to, tick
from tests.groups.making import bof

TURN = "What you can do now:"
ESTIMATE, DECLARE, WITHDRAW = (f"/calls/2/moves/{name}\n" for name in ("estimate", "declare", "withdraw"))
RETRACT, ANSWER, SETTLE = (f"/objections/1/moves/{name}\n" for name in ("retract", "answer", "let-stand"))


def told(app, person, said):
    """Return the newest mail to a person whose subject says something."""
    return [mail.text for mail in mails_to(app, person.actor.handle) if said in mail.subject][-1]


def test_whoever_took_part_is_asked_again_when_a_call_starts_anew(app, world):
    world.post(world.helps, "/calls/2/moves/take-position", {"position": "support"})
    world.object(world.raises)
    assert absolute("/objections/1") in told(app, world.lead, "objected")
    world.post(world.chair, f"{DRAFT}/moves/consent", {"reason": "It answers the objection."})
    assert absolute(f"{DRAFT}/moves/revise") in told(app, world.writer, "consented")
    assert ANSWER in told(app, world.lead, "objected")
    world.revise(world.author, "More.")
    again = told(app, world.other, "started the call anew")
    assert "Whoever took a position on the revision before takes one on this." in again
    assert absolute("/calls/2/moves/take-position") in again
    assert absolute(DRAFT) in again
    assert "mail came: you took a position in the call" in again
    assert TURN not in told(app, world.lead, "started the call anew")


def test_who_leads_a_call_is_led_to_the_next_step_that_the_rules_allow(app, world):
    world.object(world.raises)
    world.post(world.chair, "/objections/1/moves/answer", {"answer": "We add it."})
    assert RETRACT in told(app, world.raiser, "answered")
    assert TURN not in told(app, world.other, "opened")
    with later(app, 15):
        tick()
        closed = told(app, world.lead, "closed")
        assert [way in closed for way in (ESTIMATE, DECLARE, WITHDRAW)] == [True, False, False], "an estimate is first"
        world.revise(world.author, "More.")
        world.post(world.raises, "/objections/1/moves/maintain", {"reason": "Still too dear."})
        kept = told(app, world.lead, "does not answer")
        assert (ANSWER in kept, SETTLE in kept) == (True, True)
    with later(app, 23):
        tick()
        world.post(world.chair, "/objections/1/moves/set-aside", {"reason": "It is about another document."})
        estimate = {"result": "consensus", "reason": "One objection was set aside."}
        world.post(world.chair, "/calls/2/moves/estimate", estimate)
    with later(app, 32):
        tick()
        assert DECLARE in told(app, world.lead, "ended the time for reactions")


def test_who_edits_the_draft_is_asked_for_nothing_that_another_judges(app, world):
    world.post(world.chair, f"{DRAFT}/moves/name-editors", {"editors": "author, chair", "reason": "Both write."})
    world.post(world.helps, "/calls/2/moves/take-position", {"position": "support"})
    with later(app, 15):
        tick()
        assert TURN not in told(app, world.lead, "closed")


def test_proposers_are_asked_to_call_the_meeting_of_a_bof(app, db):
    proposer, second, _member = bof(app)
    meeting = absolute("/groups/icost/moves/call-meeting")
    assert [meeting in told(app, person, "approved a BoF") for person in (proposer, second)] == [True, True]
