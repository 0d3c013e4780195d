"""Until when an ask is waited for: the day that its newest answer promises, else the day that was asked for."""

import re
from datetime import timedelta

from sqlalchemy import select

from igtf.core.clock import now
from igtf.core.db import session
from igtf.drafts.models import Ask
from igtf.record.models import Event
from tests.drafts.samples import GOOD
from tests.factories import later, sign_in, tick
from tests.routing.acts import day, links, make_body, name_contact
from tests.routing.test_over import ABANDONED, answer, due_of, house, letter_on
from tests.routing.test_recommendations import URL, publish, published, send_letter

__all__ = ["house", "published"]
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


def test_what_a_body_did_in_part_leaves_what_it_promised_in_its_letter_too(app, house):
    secretary, chair, _filer = house
    name_contact(make_body(), secretary)
    letter_on(house, 1)
    link = links()[0]
    answer(app, link, answer="by-date", due=day(60))
    promised = due_of("statement", 1)
    assert (f"{promised:%Y-%m-%d}", due_of("issue", 1)) == (day(60), promised)
    answer(app, link, answer="in-part", text="Half of them.")
    assert (due_of("statement", 1), due_of("issue", 1)) == (promised, promised)
    reader = app.test_client()
    asked = reader.get("/api/v1/statements/1").json["details"]["asks"][0]
    assert (asked["status"], asked["promised_by"]) == ("in part", f"{promised:%Y-%m-%dT%H:%M:%SZ}")
    assert f'Done in part</span> the rest by <time datetime="{day(60)}' in reader.get("/statements/1").text
    assert ABANDONED not in sign_in(app, chair).get("/desk").text
    with later(app, 62):
        assert ABANDONED in sign_in(app, chair).get("/desk").text
    answer(app, link, answer="done", text="All of them.")
    assert (due_of("statement", 1), due_of("issue", 1)) == (None, None)


def test_the_day_by_which_an_answer_was_proposed_promises_nothing(app, house):
    secretary, _chair, _filer = house
    name_contact(make_body(), secretary)
    letter_on(house, 1)
    link = links()[0]
    put_off = {"propose-date-deadline": day(50), "propose-date-reason": "We meet then."}
    assert app.test_client().post(f"{link}/propose-date", data=put_off).status_code == 302
    assert f"{due_of('statement', 1):%Y-%m-%d}" == day(50)
    answer(app, link, answer="in-part", text="Half of them.")
    assert (due_of("statement", 1), due_of("issue", 1)) == (None, None)


def test_the_day_for_the_rest_of_what_is_done_in_part_is_kept_and_one_that_promises_nothing_refused(app, published):
    desk, _author = published
    client = sign_in(app, desk)
    send_letter(app, desk)
    path, given = "/statements/1/moves/answer", {"evidence": "Their letter.", "answers-0-text": "Half of them."}
    for wrong, sentence in (
        ({"answers-0-answer": "declined", "answers-0-due": day(60)}, "Give a day only with a promise"),
        ({"answers-0-due": day(60)}, "Choose the answer that you explain here"),
        ({"answers-0-answer": "in-part", "answers-0-due": day(-1)}, "give a day that is still to come"),
    ):
        refused = client.post(path, data=given | wrong)
        assert (refused.status_code, sentence in refused.text) == (422, True), wrong
    assert client.post(path, data=given | {"answers-0-answer": "in-part", "answers-0-due": day(60)}).status_code == 302
    assert (first().status, first().promised_by.isoformat()) == ("in part", day(60))
    page = app.test_client().get("/statements/1").text
    assert f'Done in part</span> the rest by <time datetime="{day(60)}' in page
    assert re.search(r"Done in part \(the rest by [^)]+\) \(Half of them\.\)", page)
    assert client.post(PATH, data=GIVEN | {"status": "declined", "due": day(30)}).status_code == 422
    assert client.post(PATH, data=GIVEN | {"status": "in part", "due": day(30)}).status_code == 302
    assert first().promised_by.isoformat() == day(30)


def said_until(app) -> tuple[bool, bool, str | None]:
    """Return whether page and list of LS-1 say a day that is promised, and which day its API has."""
    reader, word = app.test_client(), "promised <time"
    head = reader.get("/statements/1").text.partition('class="state')[2].partition("</p>")[0]
    return word in head, word in reader.get("/statements/").text, reader.get("/api/v1/statements/1").json["due_at"]


def test_what_a_body_promised_is_waited_for_no_more_once_the_issue_is_over(app, house):
    secretary, chair, filer = house
    name_contact(make_body(), secretary)
    letter_on(house, 1)
    answer(app, links()[0], answer="by-date", due=day(60))
    assert said_until(app) == (True, True, f"{day(60)}T23:59:59Z")
    assert sign_in(app, filer).post("/issues/1/moves/withdraw", data={"reason": "Mine."}).status_code == 302
    assert said_until(app) == (False, False, None)
    page = app.test_client().get(links()[0]).text
    assert ("No answer is waited for any more" in page, "promised <time" in page) == (True, False)
    assert sign_in(app, chair).post("/issues/1/moves/reopen", data={"reason": "Ours."}).status_code == 302
    assert said_until(app) == (True, True, f"{day(60)}T23:59:59Z")


def test_what_a_body_promised_is_waited_for_no_more_once_its_recommendation_is_superseded(app, published):
    desk, author = published
    send_letter(app, desk)
    given = {"answers-0-answer": "by-date", "answers-0-due": day(60), "evidence": "Their letter."}
    assert sign_in(app, desk).post("/statements/1/moves/answer", data=given).status_code == 302
    assert said_until(app) == (True, True, f"{day(60)}T23:59:59Z")
    publish(app, desk, author, "better", GOOD.replace("addressees: [ITU]", "addressees: [ITU]\nsupersedes: [R-1]"), "2")
    assert said_until(app) == (False, False, None)
