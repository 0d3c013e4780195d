"""The permission matrix: who may make which move in which state, and the sentence for everybody else.

``python -m tests.inventory.matrix`` writes it anew; a test compares it, so that every change of a permission is
seen as a change of ``matrix.txt``.
"""

from collections.abc import Iterator
from pathlib import Path

from flask import g

from igtf import create_app
from igtf.core.workflow import WORKFLOWS, Move, Workflow
from igtf.record.values import FIRST
from tests.inventory.roles import TABLES

FILE = Path(__file__).with_name("matrix.txt")
HEAD = (
    "Who may make each move, by kind and state (– : it opens the subject), then why the others may not.",
    "Written by: python -m tests.inventory.matrix",
)


def _allowed(workflow: Workflow, move: Move, state: str | None) -> str:
    if move.follows:
        return "(follows)"
    if move.clock:
        return "(clock)"
    table = TABLES[workflow.kind]
    return ", ".join(role for role, facts in table.items() if workflow.decide(move, facts, state)) or "nobody"


def _reasons(workflow: Workflow, move: Move) -> Iterator[str]:
    said: dict[str, list[str]] = {}
    for role, facts in TABLES[workflow.kind].items():
        decision = move.policy(facts)
        if not decision:
            said.setdefault(str(decision.reason), []).append(role)
    for reason, roles in said.items():
        yield f"    no: {', '.join(roles)}\n        {reason}"


def lines() -> Iterator[str]:
    """Yield the lines of the matrix, in the order of the procedure."""
    yield from HEAD
    for workflow in map(WORKFLOWS.__getitem__, TABLES):
        yield f"\n== {workflow.kind}"
        for move in workflow.moves:
            yield f"\n{workflow.kind}.{move.name}"
            by_roles: dict[str, list[str]] = {}
            for state in move.sources or (None,):
                by_roles.setdefault(_allowed(workflow, move, state), []).append(state or "–")
            for roles, states in by_roles.items():
                yield f"  {', '.join(states)}: {roles}"
            if move.offered:
                yield from _reasons(workflow, move)


def text() -> str:
    """Return the whole matrix."""
    return "\n".join(lines()) + "\n"


if __name__ == "__main__":
    with create_app({"DATABASE_URL": "sqlite://", "SECRET_KEY": "only to write a table"}).test_request_context("/"):
        g.procedure = FIRST  # there is no table to ask which version is in force
        FILE.write_text(text())
