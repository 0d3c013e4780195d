"""Of a draft that is asked about again only the newest call goes on, and only the text it was declared on."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from igtf.consensus.models import Call
from igtf.core.clock import now
from igtf.core.db import session, writing
from igtf.core.errors import NotAllowed
from igtf.core.workflow import WORKFLOWS
from igtf.desk.waiting import on_desk
from igtf.people.roles import end_role, give_role, holders
from igtf.record.models import Event
from igtf.record.moves import perform
from tests.appeals.house import House, decision, state, told_of, upheld
from tests.appeals.test_annulling import DECLARED, QUESTIONS, active_group, called, submitted
from tests.consensus.world import DECLARATION, DRAFT, call
from tests.databases import upgraded_from_before
from tests.factories import broken_promises, by, later, sign_in, state_of, tick

REVIEWED = Event.kind == "call.review"
ASKED = {"days": "14", "question": "Ready now?"}


def asked_again(world):
    world.post(world.chair, f"{DRAFT}/moves/back-to-work", {"reason": "Figures first."})
    world.post(world.chair, f"{DRAFT}/moves/group-last-call", ASKED)


def test_a_revision_goes_to_the_newest_last_call_and_leaves_the_former_one_closed(app, world):
    world.post(world.helps, "/calls/2/moves/take-position", {"position": "support"})
    with later(app, 15):
        tick()
        asked_again(world)
        form = world.chair.get(f"{DRAFT}/moves/revise").text
        assert "It is open: it starts anew on this revision" in form
        assert "It is over and not declared" not in form
        world.revise(world.chair, "Figures.")
        assert (state_of("call", "2"), state_of("call", "3"), call("3").round) == ("closed", "open", 2)
        assert session.scalars(select(Event.id).where(REVIEWED)).all() == []
        world.post(world.chair, "/calls/2/moves/withdraw", {"reason": "It was asked again."})
        asks = call("3")
        assert asks.about.due_at == asks.closes_at, "the end of the former call is not that of the draft's"
        assert broken_promises() == []


def test_an_objection_in_the_review_of_a_former_call_opens_no_second_one(app, world):
    world.post(world.helps, "/calls/2/moves/take-position", {"position": "support"})
    with later(app, 15):
        tick()
        world.revise(world.author, "More.")
        assert state_of("call", "2") == "review"
        asked_again(world)
        world.object(world.raises)
        assert (state_of("call", "2"), state_of("call", "3")) == ("review", "open")
        assert state_of("objection", "1") == "raised"
        world.object(world.helps, "No figures.")
        world.post(world.helps, "/calls/3/moves/object", {"reason": "No figures.", "change": "Add them."})
        assert broken_promises() == []


def test_the_group_reacts_to_an_estimate_while_a_late_revision_is_reviewed(app, world):
    world.object(world.raises)
    react = ("/calls/2/moves/react", {"value": "misses", "text": "Costs stand there still."})
    with later(app, 15):
        tick()
        world.post(world.chair, "/objections/1/moves/answer", {"answer": "We add it."})
        world.post(world.helps, *react, 403)
        world.post(world.chair, "/calls/2/moves/estimate", {"result": "divergence", "reason": "One objects."})
        world.revise(world.author, "More.")
        assert state_of("call", "2") == "review"
        waits = [url for item in on_desk(world.other.id) for _act, url in item.acts]
        assert react[0] in waits
        assert world.helps.get(react[0]).status_code == 200
        world.post(world.helps, *react)
        assert "Costs stand there still." in app.test_client().get("/calls/2").text


def test_an_objection_that_came_with_a_revision_is_met_by_the_next_one(app, world):
    """Its moment is before that of the revision, and its turn was after it."""
    with later(app, 5):
        world.revise(world.chair, "More.")
        early = by(world.raiser, call().opens_at - timedelta(seconds=1))
        WORKFLOWS["call"].commands["object"](call(), reason="Costs.", change="A section on costs.", by=early)
        world.post(world.chair, "/objections/1/moves/answer", {"answer": "We add it."})
        meet = "/objections/1/moves/accommodate"
        refused = world.post(world.chair, meet, {"in_revision": "1", "reason": "Costs."}, 403)
        assert "no text later than draft-igtf-costs-costs-01" in refused.text
        world.revise(world.chair, "Costs.")
        world.post(world.chair, meet, {"in_revision": "2", "reason": "Costs."})
    assert state_of("objection", "1") == "accommodated"


def test_an_objection_that_came_with_a_revision_knows_it_from_one_under_the_former_name(app, world):
    """Adoption begins again at -00: the number of the revision had been that of another one, before its moment."""
    source, base = world.source, "/drafts/draft-author-more/moves"
    world.post(world.author, "/drafts/new", {"name": "more", "source": source, "step": "done"})
    world.post(world.author, f"{base}/revise", {"source": f"{source}\nOne.\n", "note": "One."})
    world.post(world.chair, f"{base}/call-for-adoption", {"group": "costs", "days": "14", "question": "Adopt?"})
    world.post(world.helps, "/calls/3/moves/take-position", {"position": "support"})
    with later(app, 15):
        tick()
        world.post(world.chair, "/calls/3/moves/declare", DECLARATION | {"dealt": ""})
        world.post(world.chair, f"{base}/adopt", {"name": "more", "editors": "author"})
        path = "/drafts/draft-igtf-costs-more/moves"
        world.post(world.chair, f"{path}/group-last-call", ASKED)
    with later(app, 16):
        world.post(world.chair, f"{path}/revise", {"source": f"{source}\nTwo.\n", "note": "Two."})
        early = by(world.raiser, call("4").opens_at - timedelta(seconds=1))
        WORKFLOWS["call"].commands["object"](call("4"), reason="Costs.", change="A section on costs.", by=early)
        meet = "/objections/1/moves/accommodate"
        world.post(world.chair, "/objections/1/moves/answer", {"answer": "We add it."})
        assert "draft-igtf-costs-more-01" in world.helps.get("/objections/1").text
        refused = world.post(world.chair, meet, {"in_revision": "1", "reason": "Costs."}, 403)
        assert "no text later than draft-igtf-costs-more-01" in refused.text
        world.post(world.chair, f"{path}/revise", {"source": f"{source}\nCosts.\n", "note": "Costs."})
        seen = "/compare?from=draft-igtf-costs-more-01&amp;to=draft-igtf-costs-more-02"
        assert seen in sign_in(app, world.raiser).get("/objections/1").text
        world.post(world.chair, meet, {"in_revision": "2", "reason": "Costs."})
    assert state_of("objection", "1") == "accommodated"


def test_a_raiser_is_asked_about_a_revision_by_the_name_it_had(app, world):
    """What was asked before an adoption is of the revision then; the one under the new name may not be there yet."""
    source, base = world.source, "/drafts/draft-author-more/moves"
    world.post(world.author, "/drafts/new", {"name": "more", "source": source, "step": "done"})
    world.post(world.chair, f"{base}/call-for-adoption", {"group": "costs", "days": "14", "question": "Adopt?"})
    world.post(world.raises, "/calls/3/moves/object", {"reason": "No figures.", "change": "Add figures."})
    said = DECLARATION | {"result": "divergence", "dealt": "It waits for figures."}
    with later(app, 15):
        tick()
        world.post(world.author, f"{base}/revise", {"source": f"{source}\nOne.\n", "note": "One."})
        world.post(world.chair, "/objections/1/moves/answer", {"answer": "The group adds them."})
    with later(app, 30):
        tick()
        world.post(world.chair, "/calls/3/moves/estimate", {"result": "divergence", "reason": "One objects."})
    with later(app, 34):
        tick()
        world.chair = sign_in(app, world.lead)
        world.post(world.chair, "/calls/3/moves/declare", said)
        world.post(world.chair, f"{base}/decline-adoption", {"reason": "Ask again."})
        world.post(world.chair, f"{base}/call-for-adoption", {"group": "costs", "days": "14", "question": "Now?"})
        world.post(sign_in(app, world.other), "/calls/4/moves/take-position", {"position": "support"})
    with later(app, 50):
        tick()
        chair, raiser = sign_in(app, world.lead), sign_in(app, world.raiser)
        world.post(chair, "/calls/4/moves/declare", DECLARATION | {"dealt": ""})
        world.post(chair, f"{base}/adopt", {"name": "more", "editors": "author"})
        page = raiser.get("/objections/1").text
        assert "compare?from=draft-author-more-00&amp;to=draft-author-more-01" in page
        assert 'href="/drafts/draft-author-more/01"' in page
        shown = raiser.get("/drafts/draft-author-more/01", follow_redirects=True)
        assert (shown.status_code, "draft-author-more-01" in shown.text) == (200, True)
        compared = raiser.get("/drafts/draft-igtf-costs-more/compare?from=draft-author-more-00&to=draft-author-more-01")
        assert compared.status_code == 200
        world.post(raiser, "/objections/1/moves/confirm", {"position": "support"})
        assert "draft-author-more-01" in app.test_client().get("/objections/1").text
    assert state_of("objection", "1") == "accommodated"


def test_what_was_declared_before_an_upgrade_was_declared_on_the_same_text(app, world, db_url):
    world.post(world.helps, "/calls/2/moves/take-position", {"position": "support"})
    with later(app, 15):
        tick()
        world.post(world.chair, "/calls/2/moves/declare", DECLARATION | {"dealt": ""})
        assert world.chair.get(f"{DRAFT}/moves/write-up").status_code == 200
    with later(app, 16):
        world.revise(world.author, "More.")
        upgraded_from_before(db_url, "0067")
        refused = sign_in(app, world.lead).get(f"{DRAFT}/moves/write-up")
        assert refused.status_code == 403
        assert "declared on draft-igtf-costs-costs-00, and draft-igtf-costs-costs-01 was posted since" in refused.text


def in_group(house: House) -> tuple[Any, Any]:
    """Return a draft that a group has adopted, and a chair of the group."""
    _group, chair = active_group(house)
    draft = submitted(house)
    called(house, chair, draft, "call-for-adoption", group="lamps")
    return house.do(chair, "draft", "adopt", draft, name="lamps", editors=house.filer.actor.handle), chair


def revised(house: House, draft: Any, **given: Any) -> None:
    source = draft.current.source.replace("# ", "# Other lamps: ", 1)
    made = given.get("by") or house.by(house.filer)
    perform(WORKFLOWS["draft"], "revise", draft, {"source": source, "note": "Other lamps."}, by=made)


def written_up(house: House, draft: Any, chair: Any) -> None:
    house.do(chair, "draft", "write-up", draft, shepherd=chair.actor.handle, **QUESTIONS)


def test_a_draft_that_its_group_takes_away_from_the_council_tells_who_was_to_act_there(app, db):
    house = House()
    draft, chair = in_group(house)
    called(house, chair, draft, "group-last-call")
    written_up(house, draft, chair)
    house.do(chair, "draft", "submit-to-council", draft)
    called(house, house.member, draft, "council-last-call")
    assert list(holders("responsible", draft.subject.group_id)) == [house.member.id]
    for move in ("park", "unpark", "withdraw"):
        house.do(chair, "draft", move, draft, reason="Another body took it up.")
        told = told_of(decision(f"draft.{move}"))
        assert (house.filer.id in told, house.member.id in told) == (True, move != "unpark"), move


def test_a_revision_that_got_its_turn_after_the_declaration_was_not_declared_on(app, db):
    house = House()
    draft, chair = in_group(house)
    called(house, chair, draft, "group-last-call")
    revised(house, draft, by=by(house.filer, house.at - timedelta(seconds=1)))
    with pytest.raises(NotAllowed, match="declared on draft-igtf-lamps-lamps-00, and draft-igtf-lamps-lamps-01"):
        written_up(house, draft, chair)


def test_what_was_revised_before_its_declaration_was_annulled_is_reviewed_first(app, db):
    house = House()
    draft, chair = in_group(house)
    asks = called(house, chair, draft, "group-last-call")
    revised(house, draft)
    upheld(house, decision("call.declare"))
    assert (state(asks), state(draft)) == ("review", "group-last-call")
    assert "A revision was posted since, so the call goes on about that one." in app.test_client().get("/calls/2").text
    house.tick(8)
    assert (state(asks), session.get_one(Call, asks.id).revision_number) == ("closed", 1)
    house.do(chair, "call", "estimate", asks, result="consensus", reason="All of it.")
    house.tick(4)
    house.do(chair, "call", "declare", asks, **DECLARED)
    written_up(house, draft, chair)
    assert (state(draft), broken_promises()) == ("write-up", [])


def test_what_was_revised_before_the_withdrawal_of_its_call_was_annulled_is_asked_anew(app, db):
    house = House()
    draft, chair = in_group(house)
    house.do(chair, "draft", "group-last-call", draft, days=28, question="Ready?")
    asks = house.newest("call")
    house.do(chair, "call", "withdraw", asks, reason="Not yet.")
    revised(house, draft)
    upheld(house, decision("call.withdraw"))
    asks = house.newest("call")
    assert (asks.subject.state, asks.round, asks.revision_number) == ("open", 2, 1)
    assert asks.about.due_at == asks.closes_at
    assert broken_promises() == []


def test_who_leads_the_group_neither_judges_in_the_last_call_of_the_council_nor_ends_its_ballot(app, db):
    house = House()
    draft, chair = in_group(house)
    called(house, chair, draft, "group-last-call")
    written_up(house, draft, chair)
    house.do(chair, "draft", "submit-to-council", draft)
    house.do(house.member, "draft", "council-last-call", draft, days=28, question="Publish?")
    asks, group = house.newest("call"), draft.subject.group_id
    house.do(house.filer, "call", "take-position", asks, position="support")
    house.tick(29)
    make = {"at": now(), "subject_id": group}
    with writing():
        give_role(house.member.id, "chair", **make)
    for move, given in (("declare", DECLARED), ("withdraw", {"reason": "Again."})):
        with pytest.raises(NotAllowed, match="aside here: you chair its group"):
            house.do(house.member, "call", move, asks, **given)
    session.rollback()
    acts = {url for item in on_desk(house.member.id) for _act, url in item.acts}
    assert not acts & {f"/calls/{asks.subject.ref}/moves/declare", f"/drafts/{draft.subject.ref}"}
    assert f"/drafts/{draft.subject.ref}/moves/assign" in {
        url for item in on_desk(house.chairman.id) for _act, url in item.acts
    }
    with writing():
        end_role(house.member.id, "chair", **make)
        give_role(house.chairman.id, "chair", **make)
    with pytest.raises(NotAllowed, match="aside here: you chair its group"):
        house.do(house.chairman, "call", "declare", asks, **DECLARED)
    house.do(house.member, "call", "declare", asks, **DECLARED)
    house.do(house.member, "draft", "to-ballot", draft, came_in="Nothing.")
    ballot = house.newest("ballot")
    for move, given in (("recall", {"reason": "Mine."}), ("close-early", {})):
        with pytest.raises(NotAllowed, match="aside here: you chair its group"):
            house.do(house.chairman, "ballot", move, ballot, **given)
    house.do(house.member, "ballot", "recall", ballot, reason="A body asks for time.")


def test_the_councils_chair_who_chairs_the_group_lets_no_revision_into_the_councils_last_call(app, db):
    house = House()
    draft, chair = in_group(house)
    called(house, chair, draft, "group-last-call")
    written_up(house, draft, chair)
    responsible = house.person(next(iter(holders("responsible", draft.subject.group_id))))
    house.do(chair, "draft", "submit-to-council", draft)
    house.do(responsible, "draft", "council-last-call", draft, days=28)
    with writing():
        end_role(house.chairman.id, "council-chair", at=now())
        give_role(chair.id, "council-chair", at=now())
    desk, page = sign_in(app, chair), f"/drafts/{house.newest('draft').subject.ref}/moves"
    changed = house.newest("draft").current.source.replace("# ", "# Other lamps: ", 1)
    assert desk.post(f"{page}/revise", data={"source": changed, "note": "Other lamps"}).status_code == 403
    assert desk.post(f"{page}/consent", data={"reason": "It answers."}).status_code == 403
    assert house.newest("draft").current.number == draft.current.number
