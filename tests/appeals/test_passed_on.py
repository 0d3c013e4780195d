"""What a body passed on is not doubled by an appeal, nor by taking a letter back that was dropped for an answer."""

import re
from datetime import timedelta
from typing import Any

import pytest

from igtf.core.clock import now
from igtf.core.errors import Invalid, NotAllowed
from igtf.record.models import Event
from igtf.routing.models import Statement
from tests.appeals.house import House, appealed, decision, state, upheld
from tests.appeals.test_annulling import approved, published, sent
from tests.appeals.test_letters import to_lamp
from tests.appeals.test_responses import DONE
from tests.factories import broken_promises, sign_in
from tests.routing.acts import make_body

TO_BULB = {"answer": "passed-on", "body": "bulb"}
SAID_AGAIN = TO_BULB | {"text": "Please."}


def answer(house: House, ours: Statement, *answers: Any) -> Statement:
    """Record what LAMP answers, and return the newest letter."""
    house.do(house.desk, "statement", "answer", ours, answers=answers, evidence="A letter.")
    made: Statement = house.newest("statement")
    return made


def dropped_by_hand(house: House, letter: Statement) -> Event:
    house.do(house.chairman, "statement", "drop", letter, reason="No.")
    return decision("statement.drop")


def test_what_is_dropped_for_an_answer_is_no_decision_to_appeal(app, db):
    house = House()
    make_body()
    make_body("bulb")
    ours = to_lamp(house, asks=[{"text": "Tell us why."}, {"text": "Send plans."}])
    first = answer(house, ours, TO_BULB, TO_BULB)
    second = answer(house, ours, DONE, {})
    assert (state(first), state(second)) == ("dropped", "draft")
    with pytest.raises(Invalid, match="no decision that can be appealed"):
        appealed(house, decision("statement.drop"))
    reader = sign_in(app, house.filer)
    assert "Appeal this" not in reader.get(f"/statements/{first.subject.ref}").text
    dropped_by_hand(house, second)
    assert "Appeal this" in reader.get(f"/statements/{second.subject.ref}").text


@pytest.mark.parametrize(
    ("since", "stands"), [((), "draft"), ((SAID_AGAIN,), "dropped"), ((DONE,), "dropped")],
    ids=["nothing", "passed on again", "done"],
)  # fmt: skip
def test_a_letter_whose_drop_is_annulled_stays_dropped_where_nothing_is_left_for_it_to_bring(app, db, since, stands):
    house = House()
    make_body()
    make_body("bulb")
    ours = to_lamp(house)
    onward = answer(house, ours, TO_BULB)
    made = dropped_by_hand(house, onward)
    if since:
        answer(house, ours, *since)
    upheld(house, made)
    assert state(onward) == stands
    assert broken_promises() == []


def test_a_letter_that_was_dropped_for_an_answer_is_not_taken_back_into_draft(app, db):
    house = House()
    published(house, approved(house))
    ours = sent(house, house.newest("statement"))
    make_body("bulb")
    by_itself = answer(house, ours, *(TO_BULB for _ask in ours.asks))
    answer(house, ours, *(DONE for _ask in ours.asks))
    assert state(by_itself) == "dropped"
    with pytest.raises(NotAllowed, match="has answered anew since"):
        house.do(house.member, "statement", "redraft", by_itself, reason="Again.")
    by_hand = answer(house, ours, *(SAID_AGAIN for _ask in ours.asks))
    dropped_by_hand(house, by_hand)
    house.do(house.member, "statement", "redraft", by_hand, reason="Again.")
    assert (state(by_itself), state(by_hand)) == ("dropped", "draft")


def test_a_letter_that_was_dropped_is_not_taken_back_into_draft_while_another_one_asks_the_same(app, db):
    house = House()
    published(house, approved(house))
    ours = sent(house, house.newest("statement"))
    make_body("bulb")
    make_body("tree")
    first = answer(house, ours, *(TO_BULB for _ask in ours.asks))
    dropped_by_hand(house, first)
    second = answer(house, ours, *(SAID_AGAIN | {"body": "tree"} for _ask in ours.asks))
    assert (state(first), state(second)) == ("dropped", "draft")
    page = sign_in(app, house.member).get(f"/statements/{first.subject.ref}").text
    assert "has answered anew since. What it still passes on is in another statement." in page
    with pytest.raises(NotAllowed, match="has answered anew since"):
        house.do(house.member, "statement", "redraft", first, reason="Again.")
    dropped_by_hand(house, second)
    house.do(house.member, "statement", "redraft", first, reason="Again.")
    assert (state(first), state(second)) == ("draft", "dropped")
    with pytest.raises(NotAllowed, match="has answered anew since"):
        house.do(house.member, "statement", "redraft", second, reason="Again.")


def test_a_letter_part_of_which_is_asked_in_another_one_is_not_taken_back_into_draft(app, db):
    house = House()
    published(house, approved(house))
    ours = house.newest("statement")
    wording = [{"text": ask.text} for ask in ours.asks] + [{"text": "Tell us why."}]
    house.do(house.member, "statement", "edit", ours, purpose="action", subject="Lamps", text="Please.", asks=wording,
             deadline=(now() + timedelta(days=300)).date())  # fmt: skip
    ours = sent(house, ours)
    make_body("bulb")
    first = answer(house, ours, *(TO_BULB for _ask in ours.asks))
    dropped_by_hand(house, first)
    second = answer(house, ours, *({} for _ask in ours.asks[1:]), SAID_AGAIN)
    assert [ask.text for ask in second.asks] == ["Tell us why."]
    said = f"what it passes on is asked in: LS-{second.subject.ref}. Draft another one for what is not asked there."
    with pytest.raises(NotAllowed, match=re.escape(said)):
        house.do(house.member, "statement", "redraft", first, reason="Again.")
    assert broken_promises() == []
