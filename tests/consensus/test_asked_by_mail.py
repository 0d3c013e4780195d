"""The mails of a call and its objections say to whose turn it is what the next step is, and to nobody else."""

import re

import pytest

from igtf.core.mail import absolute
from tests.consensus.world import DRAFT
from tests.factories import later, mails_to, set_pace, tick
from tests.groups.making import bof

TURN = "What you can do now:"
ESTIMATE, DECLARE, WITHDRAW = (f"/calls/2/moves/{name}\n" for name in ("estimate", "declare", "withdraw"))
RETRACT, ANSWER, SETTLE = (f"/objections/1/moves/{name}\n" for name in ("retract", "answer", "let-stand"))


def told(app, person, said):
    """Return the newest mail to a person whose subject says something."""
    return [mail.text for mail in mails_to(app, person.actor.handle) if said in mail.text][-1]


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


def test_who_writes_the_draft_hears_what_is_objected_to_and_whether_a_revision_meets_it(app, world):
    world.object(world.raises)
    said = told(app, world.writer, "objected")
    assert (ANSWER in said, "you wrote or edit the draft" in said, SETTLE in said) == (True, True, False)
    world.post(world.author, f"{DRAFT}/moves/stop-editing", {"step": "done"})
    world.object(world.raises, "No figures.")
    assert TURN not in told(app, world.writer, "No figures."), "who wrote it and edits it no more revises it"
    world.post(world.chair, f"{DRAFT}/moves/consent", {"reason": "It answers the objection."})
    world.revise(world.author, "More.")
    world.post(world.raises, "/objections/1/moves/maintain", {"reason": "Still too dear."})
    assert "Still too dear." in told(app, world.writer, "does not answer")
    world.post(world.raises, "/objections/2/moves/confirm", {"position": "support"})
    assert "Objection 2: No figures." in told(app, world.writer, "revision answers")
    world.post(world.raises, "/objections/1/moves/retract", {"position": "support"})
    assert "Objection 1: Landlocked" in told(app, world.writer, "retracted")
    asked = {"question": "Shall we meet?", "days": "14"}
    assert "the authors and editors of the draft" in world.helps.get("/calls/2/moves/object").text
    world.post(world.chair, "/groups/costs/moves/ask-question", asked)
    assert "the authors and editors of the draft" not in world.helps.get("/calls/3/moves/object").text


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


def newest(app, person, said):
    """Return the newest mail to a person that is no digest and says something; '' without one."""
    mails = [mail for mail in mails_to(app, person.actor.handle) if not mail.key.startswith("digest:")]
    texts = [mail.text for mail in mails if said in " ".join(mail.text.split())]
    return texts[-1] if texts else ""


def test_whoever_took_part_hears_at_once_of_an_estimate_and_of_a_late_revision(app, world):
    world.post(world.helps, "/calls/2/moves/take-position", {"position": "support"})
    world.object(world.raises)
    world.post(world.chair, "/objections/1/moves/answer", {"answer": "We add it."})
    for person in (world.other, world.raiser, world.lead):
        set_pace(person, "weekly")
    with later(app, 15):
        tick()
        given = {"result": "consensus", "reason": "One objection was answered."}
        world.post(world.chair, "/calls/2/moves/estimate", given)
        assert "/calls/2/moves/react" in newest(app, world.other, "published an estimate")
        world.revise(world.author, "More.")
        assert "/calls/2/moves/object" in newest(app, world.other, "opened the review of a late revision")
        assert "/does-this-answer/" in newest(app, world.raiser, "Does it answer your objection?")
        assert newest(app, world.lead, "opened the review of a late revision") == "", "who is asked for nothing"


@pytest.mark.parametrize("answered", [False, True])
def test_the_question_to_the_raiser_has_its_link_in_a_digest_too_as_long_as_it_is_open(app, world, answered):
    link = r"https?://[^/]+(/does-this-answer/\S+)"
    set_pace(world.raiser, "daily")
    world.object(world.raises)
    world.post(world.chair, f"{DRAFT}/moves/consent", {"reason": "It answers the objection."})
    world.revise(world.author, "More.")
    assert newest(app, world.raiser, "Does it answer your objection?") == ""
    if answered:
        world.post(world.raises, "/objections/1/moves/confirm", {})
    with later(app, 1.1):
        digest = mails_to(app, "raiser")[-1].text
        words = " ".join(digest.split())
        assert "posted a revision and asks whether it answers this objection" in words
        assert digest.count("/does-this-answer/") == (0 if answered else 1)
        assert ("Only you can say that it is answered." in words) is not answered
        assert (absolute("/calls/2/moves/take-position") in digest) is not answered
        if not answered:
            assert app.test_client().get(re.search(link, digest)[1]).status_code == 200
