"""Who wrote a draft decides nothing about it as chair: another chair does, or the responsible member (section 1)."""

import pytest
from sqlalchemy import select

from igtf.consensus.leading import leaders
from igtf.core.clock import now
from igtf.core.db import session, writing
from igtf.desk.waiting import on_desk
from igtf.people.models import Person
from igtf.people.roles import give_role, holders
from igtf.record.models import Actor, Subject
from tests.consensus.world import DECLARATION, DRAFT, World, call
from tests.drafts.samples import SHORT
from tests.factories import acts_of, broken_promises, later, make_person, sign_in, state_of, tick
from tests.groups.making import bof, told

ASIDE = "You stand aside here: you write this draft."
SAID = DECLARATION | {"dealt": ""}


@pytest.fixture
def world(app, db):
    """The last call of a draft of the group, in which somebody took a position."""
    found = World(app)
    found.post(found.helps, "/calls/2/moves/take-position", {"position": "support"})
    return found


def make(person, role, kind, ref):
    with writing():
        of = session.scalars(select(Subject.id).where(Subject.kind == kind, Subject.ref == ref)).one()
        give_role(person.id, role, at=now(), subject_id=of)


def asked(handle):
    """Return what stands on somebody's desk, each act with its address."""
    session.rollback()
    person = session.scalars(select(Actor.id).where(Actor.handle == handle)).one()
    return {url for item in on_desk(person) for _act, url in item.acts}


def test_a_chair_who_wrote_the_draft_leaves_it_to_the_other_one(app, world):
    make(world.writer, "chair", "group", "costs")
    judged = "The call is judged by: Chair Exemplar."
    assert f"{ASIDE} {judged}" in world.author.get("/calls/2").text
    assert "is judged by" not in world.chair.get("/calls/2").text + world.helps.get("/calls/2").text
    assert ASIDE in world.post(world.author, f"{DRAFT}/moves/consent", {"reason": "A small change."}, 403).text
    world.revise(world.author, "A late change.", 403)
    world.post(world.raises, "/calls/2/moves/object", {"reason": "Costs.", "change": "A section on costs."})
    world.post(world.author, "/objections/1/moves/answer", {"answer": "It is in section 2."})
    settle = ("/objections/1/moves/set-aside", {"reason": "It asks about prices."})
    assert ASIDE in world.post(world.author, *settle, 403).text
    world.post(world.chair, *settle)
    with later(app, 15):
        tick()
        estimate = ("/calls/2/moves/estimate", {"result": "consensus", "reason": "Rough consensus, it seems."})
        assert ASIDE in world.post(world.author, *estimate, 403).text
        assert asked("author") == set()
        assert asked("chair") == {"/calls/2/moves/estimate"}
        world.post(world.chair, *estimate)
    with later(app, 19):
        tick()
        said = SAID | {"dealt": "#1 does not bear on the question."}
        assert ASIDE in world.author.get("/calls/2").text
        assert ASIDE in world.post(world.author, "/calls/2/moves/declare", said, 403).text
        assert ASIDE in world.post(world.author, "/calls/2/moves/withdraw", {"reason": "Again."}, 403).text
        assert asked("author") == set()
        world.post(world.chair, "/calls/2/moves/declare", said)
        for name in ("write-up", "back-to-work"):
            assert ASIDE in world.post(world.author, f"{DRAFT}/moves/{name}", {"reason": "Mine."}, 403).text
        assert asked("author") == set()
        assert asked("chair") == {None}


def mailed(app):
    """Return the last mail to each person, by handle."""
    return {address.partition("@")[0]: text for address, text in told(app).items()}


def test_a_question_to_a_bof_is_on_the_desk_and_in_the_mail_of_its_responsible_member(app, db):
    proposer, _second, member = bof(app)
    proposes, oversees, objects = (sign_in(app, person) for person in (proposer, member, make_person()))
    question = {"question": "Two?", "days": "14"}
    assert oversees.post("/groups/icost/moves/ask-question", data=question).status_code == 302
    told(app)
    raised = {"reason": "One is enough.", "change": "Ask about one."}
    assert objects.post("/calls/1/moves/object", data=raised).status_code == 302
    assert "you lead the call" in mailed(app)["overseer"]
    assert "/objections/1/moves/answer" in asked("overseer")
    assert "/objections/1/moves/answer" not in asked("proposer")
    answers = {"answer": "Both are asked for."}
    assert proposes.post("/objections/1/moves/answer", data=answers).status_code == 403
    assert oversees.post("/objections/1/moves/answer", data=answers).status_code == 302
    with later(app, 15):
        tick()
        assert "/calls/1/moves/estimate" in asked("overseer")
        assert "you lead the call" in mailed(app)["overseer"]


