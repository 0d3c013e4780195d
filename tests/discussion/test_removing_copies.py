"""What has to go from one subject goes from those in whose texts and entries the program said the same."""

import re

import pytest
from sqlalchemy import select, update

from igtf.core.db import session, writing
from igtf.core.text.passages import REMOVED
from igtf.groups.events import RETURNED, TAKEN_UP
from igtf.record.models import Event, Payload, Subject
from igtf.record.queries import subject_of
from tests.consensus.world import DRAFT, World
from tests.discussion.test_removing import PATH, SECRET, given, held
from tests.factories import broken_promises, issue_form, later, make_person, sign_in, tick
from tests.groups.making import active_group

PLACES = (
    "/objections/1", "/calls/2", "/calls/", DRAFT, "/groups/costs", "/feeds/all.atom", "/record", "/api/v1/events",
    "/api/v1/calls/2/positions", "/api/v1/objections",
)  # fmt: skip


@pytest.fixture
def world(app, db):
    """Return a group with its draft in a last call, and who has a part in it."""
    return World(app)


def said(app, words):
    """Return where a reader finds the words."""
    outside = app.test_client()
    return [place for place in PLACES if words in outside.get(place).text]


def marked(app, subject):
    """Return when the marked entries of the feed of a subject were updated."""
    feed = app.test_client().get(f"/feeds/{subject}.atom").text
    entries = re.findall(r"<entry>.*?</entry>", feed, re.DOTALL)
    return [re.search("<updated>(.*?)<", each)[1] for each in entries if REMOVED in each]


@pytest.mark.parametrize("kind", ["objection.raise", "call.object"])
def test_an_objection_loses_it_with_its_call_whichever_entry_is_named(app, world, moderator, kind):
    world.object(world.raises, reason=f"{SECRET} pays for it.")
    world.object(world.helps, reason="Nobody else does.")
    assert len(said(app, "5 Example Street")) > 4
    assert moderator.post(PATH, data=given(kind)).status_code == 302
    assert held("Jane", "Example Street") == []
    assert said(app, "Example Street") == []
    assert "Nobody else does." in app.test_client().get("/calls/2").text
    assert broken_promises() == []


def test_a_call_is_stale_and_its_feed_newer_once_an_objection_in_it_lost_words(app, world, moderator):
    world.object(world.raises, reason=f"{SECRET} pays for it.")
    session.rollback()
    before = subject_of("call", "2")
    seen, moment = before.revision, f"{before.active_at:%Y-%m-%dT%H:%M:%SZ}"
    with later(app, 1):
        assert moderator.post(PATH, data=given("objection.raise")).status_code == 302
        found = marked(app, "calls/2")
    assert found
    assert min(found) > moment, "a reader that goes by it keeps no words that are gone"
    taken = {"position": "support", "reason": f"{SECRET} pays.", "revision": str(seen)}
    refused = world.helps.post("/calls/2/moves/take-position", data=taken)
    assert (refused.status_code, "a moderator removed words" in refused.text) == (409, True)


@pytest.mark.parametrize("kind", ["minority.attach", "call.dissent"])
def test_a_minority_statement_loses_it_with_its_call(app, world, moderator, kind):
    world.post(world.raises, "/calls/2/moves/take-position", {"position": "abstain"})
    with later(app, 15):
        tick()
        world.post(world.raises, "/calls/2/moves/dissent", {"title": f"On {SECRET}", "text": f"Ask {SECRET}."})
        assert moderator.post(PATH, data=given(kind)).status_code == 302
        assert held("Jane", "Example Street") == []


def test_a_title_goes_from_those_of_the_calls_about_it(app, world, moderator):
    title = subject_of("draft", "draft-igtf-costs-costs").title
    assert {"/calls/", DRAFT, "/groups/costs"} <= {*said(app, title)}
    assert moderator.post(PATH, data=given("draft.submit", title)).status_code == 302
    assert (held(title), said(app, title)) == ([], [])
    session.rollback()
    titles = session.scalars(select(Subject.title).where(Subject.kind == "call")).all()
    assert {text.partition(REMOVED)[2] for text in titles} == {": Adopt?", ": Ready?"}


def test_a_group_that_took_an_issue_up_and_returned_it_says_its_title_no_more(app, moderator, writer):
    chair, council = make_person(), make_person(roles=("council",))
    active_group(app, chair, member=council)
    assert writer.post("/issues/new", data=issue_form(title=f"On {SECRET}")).status_code == 302
    number = session.scalars(select(Subject.ref).where(Subject.kind == "issue").order_by(Subject.id.desc())).first()
    place = f"/issues/{number}/moves"
    assert sign_in(app, council).post(f"{place}/accept", data={"reason": "In scope."}).status_code == 302
    taken = sign_in(app, chair).post(f"{place}/take-up", data={"group": "icost", "paragraph": "The first."})
    assert taken.status_code == 302, taken.text
    back = sign_in(app, chair).post(f"{place}/return", data={"reason": "It is another's."})
    assert back.status_code == 302, back.text
    assert "Example Street" not in app.test_client().get("/groups/icost").text, "its entries have the number alone"
    with writing():  # those of former times have the title too
        own = select(Event.id).where(Event.kind.in_((TAKEN_UP, RETURNED)))
        said = {"issue": f"#{number} On {SECRET}", "number": ""}
        assert session.execute(update(Payload).where(Payload.event_id.in_(own)).values(data=said)).rowcount == 2
    assert app.test_client().get("/groups/icost?n=1").text.count("Example Street") >= 2, "no page that is kept"
    entry = session.scalars(select(Event.id).where(Event.kind == "issue.take-up")).one()
    assert moderator.post(PATH, data=given("issue.file") | {"entry": entry}).status_code == 302
    assert held("Jane", "Example Street") == []
    assert "Example Street" not in app.test_client().get("/groups/icost").text
