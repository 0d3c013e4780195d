"""Role × state × move: each decision is the one that was last looked at, and every no has its sentence."""

import pytest

from igtf.core.workflow import WORKFLOWS
from tests.inventory import matrix
from tests.inventory.roles import TABLES


def test_permissions_are_as_written(built):
    assert set(TABLES) == set(WORKFLOWS)
    assert matrix.text().splitlines() == matrix.FILE.read_text().splitlines(), (
        "A permission changed. Look at it, then: python -m tests.inventory.matrix"
    )


@pytest.mark.parametrize("workflow", WORKFLOWS.values(), ids=lambda workflow: workflow.kind)
def test_every_decision_has_its_reason(built, workflow):
    for move in workflow.moves:
        for state in workflow.state_by_name:
            for role, facts in TABLES[workflow.kind].items():
                decision = workflow.decide(move, facts, state)
                assert decision or str(decision.reason).strip().endswith("."), (move.name, state, role)
                assert not decision or not move.sources or state in move.sources


@pytest.mark.parametrize("workflow", WORKFLOWS.values(), ids=lambda workflow: workflow.kind)
def test_strangers_may_do_nothing_and_somebody_everything(built, workflow):
    for move in workflow.moves:
        if move.offered:
            assert not move.policy(TABLES[workflow.kind]["stranger"]), move.name
            assert any(move.policy(facts) for facts in TABLES[workflow.kind].values()), move.name