def test_where_every_chair_wrote_it_the_responsible_member_decides(app, world):
    member = session.scalars(select(Actor).where(Actor.handle == "member")).one()
    decides = sign_in(app, member)
    with later(app, 15):
        tick()
        assert "/calls/2/moves/declare" not in asked("member")
        assert "This is for who leads the call" in world.post(decides, "/calls/2/moves/declare", SAID, 403).text
        make(world.lead, "editor", "draft", "draft-igtf-costs-costs")
        told(app)
        world.post(world.helps, "/calls/2/moves/dissent", {"title": "Costs", "text": "Costs are prices."})
        assert "you lead the call" in mailed(app)["member"]
        assert asked("chair") == set()
        assert "/calls/2/moves/declare" in asked("member")
        assert ASIDE in world.post(world.chair, "/calls/2/moves/declare", SAID, 403).text
        assert world.chair.get("/calls/2/moves/declare").status_code == 403
        world.post(decides, "/calls/2/moves/declare", SAID)
        assert state_of("call", "2") == "consensus"
        back = ("/moves/back-to-work", {"reason": "The annex is missing."})
        assert ASIDE in world.post(world.chair, DRAFT + back[0], back[1], 403).text
        page = decides.get(DRAFT).text
        assert f"{DRAFT}/moves/write-up" in page
        world.post(decides, DRAFT + back[0], back[1])
        assert state_of("draft", "draft-igtf-costs-costs") == "group-draft"


def test_adoption_is_declared_and_done_by_who_did_not_write_the_draft(app, world):
    make(world.writer, "chair", "group", "costs")
    world.post(world.author, "/drafts/new", {"name": "prices", "source": world.source, "step": "done"})
    asks = {"group": "costs", "days": "14", "question": "Adopt?"}
    another = "You write this draft: another chair of the group, or its responsible member, judges the call."
    call = "/drafts/draft-author-prices/moves/call-for-adoption"
    assert [another in client.get(call).text for client in (world.author, world.chair)] == [True, False]
    world.post(world.author, "/drafts/draft-author-prices/moves/call-for-adoption", asks)
    world.post(world.helps, "/calls/3/moves/take-position", {"position": "support"})
    adopt = ("/drafts/draft-author-prices/moves/adopt", {"name": "prices", "editors": "author"})
    with later(app, 15):
        tick()
        assert ASIDE in world.post(world.author, "/calls/3/moves/declare", SAID, 403).text
        world.post(world.chair, "/calls/3/moves/declare", SAID)
        assert ASIDE in world.post(world.author, *adopt, 403).text
        world.post(world.chair, *adopt)


def test_who_wrote_another_draft_judges_this_one_and_nobody_is_asked_in_their_place(app, world):
    asks = {"group": "costs", "days": "14", "question": "Adopt?"}
    for client, who, name in ((world.chair, "Chair", "own"), (world.author, "Author", "more")):
        source = SHORT.format(name=f"{who} Exemplar")
        world.post(client, "/drafts/new", {"name": name, "source": source, "step": "done"})
        world.post(world.chair, f"/drafts/draft-{who.lower()}-{name}/moves/call-for-adoption", asks)
    world.post(world.helps, "/calls/4/moves/take-position", {"position": "support"})
    group = call().subject.group_id
    overseer = session.get_one(Person, next(iter(holders("responsible", group))))
    led = [overseer.id in session.scalars(leaders(call(ref).id)).all() for ref in "234"]
    assert led == [False, True, False], "only of the draft that the chair wrote"
    acts = ["Write up, or take it back to work", "Adopt it: consensus was declared"]
    with later(app, 15):
        tick()
        for ref in "24":
            world.post(sign_in(app, world.lead), f"/calls/{ref}/moves/declare", SAID)
        assert [act for act in acts if act in acts_of(world.lead)] == acts
        assert not {*acts} & {*acts_of(overseer)}
    assert broken_promises() == []
