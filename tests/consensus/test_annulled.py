"""What an annulled declaration leaves of positions: a call goes on with those who still object."""

from typing import Any

import pytest
from sqlalchemy import select

from igtf.consensus.models import Position
from igtf.core.db import session
from igtf.record.models import Event, Payload
from tests.appeals.house import House, decision, state, upheld
from tests.appeals.test_annulling import DECLARED
from tests.consensus.test_second_calls import in_group, revised
from tests.factories import broken_promises


def objected(house: House, times: int = 1) -> tuple[Any, Any, list[Any]]:
    """Return a call that was closed with objections of one person, its chair, and the objections."""
    draft, chair = in_group(house)
    house.do(chair, "draft", "group-last-call", draft, days=28, question="Ready?")
    asks, raised = house.newest("call"), []
    house.do(house.appellant, "call", "take-position", asks, position="support")
    for each in range(times):
        house.do(house.filer, "call", "object", asks, reason=f"No {each}.", change="Less.")
        raised.append(house.newest("objection"))
    house.tick(29)
    for objection in raised:
        house.do(chair, "objection", "answer", objection, answer="It costs too much.")
    return asks, chair, raised


def declared(house: House, asks: Any, chair: Any, result: str = "no-consensus") -> None:
    house.do(chair, "call", "estimate", asks, result=result, reason="All of it.")
    house.tick(4)
    house.do(chair, "call", "declare", asks, **DECLARED | {"result": result, "dealt": "One by one."})


def position_of(house: House, asks: Any) -> str:
    """Return the position of who objected."""
    session.rollback()
    own = (Position.call_id == asks.id, Position.person_id == house.filer.id)
    return str(session.scalars(select(Position.value).where(*own)).one())


def taken(house: House, asks: Any) -> list[Any]:
    """Return what the record says of the positions that who objected took otherwise than by objecting."""
    own = (Event.subject_id == asks.id, Event.actor_id == house.filer.id, Event.kind == "call.take-position")
    return list(session.scalars(select(Payload.data).join(Event, Event.id == Payload.event_id).where(*own)))


@pytest.mark.parametrize("way", ["retract", "confirm"])
def test_who_let_go_of_an_objection_before_the_declaration_was_annulled_does_not_object(app, db, way):
    house = House()
    asks, chair, (objection,) = objected(house)
    declared(house, asks, chair)
    if way == "confirm":
        revised(house, house.newest("draft"))
        house.do(chair, "objection", "ask-raiser", objection)
    house.do(house.filer, "objection", way, objection)
    assert position_of(house, asks) == "object", "it stays as the call was declared on"
    upheld(house, decision("call.declare"))
    assert (position_of(house, asks), state(asks) in ("closed", "review")) == ("can-live-with", True)
    (entry,) = taken(house, asks)
    assert entry == {"position": "can-live-with", "reason": "", "before": "object"}
    page = app.test_client().get(f"/calls/{asks.subject.ref}").text
    assert 'aria-label="Object 1"' not in page
    assert 'aria-label="Can live with 1"' in page
    assert broken_promises() == []


def test_who_has_another_objection_left_or_was_overruled_objects_still(app, db):
    house = House()
    asks, chair, (first, _second) = objected(house, 2)
    declared(house, asks, chair)
    house.do(house.filer, "objection", "retract", first)
    upheld(house, decision("call.declare"))
    assert position_of(house, asks) == "object"
    assert len(taken(house, asks)) == 0, "nothing changed, so nothing is recorded"


def test_who_was_overruled_by_what_was_declared_objects_still(app, db):
    house = House()
    asks, chair, (objection,) = objected(house)
    house.do(chair, "objection", "set-aside", objection, reason="It is about another draft.")
    declared(house, asks, chair, "consensus")
    upheld(house, decision("call.declare"))
    assert position_of(house, asks) == "object"


def test_who_retracts_an_objection_after_the_annulment_takes_the_position_that_they_choose(app, db):
    house = House()
    asks, chair, (first, second) = objected(house, 2)
    declared(house, asks, chair)
    house.do(house.filer, "objection", "retract", first)
    upheld(house, decision("call.declare"))
    house.do(house.filer, "objection", "retract", second, position="support")
    assert position_of(house, asks) == "support"
