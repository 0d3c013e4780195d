"""What a pending appeal holds up says so on its page, until when, and what has to end first."""

from datetime import timedelta

import pytest
from sqlalchemy import delete

from igtf.core.clock import now
from igtf.core.db import session, writing
from igtf.core.moments import day
from igtf.record.models import Relation
from igtf.record.queries import subject_of
from igtf.record.subjects import touch
from tests.appeals.house import GROUND
from tests.consensus.world import DECLARATION, DRAFT, World
from tests.databases import upgraded_from_before
from tests.factories import later, make_person, sign_in, tick

PENDING = "An appeal is pending:"
HELD_UP = "0046"
"""The migration by which an appeal of before names what it holds up."""
HELD = "Until it has come to its end nothing that hangs on it is published or sent, at most until "


@pytest.fixture
def world(app, db):
    return World(app)


def decision_in(page: str) -> str:
    return page.partition("/appeals/new?decision=")[2].partition('"')[0]


def test_what_a_call_decides_on_says_that_it_is_appealed(app, world):
    appellant, reader = sign_in(app, make_person("appellant")), app.test_client()
    world.post(world.helps, "/calls/2/moves/take-position", {"position": "support"})
    with later(app, 15):
        tick()
        world.post(world.chair, "/calls/2/moves/declare", DECLARATION | {"dealt": ""})
        assert PENDING not in reader.get(DRAFT).text
        number = decision_in(reader.get("/calls/2").text)
        world.post(appellant, "/appeals/new", GROUND | {"decision": number, "step": "done"})
        until = HELD + day(now() + timedelta(days=60))
        for path in ("/calls/2", DRAFT):
            page = reader.get(path).text
            assert f'{PENDING}</b> <a href="/appeals/1">' in page
            assert until in page
        assert '<a class="t" href="/appeals/1">' in reader.get("/groups/costs").text
        form = world.chair.get(f"{DRAFT}/moves/write-up").text
        assert "Appeal 1 is pending: nothing is published or sent before it has come to its end" in form
    with later(app, 76):
        page = reader.get(DRAFT).text
        assert HELD not in page
        assert "What hangs on it waits for it no longer." in page
    world.post(appellant, "/appeals/1/moves/withdraw", {"reason": "It was answered."})
    assert PENDING not in reader.get(DRAFT).text
    with later(app, 16):
        assert "is pending" not in world.chair.get(f"{DRAFT}/moves/write-up").text


def test_an_appeal_of_before_names_what_it_holds_up_after_an_upgrade(app, world, db_url):
    world.post(world.helps, "/calls/2/moves/take-position", {"position": "support"})
    with later(app, 15):
        tick()
        world.post(world.chair, "/calls/2/moves/declare", DECLARATION | {"dealt": ""})
        reader = app.test_client()
        number = decision_in(reader.get("/calls/2").text)
        appellant = sign_in(app, make_person("appellant"))
        world.post(appellant, "/appeals/new", GROUND | {"decision": number, "step": "done"})
        with writing():
            session.execute(delete(Relation).where(Relation.kind == "holds-up"))
            touch(subject_of("draft", DRAFT.rpartition("/")[2]).id, now())
        assert PENDING not in reader.get(DRAFT).text
        upgraded_from_before(db_url, HELD_UP)
        assert f'{PENDING}</b> <a href="/appeals/1">' in sign_in(app, make_person()).get(DRAFT).text
