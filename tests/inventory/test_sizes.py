"""Small rooms: modules and functions stay within what a reader takes in at once."""

import ast
import inspect
from statistics import median
from textwrap import dedent

from tests.inventory.house import MODULES, SOURCES, views_of

STORY = "igtf.cli.demo"
"""The chapters of the demonstration are data, one act after another; they hold no logic."""


def functions() -> dict[str, int]:
    found = {}
    for name, tree in MODULES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                found[f"{name}:{node.name}"] = (node.end_lineno or 0) - node.lineno + 1
    return found


def lines_of(function):
    """Return the lines of a function below its signature."""
    node = ast.parse(dedent(inspect.getsource(function))).body[0]
    return node.end_lineno - node.body[0].lineno + 1


def test_modules_are_small():
    lines = {name: len(text.splitlines()) for name, text in SOURCES.items() if text.strip()}
    assert median(lines.values()) < 100
    assert {name: count for name, count in lines.items() if count > 400} == {}


def test_functions_are_small():
    long = {name: lines for name, lines in functions().items() if lines > 40}
    assert {name: lines for name, lines in long.items() if not name.startswith(STORY)} == {}
    assert max(long.values(), default=0) <= 100


def test_views_are_short(app):
    long = {view.__qualname__: lines_of(view) for view in views_of(app)}
    assert len(long) > 100
    assert {name: lines for name, lines in long.items() if lines > 16} == {}


def test_every_room_says_what_it_is_for():
    assert [name for name, tree in MODULES.items() if tree.body and not ast.get_docstring(tree)] == []
