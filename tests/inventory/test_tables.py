"""The tables of the procedure: every kind of event and every workflow says all that pages and mails need."""

import ast
import re
from dataclasses import is_dataclass

import pytest

from config import ROOT
from igtf.core.workflow import PHASES, WORKFLOWS, unbound
from igtf.drafts import policy as drafts_policy
from igtf.groups.ending import GIVEN_BACK
from igtf.groups.queries import UNFINISHED_DRAFTS, UNFINISHED_MEETINGS
from igtf.procedure.policy import RUNNING
from igtf.record.audiences import AUDIENCES
from igtf.record.kinds import event_kinds
from igtf.record.numbers import NUMBERS, TABLE
from igtf.record.relations import RELATIONS
from igtf.subject.way import STATIONS
from tests.moves import LINES

MOVES = [(workflow, move) for workflow in WORKFLOWS.values() for move in workflow.moves]
named = [f"{workflow.kind}.{move.name}" for workflow, move in MOVES]


@pytest.mark.parametrize("kind", event_kinds().values(), ids=lambda kind: kind.name)
def test_an_event_kind_is_whole(built, kind):
    assert is_dataclass(kind.payload)
    assert str(kind.said).strip()
    assert not str(kind.said).endswith(".")
    assert not re.match(r"(is|was|has been) \w+ed\b", str(kind.said)), "who acted is the subject of the sentence"
    assert [name for name in kind.tells if name not in AUDIENCES] == []
    shown = getattr(kind.payload, "SHOWN", {})
    assert set(shown) <= set(kind.payload.__dataclass_fields__)
    assert {*getattr(kind.payload, "HANDLES", ()), *getattr(kind.payload, "NAMES", ())} <= set(shown)


@pytest.mark.parametrize("audience", AUDIENCES.values(), ids=lambda audience: audience.name)
def test_an_audience_says_who_and_why(built, audience):
    assert str(audience.label).strip()
    assert str(audience.why).strip()


def test_relations_have_two_names(built):
    assert all(str(kind.label) and str(kind.reverse) for kind in RELATIONS.values())


@pytest.mark.parametrize("workflow", WORKFLOWS.values(), ids=lambda workflow: workflow.kind)
def test_a_workflow_is_whole(built, workflow):
    for state in workflow.states:
        assert str(state.label).strip()
        assert str(state.hint).strip().endswith((".", "?"))
        assert state.phase in PHASES
        assert state.station in ("", *STATIONS)
    reached = {target for move in workflow.moves if not move.sources for target in move.targets}
    begins = reached or {workflow.states[0].name}
    reached = set(begins)
    for _step in workflow.states:
        reached |= {t for move in workflow.moves if reached & set(move.sources) for t in move.targets}
    assert {state.name for state in workflow.states} - reached == set()


def test_each_number_of_the_procedure_has_a_name_of_its_own():
    assert len(NUMBERS) == len(TABLE)


def test_every_move_is_bound(built):
    assert unbound() == []


@pytest.mark.parametrize(("workflow", "move"), MOVES, ids=named)
def test_a_move_is_whole(built, workflow, move):
    assert str(move.label).strip()
    assert str(move.said).strip()
    assert str(move.who).strip() or move.clock
    for field in move.form() if move.form else ():
        if field.flags.required and not field.flags.optional:
            assert str(field.needed).strip().endswith((".", "?")), field.name


def test_every_move_has_a_test_that_makes_it():
    assert sorted(move for move, _test in LINES) == sorted(named)
    tests = {path: functions(path) for path in {test.partition("::")[0] for _move, test in LINES}}
    assert [test for _move, test in LINES if test.partition("::")[2] not in tests[test.partition("::")[0]]] == []


def functions(path: str) -> set[str]:
    return {node.name for node in ast.parse((ROOT / path).read_text()).body if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize(
    ("states", "kind"),
    [(drafts_policy.GOES_ON, "call"), (drafts_policy.SETTLED, "call"), (RUNNING, "call"),
     (UNFINISHED_DRAFTS, "draft"), (UNFINISHED_MEETINGS, "meeting"),
     *((states, kind) for kind, states in GIVEN_BACK.items())],
    ids=["calls from which a draft goes on", "calls that are settled", "calls that run",
         "drafts that keep a group", "meetings that keep a group", *GIVEN_BACK],
)  # fmt: skip
def test_states_that_a_lower_floor_names_are_states_of_their_kind(built, states, kind):
    assert set(states) <= {state.name for state in WORKFLOWS[kind].states}


def test_what_a_lower_floor_says_of_states_is_what_the_upper_one_says(built):
    work = WORKFLOWS["draft"]
    between = {state.name for state in work.states if state.phase != "closed"}
    given_back, before = set(GIVEN_BACK["draft"]), {"individual"}
    assert between - given_back - before - {"published"} == set(UNFINISHED_DRAFTS), (
        "a group knows what to do of each state"
    )
