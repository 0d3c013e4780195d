"""An objection to a charter is accommodated by a version of it, and its raiser is asked about each (section 5)."""

import pytest
from sqlalchemy import update

from igtf.consensus.models import Objection
from igtf.core.db import session, writing
from igtf.groups.models import Charter
from tests.consensus.world import DECLARATION, call
from tests.factories import broken_promises, later, link_in, mails_to, state_of, tick

REVISE = "/groups/costs/moves/revise-charter"
MEET = "/objections/1/moves/accommodate"
WIDE = {"charter": "# Scope\n\nCosts, and who pays them.", "note": "Who pays"}
NARROW = {"charter": "# Scope\n\nCosts of transit.", "note": "Transit alone"}
OBJECTS = {"reason": "Too wide.", "change": "Transit alone."}


@pytest.fixture
def asked(app, world):
    """Return a world where somebody objects in the call on a new charter, which the chair has answered."""
    world.post(world.chair, REVISE, WIDE)
    world.post(world.chair, "/groups/costs/moves/call-on-charter", {"question": "Is it right?", "days": "14"})
    world.post(world.helps, "/calls/3/moves/take-position", {"position": "support"})
    world.post(world.raises, "/calls/3/moves/object", OBJECTS)
    world.post(world.chair, "/objections/1/moves/answer", {"answer": "It can be narrower."})
    return world


def objection() -> Objection:
    session.rollback()
    return session.query(Objection).one()


def test_no_version_that_is_not_there_accommodates(app, asked):
    assert objection().raised_on == "costs-02"
    for named in ({"in_revision": "77"}, {}):
        refused = asked.post(asked.chair, MEET, {"reason": "It is there."} | named, 403)
        assert "The charter has no text later than costs-02, on which the objection was raised." in refused.text
    assert f'<a href="/groups/costs/charter?back={MEET}">To the charter</a>' in asked.chair.get("/objections/1").text
    asked.post(asked.chair, REVISE, NARROW)
    assert 'name="in_revision" required type="number" value="3"' in asked.chair.get(MEET).text
    for number in ("2", "77"):
        refused = asked.post(asked.chair, MEET, {"reason": "It is there.", "in_revision": number}, 422)
        assert (
            "Name a revision made since the objection was raised on costs-02; the newest is costs-03." in refused.text
        )
    assert "Name the revision that" in asked.post(asked.chair, MEET, {"reason": "It is there."}, 422).text
    asked.post(asked.chair, REVISE, WIDE)
    asked.post(asked.chair, MEET, {"reason": "It is there.", "in_revision": "4"}, 422)  # the text objected to
    assert state_of("objection", "1") == "answered"


def test_a_charter_that_was_not_narrowed_finds_no_consensus(app, asked):
    with later(app, 15):
        tick()
        asked.post(asked.chair, MEET, {"reason": "It is there.", "in_revision": "77"}, 403)
        asked.post(asked.chair, "/calls/3/moves/estimate", {"result": "consensus", "reason": "All."})
    with later(app, 19):
        tick()
        asked.post(asked.chair, "/calls/3/moves/declare", DECLARATION, 422)
    assert state_of("call", "3") == "closed"


def test_the_raiser_is_asked_about_a_new_version_and_says_yes(app, asked):
    form = asked.chair.get(REVISE).text
    assert "Whoever raised it is asked by mail whether this revision answers the objection." in form
    asked.post(asked.chair, REVISE, NARROW)
    assert (call("3").round, objection().asked_about) == (2, "costs-03")
    page = asked.raises.get("/objections/1").text
    assert 'href="/groups/costs/charter/3"' in page
    assert 'href="/groups/costs/charter?from=2&amp;to=3"' in page
    for place in ("/groups/costs/charter/3", "/groups/costs/charter?from=2&to=3"):
        assert asked.raises.get(place).status_code == 200
    (mail,) = [each for each in mails_to(app, "raiser") if "Does the new revision answer" in each.subject]
    assert "A new revision was posted: costs-03. Does it answer your objection?" in mail.text
    link = link_in(mail, "does-this-answer")
    assert app.test_client().get(link).status_code == 200
    asked.post(asked.raises, "/objections/1/moves/confirm", {"position": "support"})
    assert (state_of("objection", "1"), objection().revision_number) == ("accommodated", 3)
    assert broken_promises() == []


def test_no_version_accommodates_over_the_no_of_its_raiser(app, asked):
    asked.post(asked.chair, REVISE, NARROW)
    asked.post(asked.raises, "/objections/1/moves/maintain", {"reason": "Still too wide."})
    refused = asked.post(asked.chair, MEET, {"reason": "It is there.", "in_revision": "3"}, 403)
    assert "Who raised this objection says that costs-03 does not answer it" in refused.text
    asked.post(asked.chair, REVISE, {"charter": "# Scope\n\nCosts of transit by land.", "note": "By land"})
    asked.post(asked.raises, "/objections/1/moves/retract", {})
    assert state_of("objection", "1") == "retracted"


def test_who_objected_to_a_charter_in_force_is_not_asked_about_the_next_one(app, asked):
    """That is a question of its own, as the call on it is."""
    with writing():
        for number, became in ((1, "replaced"), (2, "in-force")):
            session.execute(update(Charter).where(Charter.number == number).values(state=became))
    asked.post(asked.chair, REVISE, NARROW)
    assert (objection().asked_about, call("3").round) == (None, 1)


def test_an_objection_is_to_the_charter_that_the_call_asks_about_also_once_a_newer_one_is_written(app, asked):
    with writing():
        for number, became in ((1, "replaced"), (2, "in-force")):
            session.execute(update(Charter).where(Charter.number == number).values(state=became))
    asked.post(asked.chair, REVISE, NARROW)
    asked.post(asked.helps, "/calls/3/moves/object", {"reason": "Nobody pays.", "change": "Say who pays."})
    session.rollback()
    said = session.query(Objection).order_by(Objection.id.desc()).first()
    assert (call("3").revision_number, said.raised_on) == (2, "costs-02")
    assert "costs-03" not in app.test_client().get("/objections/2").text
