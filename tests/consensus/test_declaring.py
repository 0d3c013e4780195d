"""No order of moves leads to a declared consensus while an objection is raised, only answered, or stands."""

from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from igtf.consensus.commands import open_call
from igtf.consensus.lookups import objection_rows
from igtf.consensus.models import Objection
from igtf.consensus.states import CALL, OBJECTION
from igtf.core.clock import now
from igtf.core.db import session
from igtf.core.errors import Refusal
from igtf.record.by import By, by_clock
from igtf.record.moves import perform
from igtf.record.queries import subject_of
from tests.factories import by, issue_form, make_person, sign_in

WORDS = {
    "object": {"reason": "Too early.", "change": "Wait."},
    "answer": {"answer": "It was announced."},
    "accommodate": {"reason": "Changed."},
    "retract": {},
    "set-aside": {"reason": "Another question."},
    "outweigh": {"reason": "Access weighs more.", "alternatives": "A fund."},
    "let-stand": {"reason": "It is right."},
    "close": {},
    "estimate": {"result": "consensus", "reason": "It is settled."},
    "declare-consensus": {"result": "consensus"},
    "declare-full": {"result": "full-consensus"},
    "declare-divergence": {"result": "divergence"},
}
SETTLED = {"accommodated", "retracted", "not-bearing", "outweighed"}
MET = {"accommodated", "retracted"}
REST = {"decided": "It goes on.", "tradeoffs": "None.", "look_again": "Never.", "dealt": "Each."}
steps = st.lists(st.tuples(st.sampled_from(sorted(WORDS)), st.integers(0, 2), st.booleans()), max_size=25)


@pytest.fixture
def people(app, db):
    """Return who leads the call and who objects, with an issue to ask about."""
    lead, raiser = make_person(roles=("council", "council-chair")), make_person()
    sign_in(app, lead).post("/issues/new", data=issue_form())
    return lead, raiser


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_no_consensus_over_an_objection(people, walk):
    lead, raiser = people
    at, closing = now(), now() + timedelta(days=1)
    call = open_call(subject_of("issue", "1"), kind="question", question="Ready?", closes_at=closing, by=by(lead, at))
    chair, other = by(lead, at), by(raiser, at)
    for name, which, by_lead in [("object", 0, False), *walk]:
        actor = by_clock(closing) if name == "close" else chair if by_lead else other
        if name == "estimate":
            chair = by(lead, chair.at + timedelta(days=3))
        with suppress(Refusal):
            step(call, name, which, actor)
        session.rollback()
        states = [row.state for row in objection_rows(call.id)]
        if call.subject.state in ("consensus", "no-consensus"):
            assert "raised" not in states
        if call.subject.state == "consensus":
            assert set(states) <= (MET if call.result == "full-consensus" else SETTLED)


def step(call, name: str, which: int, actor: By) -> None:
    """Perform one step of a walk: on the call, or on one of its objections."""
    if name.startswith("declare"):
        perform(CALL, "declare", call, WORDS[name] | REST, by=actor)
    elif name in ("object", "close", "estimate"):
        perform(CALL, name, call, WORDS[name], by=actor)
    else:
        found = session.query(Objection).filter_by(call_id=call.id).order_by(Objection.id).all()
        perform(OBJECTION, name, found[which % len(found)], WORDS[name], by=actor)
