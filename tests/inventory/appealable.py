"""The page of what can be appealed, and of what cannot and why, from the two tables.

``python -m tests.inventory.appealable`` writes it anew; a test compares.
"""

from collections.abc import Iterator
from pathlib import Path

from igtf import concepts
from igtf.appeals.decisions import DECISIONS, KINDS_OF_DECISION, LADDERS, ONLY_ITSELF
from igtf.appeals.rungs import RUNGS
from igtf.record.kinds import kind_of
from tests.inventory.no_decisions import NO_DECISIONS

FILE = Path("docs/appeals.md")
HEAD = """# What can be appealed

Written by `python -m tests.inventory.appealable` from `igtf/appeals/decisions.py` and
`tests/inventory/no_decisions.py`. Each act that not everybody may make is here once. An upheld appeal takes a decision
back with all that followed from it; of those marked ◦, which are about a part of their subject, only the decision
itself.

## What can be appealed, and who decides"""


def _said(kinds: tuple[str, ...] | list[str]) -> Iterator[str]:
    for kind in kinds:
        yield f"* `{kind}`{' ◦' if kind in ONLY_ITSELF else ''}: {kind_of(kind).said}"


def lines() -> Iterator[str]:
    """Yield the lines of the page."""
    yield HEAD
    for name, label in ((name, str(said)) for name, said in KINDS_OF_DECISION.items()):
        yield f"\n### {label[0].upper()}{label[1:]}\n"
        yield from (f"{place}. {RUNGS[rung].label}: {RUNGS[rung].who}" for place, rung in enumerate(LADDERS[name], 1))
        yield ""
        yield from _said([kind for kind, of in DECISIONS.items() if of == name])
    yield "\n## What cannot be appealed, and why"
    for reason, kinds in NO_DECISIONS.items():
        yield f"\n### {reason}\n"
        yield from _said(kinds)


def text() -> str:
    """Return the whole page."""
    concepts.load()
    return "\n".join(lines()) + "\n"


if __name__ == "__main__":
    FILE.write_text(text())
