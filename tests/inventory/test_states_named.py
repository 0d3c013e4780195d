"""Which states make a rule is said where the states are: a template names one for its words, never a list of them.

A state that gets another name would else go on being asked for by its old one, in silence.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import nodes

from igtf.core.workflow import WORKFLOWS
from igtf.drafts.words import COMMITMENT_STATES
from igtf.groups.charter_states import CHARTER_STATES

OTHERS = {"charter": {*CHARTER_STATES}, "two_step": {"pending", "stopped"}, "commitment": {*COMMITMENT_STATES},
          "decision": {"contested"}}  # fmt: skip
"""States of what is no subject, by the table that has them; those of the last are of a meeting's decision."""

TEMPLATES = Path("templates")


def is_state(node: nodes.Node) -> bool:
    name = node.attr if isinstance(node, nodes.Getattr) else node.name if isinstance(node, nodes.Name) else ""
    return name == "state" or name.endswith("_state")


def asked(tree: nodes.Node) -> Iterator[tuple[str, list[str]]]:
    """Give each comparison of a state with what is typed: of what, and with which names."""
    for compared in tree.find_all(nodes.Compare):
        for operand in compared.ops if is_state(compared.expr) else ():
            typed = [const.value for const in operand.expr.find_all(nodes.Const)]
            typed += [operand.expr.value] if isinstance(operand.expr, nodes.Const) else []
            if isinstance(operand.expr, nodes.Const | nodes.Tuple | nodes.List):
                yield str(compared.expr), [name for name in typed if isinstance(name, str)]


def listed(tree: nodes.Node) -> Iterator[list[str]]:
    """Give the names of each list of states that is typed: in a tuple, with *or* and *and*, or to select by."""
    yield from (names for _of, names in asked(tree) if len(names) > 1)
    for pair in (*tree.find_all(nodes.Or), *tree.find_all(nodes.And)):
        left, right = list(asked(pair.left)) + _own(pair.left), list(asked(pair.right)) + _own(pair.right)
        yield from (one + other for of, one in left for also, other in right if of == also)
    for chosen in tree.find_all(nodes.Filter):
        words = [arg.value for arg in chosen.args if isinstance(arg, nodes.Const)]
        if chosen.name in ("selectattr", "rejectattr") and words[:1] == ["state"]:
            yield [str(word) for word in words]


def _own(node: nodes.Node) -> list[tuple[str, list[str]]]:
    """Return what a comparison asks that is itself a side of *or* or *and*."""
    return list(asked(nodes.Output([node]))) if isinstance(node, nodes.Compare) else []


@pytest.mark.parametrize(
    "typed",
    ['x.state in ("a", "b")', 'x.state not in ["a", "b"]', 'x.state == "a" or x.state == "b"',
     'x.state != "a" and x.state != "b"', 'rows|selectattr("state", "equalto", "a")|list'],
)  # fmt: skip
def test_a_list_is_found_however_it_is_typed(built: Flask, typed: str):
    assert list(listed(built.jinja_env.parse("{% if " + typed + " %}x{% endif %}")))


def test_no_template_names_a_list_of_states_or_one_that_is_none(built: Flask):
    every = {name for workflow in WORKFLOWS.values() for name in workflow.state_by_name}
    kinds = {workflow.collection: workflow for workflow in WORKFLOWS.values()}
    found = 0
    for path in sorted(TEMPLATES.rglob("*.html")):
        tree = built.jinja_env.parse(path.read_text())
        assert list(listed(tree)) == [], f"{path}: a rule of several states belongs to the table of states"
        of_folder = kinds.get(path.relative_to(TEMPLATES).parts[0])
        for of, names in asked(tree):
            own = of == "Getattr(Name('subject', 'load'), 'state', 'load')"
            known = of_folder.state_by_name if own and of_folder else every.union(*OTHERS.values())
            assert {*names} <= {*known}, f"{path}: {names}"
            found += 1
    assert found > 20


@pytest.mark.parametrize("kind", WORKFLOWS)
def test_a_reason_leads_into_each_state_that_says_it(kind: str) -> None:
    workflow = WORKFLOWS[kind]
    for state in workflow.states:
        ways = [move for move in workflow.moves if state.reasoned and state.name in move.targets]
        assert bool(ways) == state.reasoned
        assert not state.reasoned or any("" in getattr(move.event, "SHOWN", {}).values() for move in ways)
