"""Until when an ask is waited for: the day that its newest answer promises, else the day that was asked for."""

from datetime import timedelta

from sqlalchemy import select

from igtf.core.clock import now
from igtf.core.db import session
from igtf.drafts.models import Ask
from igtf.record.models import Event
from tests.factories import later, sign_in, tick
from tests.routing.acts import day
from tests.routing.test_recommendations import URL, published

__all__ = ["published"]
PATH = f"{URL}/moves/record-answer"
GIVEN = {"ask": "1", "answer": "So it was said.", "evidence": "Minutes, page 3", "step": "done"}


def first() -> Ask:
    session.rollback()
    return session.scalars(select(Ask).where(Ask.number == 1)).one()


def overdue() -> int:
    session.rollback()
    return session.query(Event).filter(Event.kind == "recommendation.fall-overdue").count()


def test_a_promise_that_the_newest_answer_does_not_repeat_counts_no_more(app, published):
    desk, _author = published
    client, asked = sign_in(app, desk), first().due
    far = (asked + timedelta(days=400)).isoformat()
    assert client.post(PATH, data=GIVEN | {"status": "promised", "due": far}).status_code == 302
    assert first().promised_by.isoformat() == far
    assert client.post(PATH, data=GIVEN | {"status": "commented"}).status_code == 302
    ask = first()
    assert (ask.status, ask.promised_by) == ("commented", None)
    assert app.test_client().get(f"/api/v1{URL}").json["details"]["asks"][0]["promised_by"] is None
    with later(app, (asked - now().date()).days + 2):
        tick()
        assert overdue() == 1, "the day that was asked for counts again"


def test_an_early_promise_that_a_comment_replaced_makes_nothing_late(app, published):
    desk, _author = published
    client = sign_in(app, desk)
    assert client.post(PATH, data=GIVEN | {"status": "promised", "due": day(30)}).status_code == 302
    assert client.post(PATH, data=GIVEN | {"status": "commented"}).status_code == 302
    with later(app, 40):
        tick()
        assert overdue() == 0


def test_what_is_done_in_part_leaves_the_promise_of_the_rest(app, published):
    desk, _author = published
    client = sign_in(app, desk)
    assert client.post(PATH, data=GIVEN | {"status": "promised", "due": day(30)}).status_code == 302
    assert client.post(PATH, data=GIVEN | {"status": "in part"}).status_code == 302
    assert first().promised_by.isoformat() == day(30)
    with later(app, 40):
        tick()
        assert overdue() == 1
