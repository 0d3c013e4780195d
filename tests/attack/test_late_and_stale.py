"""Two editors at once, and a declaration on an older page: one act, and the other keeps the text."""

import re

from sqlalchemy import func, select

from igtf.core.db import session
from igtf.drafts.models import Revision
from igtf.record.models import Event
from tests.attack.kit import at_once
from tests.consensus.world import DECLARATION, DRAFT, World
from tests.factories import later, state_of, tick

ESTIMATE = {"result": "consensus", "reason": "Nobody spoke against it."}


def seen(client, path):
    """Return the revision of the subject with which the form at ``path`` opens."""
    return shown(client.get(path))


def shown(answer):
    return re.search(r'name="revision" value="(\d+)"', answer.text)[1]


def count(model, *where):
    session.rollback()
    return session.scalar(select(func.count()).select_from(model).where(*where))


def test_two_editors_post_a_revision_at_once_and_one_is_told_and_keeps_the_text(app, db):
    world, path = World(app), f"{DRAFT}/moves/revise"
    world.post(world.chair, "/calls/2/moves/withdraw", {"reason": "The text is not ready."})
    before, told = count(Revision), count(Event, Event.kind == "draft.revise")
    editors = {"By the author.": world.author, "By the chair.": world.chair}
    forms = [
        (client, {"source": f"{world.source}\n{words}\n", "note": words, "revision": seen(client, path)})
        for words, client in editors.items()
    ]
    answers = at_once([lambda c=c, f=f: c.post(path, data=f) for c, f in forms])
    assert sorted(answer.status_code for answer in answers) == [302, 409]
    assert count(Revision) == before + 1
    assert count(Event, Event.kind == "draft.revise") == told + 1
    words, refused = next(
        (words, answer) for words, answer in zip(editors, answers, strict=True) if answer.status_code == 409
    )
    assert f"\n{words}</textarea>" in refused.text, "the text is kept"
    winner = "Author" if editors[words] is world.chair else "Chair"
    assert f"Meanwhile {winner} Exemplar posted a revision." in refused.text
    again = {"source": f"{world.source}\n{words}\n", "note": words, "revision": shown(refused)}
    world.post(editors[words], path, again)
    assert count(Revision) == before + 2, "who looked at it again and submits once more is not refused again"


def test_a_declaration_on_a_stale_page_is_refused_and_keeps_its_text(app, db):
    world, path = World(app), "/calls/2/moves/declare"
    world.post(world.helps, "/calls/2/moves/take-position", {"position": "support"})
    with later(app, 15):
        tick()
        opened = seen(world.chair, path)
        mine = DECLARATION | {"dealt": "", "tradeoffs": "What I weighed.", "revision": opened}
        world.post(world.chair, "/calls/2/moves/estimate", ESTIMATE)
        stale = world.post(world.chair, path, mine, 409)
        assert "Meanwhile Chair Exemplar published an estimate of the result." in stale.text
        assert "What I weighed." in stale.text
        assert state_of("call", "2") == "closed"
        world.post(world.chair, path, mine | {"revision": shown(stale)})
        again = world.post(world.chair, path, mine | {"result": "divergence"}, 409)
        assert "What I weighed." in again.text
        assert state_of("call", "2") == "consensus"
    assert count(Event, Event.kind == "call.declare") == 2, "the one of the adoption, and this one"


def test_an_objection_that_stands_meanwhile_is_seen_though_the_page_is_older(app, db):
    world, path = World(app), "/calls/2/moves/declare"
    world.object(world.raises)
    world.post(world.chair, "/objections/1/moves/answer", {"answer": "The annex says it."})
    world.post(world.raises, "/objections/1/moves/retract", {"position": "can-live-with"})
    with later(app, 15):
        tick()
        world.post(world.chair, "/calls/2/moves/estimate", ESTIMATE)
    with later(app, 19):
        mine = DECLARATION | {"tradeoffs": "What I weighed.", "revision": seen(world.chair, path)}
        world.revise(world.author, "Late words.")
        review = world.post(world.chair, path, mine, 409)
        assert "What I weighed." in review.text
        assert state_of("call", "2") == "review"
