"""What an upheld appeal does stands in two tables: each decision and each kind of subject has a row, and no other
module of the walk knows one by name."""

import ast
import inspect

from igtf.appeals import annulling, holding, undoing
from igtf.appeals.decisions import DECISIONS
from igtf.appeals.effects import GOING_BACK, UNDOING
from igtf.appeals.undoing import NOTHING_ELSE
from igtf.core.workflow import WORKFLOWS
from igtf.record.kinds import event_kinds


def test_each_decision_says_what_an_upheld_appeal_does_or_that_only_its_state_goes_back(app):
    assert sorted(set(DECISIONS) - set(UNDOING)) == [], "give it a row in effects.UNDOING, or NOTHING_ELSE"


def test_each_row_is_of_an_event_that_there_is_and_names_such(app):
    named = {kind for row in UNDOING.values() for kind in (*row.led_by, row.echo) if kind}
    assert sorted({*UNDOING, *named} - set(event_kinds())) == []


def test_a_row_that_is_of_no_decision_or_names_moves_says_something(app):
    assert [kind for kind, row in UNDOING.items() if row == NOTHING_ELSE and kind not in DECISIONS] == []
    assert [kind for kind, row in UNDOING.items() if row.led_by and not row.led_to] == []


def test_each_kind_that_can_be_annulled_says_how_it_goes_back(app):
    assert set(GOING_BACK) == {kind for kind, workflow in WORKFLOWS.items() if "annul" in workflow.move_by_name}


def test_the_walk_reads_rows_and_knows_no_kind_by_name(app):
    kinds = {*WORKFLOWS, *event_kinds()}
    for module in (annulling, holding, undoing):
        strings = {node.value for node in ast.walk(ast.parse(inspect.getsource(module)))
                   if isinstance(node, ast.Constant) and isinstance(node.value, str)}  # fmt: skip
        assert sorted(strings & kinds) == [], module.__name__
