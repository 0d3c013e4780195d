"""The query of a list, which its filters and pages narrow, is built once: SQLAlchemy takes longer for that than to ask.

So what a list reads of its own has no day, no reader and no number of the procedure in it, but the clock.
"""

import ast

from tests.inventory.house import MODULES


def _lists() -> dict[str, list[str]]:
    """Return the functions without parameters that return the query of a list for all to see: name → decorators."""
    return {
        f"{name}.{node.name}": [ast.unparse(each) for each in node.decorator_list]
        for name, tree in MODULES.items() for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("visible_") and not ast.unparse(node.args)
    }  # fmt: skip


def test_the_query_of_a_list_is_built_once():
    found = _lists()
    assert len(found) > 10
    assert {name: decorators for name, decorators in found.items() if decorators != ["cache"]} == {}
