"""Who edits a group's draft: named at its adoption and anew by a chair, until they stop or the group ends."""

import pytest
from sqlalchemy import select

from igtf.core.db import session, writing
from igtf.drafts.writers import speaks_for, wrote
from igtf.people.roles import give_role, holders
from tests.appeals.house import House, decision, upheld
from tests.appeals.test_annulling import active_group, called, established, submitted
from tests.appeals.test_work_taken_back import adopted
from tests.consensus.test_standing_aside import ASIDE, SAID
from tests.consensus.world import DRAFT, World
from tests.drafts.making import draft_of
from tests.factories import acts_of, broken_promises, later, make_person, sign_in, tick
from tests.groups.making import told

NAME = f"{DRAFT}/moves/name-editors"
REASON = {"reason": "The text has rested for a year."}


@pytest.fixture
def world(app, db):
    """A group's draft in its last call, of which its author is the editor; somebody took a position."""
    found = World(app)
    found.post(found.helps, "/calls/2/moves/take-position", {"position": "support"})
    return found


def editors() -> list[int]:
    return list(holders("editor", draft_of().id))


def has_written(person) -> bool:
    return bool(session.scalar(select(wrote(person.id, draft_of().id))))


def test_a_chair_names_others_in_place_of_an_editor_who_fell_silent(app, world):
    silent = make_person("silent")
    world.post(world.author, NAME, {"editors": "author, silent"} | REASON, 403)
    world.post(world.chair, NAME, {"editors": "author, silent"} | REASON)
    assert editors() == [world.writer.id, silent.id]
    form = world.chair.get(NAME)
    assert 'value="author, silent"' in form.text, "those who edit it now are there to be kept"
    same = world.post(world.chair, NAME, {"editors": "silent author"} | REASON, 422)
    assert "They are its editors already" in same.text
    assert "Name at least one editor" in world.post(world.chair, NAME, {"editors": "", **REASON}, 422).text
    assert "Say why" in world.post(world.chair, NAME, {"editors": "other", "reason": ""}, 422).text
    told(app)
    world.post(world.chair, NAME, {"editors": "other, author"} | REASON)
    assert editors() == [world.writer.id, world.other.id]
    mails = told(app)
    assert "you edited it until now" in mails["silent@people.example"]
    for handle in ("other", "author"):
        assert REASON["reason"] in mails[f"{handle}@people.example"], handle
    page = world.helps.get(DRAFT).text
    assert 'href="/people/silent"' in page, "the timeline says who edits it no more"
    world.post(sign_in(app, silent), f"{DRAFT}/moves/stop-editing", status=403)


def test_a_chair_asks_on_the_desk_for_others_where_no_revision_comes(app, world):
    with later(app, 15):
        tick()
        world.post(world.chair, "/calls/2/moves/declare", SAID)
        world.post(world.chair, f"{DRAFT}/moves/back-to-work", {"reason": "One more thing."})
    with later(app, 150):
        assert "No revision for long: ask the editors, or name others" in acts_of(world.lead)
        assert NAME in sign_in(app, world.lead).get("/desk").text
        assert "No revision for long: ask the editors, or name others" not in acts_of(world.writer)


def test_a_chair_who_edits_judges_again_once_others_edit_it_unless_they_wrote(app, world):
    with later(app, 16):
        tick()
        world.post(world.chair, NAME, {"editors": "author, chair"} | REASON)
        assert ASIDE in world.post(world.chair, "/calls/2/moves/declare", SAID, 403).text
        world.post(world.chair, NAME, {"editors": "author"} | REASON)
        assert not has_written(world.lead)
        world.post(world.chair, "/calls/2/moves/declare", SAID)
        world.post(world.chair, f"{DRAFT}/moves/back-to-work", {"reason": "One more thing."})
        world.post(world.chair, NAME, {"editors": "author, chair"} | REASON)
    with later(app, 17):
        world.revise(world.chair, "Costs are prices.")
        world.post(world.chair, f"{DRAFT}/moves/group-last-call", {"days": "14", "question": "Ready?"})
        world.post(world.helps, "/calls/3/moves/take-position", {"position": "support"})
    with later(app, 32):
        tick()
        world.post(world.chair, NAME, {"editors": "author"} | REASON)
        assert editors() == [world.writer.id]
        assert has_written(world.lead)
        assert not session.scalar(select(speaks_for(world.lead.id, draft_of().id))), "others answer reviews of it now"
        assert session.scalar(select(speaks_for(world.writer.id, draft_of().id)))
        assert ASIDE in world.post(world.chair, "/calls/3/moves/declare", SAID, 403).text
        back = world.post(world.chair, f"{DRAFT}/moves/back-to-work", {"reason": "Mine."}, 403)
        assert ASIDE in back.text


def test_an_editor_stops(app, world):
    world.post(world.chair, NAME, {"editors": "author, other"} | REASON)
    stop = f"{DRAFT}/moves/stop-editing"
    assert "You are no editor" in world.post(world.raises, stop, status=403).text
    assert "You are no editor" in world.post(world.chair, stop, status=403).text
    told(app)
    assert "Nothing is recorded yet." in world.helps.get(stop).text
    world.post(world.helps, stop, {"step": "done"})
    assert editors() == [world.writer.id]
    assert "stopped editing the draft" in told(app)["chair@people.example"]
    assert "A draft is revised by its authors and editors" in world.revise(world.helps, "One more.", 403).text


def test_only_a_draft_of_a_group_has_editors(app, db):
    house = House()
    draft = submitted(house)
    writer, chair = sign_in(app, house.filer), sign_in(app, make_person())
    path = f"/drafts/{draft.subject.ref}/moves/name-editors"
    assert "name-editors" not in writer.get(f"/drafts/{draft.subject.ref}").text
    for client in (writer, chair):
        assert client.post(path, data={"editors": house.filer.actor.handle} | REASON).status_code in (403, 409)


def test_the_editors_end_with_the_group_and_a_second_one_names_its_own(app, db):
    house = House()
    group, chair = active_group(house)
    draft = adopted(house, chair, submitted(house))
    editor, later_one = make_person(), make_person()
    house.do(chair, "draft", "name-editors", draft, editors=editor.actor.handle, reason="The author rests.")
    house.do(house.member, "group", "conclude", group, report="Lamps burn.")
    assert list(holders("editor", draft.id)) == []
    aside = sign_in(app, editor).post(f"/drafts/{draft.subject.ref}/moves/withdraw", data={"reason": "Mine."})
    assert aside.status_code == 403
    upheld(house, decision("group.conclude"))
    assert list(holders("editor", draft.id)) == [editor.id], "with the group its editors are back"
    house.do(house.member, "group", "conclude", group, report="Lamps burn.")
    with writing():  # as it was before editors ended with their group
        give_role(editor.id, "editor", at=house.at, subject_id=draft.id)
    other = established(house, "candles")
    house.do(house.member, "group", "to-ballot", other)
    house.vote(house.newest("ballot"))
    second = house.person(min(holders("chair", other.id)))
    called(house, second, draft, "call-for-adoption", group="candles")
    house.do(second, "draft", "adopt", draft, name="candles", editors=later_one.actor.handle)
    assert list(holders("editor", draft.id)) == [later_one.id]
    upheld(house, decision("draft.adopt"))
    assert list(holders("editor", draft.id)) == []
    assert broken_promises() == []
