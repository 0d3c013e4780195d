"""What becomes of the points of a letter when an appeal annuls a decision on it, or on our response to a body."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from igtf.core.db import session, writing
from igtf.drafts.models import Ask, AskAnswer
from igtf.figures.yearly import points
from igtf.record.models import Event, VoidEvent
from igtf.routing.models import Statement, StatementAsk
from tests.appeals.house import House, decision, state, upheld
from tests.appeals.test_annulling import approved, published, sent
from tests.factories import broken_promises
from tests.routing.acts import make_body


def day(house: House, ahead: int) -> Any:
    return (house.at + timedelta(days=ahead)).date()


def letter(house: House, **changes: Any) -> Statement:
    """Receive a letter that asks three things by a day in 30 days."""
    make_body()
    given = {"body": "lamp", "purpose": "action", "subject": "Lamps", "text": "Tell us.", "evidence": "A letter.",
             "deadline": day(house, 30), "asks": [{"text": f"Point {name}."} for name in "abc"]}  # fmt: skip
    made: Statement = house.do(house.desk, "statement", "receive", **given | changes)
    return made


def respond(house: House, theirs: Statement, *answers: Any) -> Event:
    """Send a response to a letter, and return the entry of that."""
    house.do(house.member, "statement", "respond", theirs, answers=answers, sender="council", purpose="response",
             subject="Re: Lamps", text="So.")  # fmt: skip
    sent(house, house.newest("statement"))
    return decision("statement.send")


def stand(theirs: Statement) -> list[tuple[str, Any]]:
    """Return how each point of a letter stands: its status, and the day that we gave for it."""
    session.rollback()
    session.expire_all()
    return [(one.status, one.promised_by.date() if one.promised_by else None) for one in theirs.asks]


def counted(house: House) -> dict[str, int]:
    """Return the points of all letters by the yearly report, up to the present moment of the house."""
    return points(house.at - timedelta(days=365), house.at + timedelta(minutes=1))


DONE, COMMENTS = {"answer": "done", "text": "See there."}, {"answer": "comments", "text": "We think so."}


def test_points_are_open_again_where_the_sending_of_the_response_is_annulled(app, db):
    house = House()
    theirs, offered, promised = letter(house), day(house, 40), day(house, 60)
    house.do(house.member, "statement", "offer-date", theirs, deadline=offered, reason="In spring.", point="2")
    made = respond(house, theirs, DONE, {"answer": "by-date", "due": promised}, {"answer": "in-part", "text": "Half."})
    assert stand(theirs) == [("done", None), ("promised", promised), ("in part", None)]
    assert counted(house) == {"asked": 3, "answered": 3, "open": 2}
    touched, said = theirs.subject.touched, decision("statement.we-answered")
    appeal = upheld(house, made)
    assert stand(theirs) == [("open", None), ("open", offered), ("open", None)]
    assert (theirs.answered_at, theirs.subject.due_at) == (None, theirs.deadline)
    assert theirs.subject.touched > touched
    assert session.get_one(VoidEvent, said.id).by_id == appeal.id
    assert counted(house) == {"asked": 3, "answered": 0, "open": 3}
    assert broken_promises() == []


def test_a_point_that_another_response_answers_too_stands_as_that_one_says(app, db):
    house = House()
    theirs, promised = letter(house), day(house, 50)
    respond(house, theirs, {"answer": "by-date", "due": promised}, {}, {})
    began = theirs.answered_at
    second = respond(house, theirs, DONE, DONE, DONE)
    respond(house, theirs, {}, {}, COMMENTS)
    assert theirs.subject.due_at is None
    upheld(house, second)
    assert stand(theirs) == [("promised", promised), ("open", None), ("commented", None)]
    assert (theirs.answered_at, theirs.subject.due_at) == (began, theirs.deadline)
    kinds = select(Event.id).join(VoidEvent, VoidEvent.event_id == Event.id)
    assert len(session.scalars(kinds.where(Event.kind == "statement.we-answered")).all()) == 1


def test_a_letter_without_points_waits_again_for_the_day_that_was_offered(app, db):
    house = House()
    theirs, offered = letter(house, asks=()), day(house, 40)
    house.do(house.member, "statement", "offer-date", theirs, deadline=offered, reason="In spring.")
    made = respond(house, theirs)
    assert theirs.subject.due_at is None
    upheld(house, made)
    session.expire_all()
    assert theirs.answered_at is None
    assert theirs.subject.due_at.date() == offered


def test_points_wait_for_the_day_that_was_offered_before_they_had_days_of_their_own(app, db):
    house = House()
    theirs, days = letter(house), (day(house, 40), day(house, 60))
    for until in days:
        house.do(house.member, "statement", "offer-date", theirs, deadline=until, reason="In spring.")
    house.do(house.member, "statement", "note", theirs, reason="Nothing follows.")
    with writing():
        session.execute(update(StatementAsk).values(promised_by=None))  # as before the upgrade
    upheld(house, decision("statement.note"))
    assert stand(theirs) == [("open", days[1])] * 3
    assert theirs.subject.due_at.date() == days[1]


def asks() -> list[tuple[str, int]]:
    """Return how each ask of a recommendation stands, and how many answers to it are kept."""
    session.rollback()
    session.expire_all()
    answers = select(func.count()).where(AskAnswer.ask_id == Ask.id).correlate(Ask).scalar_subquery()
    return [(row.status, row.answers) for row in session.execute(select(Ask.status, answers.label("answers")))]


@pytest.mark.parametrize("meanwhile", [False, True])
def test_what_a_letter_asks_is_open_again_where_its_close_without_an_answer_falls(app, db, meanwhile):
    house = House()
    made = published(house, approved(house))
    letter = sent(house, house.newest("statement"))
    house.at += timedelta(days=160)
    house.do(house.desk, "statement", "close", letter, evidence="")
    closed, said = decision("statement.close"), decision("recommendation.ask-status")
    assert asks() == [("no answer", 1)]
    if meanwhile:
        house.do(house.desk, "recommendation", "record-answer", made, ask="1", status="done", answer="They burn.",
                 evidence="A picture.")  # fmt: skip
    upheld(house, closed)
    assert state(letter) == "sent"
    assert asks() == [("done", 1) if meanwhile else ("open", 0)]
    assert all(session.get(VoidEvent, event.id) for event in (closed, said))
    assert broken_promises() == []
