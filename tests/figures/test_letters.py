"""Letters in the yearly report: counted as the list of bodies counts them, whatever was annulled or put off."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from igtf.core.db import session
from igtf.discussion.redacting import redact
from igtf.figures import yearly
from igtf.figures.report import BodyYear, _bodies
from igtf.record.by import By
from igtf.record.moves import perform
from igtf.routing.correcting import draft_correction
from igtf.routing.models import Contact
from igtf.routing.queries import bodies
from igtf.routing.states import STATEMENT
from tests.appeals.house import House, decision, state, upheld
from tests.factories import make_person
from tests.routing.acts import make_body, name_contact


@pytest.fixture
def house(app, db) -> House:
    made = House()
    name_contact(make_body(), made.desk)
    return made


def letter(house: House, *ahead: int) -> Any:
    """Send a letter with a point due in each of some days."""
    days = [(house.at + timedelta(days=each)).date() for each in ahead]
    asks = [{"text": f"Point {day}.", "deadline": day} for day in days]
    made = house.do(house.member, "statement", "draft", body="lamp", purpose="action", subject="Lamps", text="Look.",
                    sender="council", asks=asks, deadline=days[0])  # fmt: skip
    house.do(house.chairman, "statement", "approve", made)
    return house.do(house.desk, "statement", "send", made, channel="mail")


def answers(house: House, made: Any, move: str, **given: Any) -> None:
    """Let the contact of the body make a move."""
    house.at += timedelta(minutes=1)
    perform(STATEMENT, move, made, given, by=By(session.query(Contact).one().actor_id, house.at))


def reported(house: House, at: datetime | None = None) -> BodyYear:
    """Return what the report says of the body at a moment."""
    session.rollback()
    until = (at or house.at) + timedelta(seconds=1)
    return _bodies(datetime(until.year, 1, 1, tzinfo=UTC), until)[0]


def agree(house: House) -> Sequence[int]:
    """Return how many letters wait and are overdue by the report, which the list of bodies says too."""
    said = reported(house)
    (listed,) = bodies(house.at)
    assert (said.waiting, said.overdue) == (listed.waiting, listed.late)
    return said.waiting, said.overdue


def test_a_closing_that_was_annulled_is_none(house):
    made = letter(house, 30)
    house.tick(125)
    house.do(house.desk, "statement", "close", made)
    closed = house.at
    said = reported(house)
    assert (said.closed, said.no_answer, *agree(house)) == (1, 1, 0, 0)
    upheld(house, decision("statement.close"))
    said = reported(house)
    assert (said.closed, said.no_answer, *agree(house)) == (0, 0, 1, 1)
    before = reported(house, closed)
    assert (before.closed, before.no_answer, before.waiting) == (1, 1, 0), "what a report said then stays"


def test_a_point_that_was_given_up_in_vain_is_waited_for_again(house):
    made = letter(house, 30, 300)
    house.tick(125)
    assert agree(house) == (1, 1)
    house.do(house.desk, "statement", "give-up", made, point="1")
    assert agree(house) == (1, 0)
    upheld(house, decision("statement.give-up"))
    assert agree(house) == (1, 1)


def test_a_date_without_a_point_is_for_those_due_before_it(house):
    made = letter(house, 30, 200)
    later = (house.at + timedelta(days=60)).date()
    answers(house, made, "propose-date", deadline=later, reason="Our plenary.")
    answers(house, made, "answer", answers=[{"answer": "done", "text": "Here."}, {}])
    house.tick(70)
    assert agree(house) == (1, 0)
    house.tick(135)
    assert agree(house) == (1, 1)


def test_a_date_before_each_of_them_is_for_all(house):
    made = letter(house, 100, 200)
    answers(house, made, "propose-date", deadline=(house.at + timedelta(days=60)).date(), reason="Sooner.")
    answers(house, made, "answer", answers=[{"answer": "done", "text": "Here."}, {}])
    house.tick(70)
    assert agree(house) == (1, 1)


def test_a_letter_whose_answer_was_removed_from_the_record_is_answered_still(house):
    made = letter(house, 30)
    answers(house, made, "answer", answers=[{"answer": "done", "text": "Ask Jane Exemplar."}])
    before = reported(house)
    assert (before.answered, before.answers, *agree(house)) == (1, {"done": 1}, 0, 0)
    moderator = make_person(roles=("moderator",))
    redact(decision("statement.answer"), reason="A court asks for it.", by=house.by(moderator))
    said = reported(house)
    assert (said.answered, said.answers, *agree(house)) == (1, {"done": 1}, 0, 0)


def test_a_year_stays_as_it_was_when_our_answer_in_it_is_annulled_later(house):
    day = (house.at + timedelta(days=60)).date()
    theirs = house.do(house.desk, "statement", "receive", body="lamp", purpose="action", subject="Do", text="Do it.",
                      evidence="A mail.", asks=[{"text": "One."}], deadline=day)  # fmt: skip
    house.do(house.member, "statement", "respond", theirs, purpose="response", subject="Re", text="Yes.",
             sender="council", answers=[{"answer": "done", "text": "Here."}])  # fmt: skip
    ours = house.newest("statement")
    house.do(house.chairman, "statement", "approve", ours)
    house.do(house.desk, "statement", "send", ours, channel="mail")
    began, end = house.at - timedelta(days=30), house.at + timedelta(days=1)
    answered = {"asked": 1, "answered": 1, "open": 0}
    assert yearly.points(began, end) == answered
    house.at += timedelta(days=10)
    upheld(house, decision("statement.send"))
    assert yearly.points(began, end) == answered
    assert yearly.points(began, house.at + timedelta(days=1)) == {"asked": 1, "answered": 0, "open": 1}


@pytest.mark.parametrize("how", ["closed", "corrected"])
def test_a_letter_that_ends_answered_in_part_is_answered_by_the_report_and_the_list(house, how):
    made = letter(house, 10, 20)
    answers(house, made, "answer", answers=[{"answer": "done", "text": "Here."}, {}])
    assert (reported(house).answered, bodies(house.at)[0].answered) == (0, 0), "a point is open"
    if how == "closed":
        house.at += timedelta(days=130)
        house.do(house.member, "statement", "close", made)
    else:
        right = draft_correction(made, why="An appeal was upheld.", by=house.by(house.desk))
        house.do(house.chairman, "statement", "approve", right)
        house.do(house.desk, "statement", "send", right, channel="mail")
    assert state(made) == how
    assert (reported(house).answered, bodies(house.at)[0].answered) == (1, 1)
