"""Small rooms: modules and functions stay within what a reader takes in at once, and views do not load."""

import ast
from pathlib import Path
from statistics import median

from config import ROOT

MODULES = {path.relative_to(ROOT): path.read_text() for path in sorted((ROOT / "igtf").rglob("*.py"))}
STORY = ROOT / "igtf/cli/demo"
"""The chapters of the demonstration are data, one act after another; they hold no logic."""


def functions() -> dict[str, int]:
    found = {}
    for path, text in MODULES.items():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                found[f"{path}:{node.name}"] = (node.end_lineno or 0) - node.lineno + 1
    return found


def test_modules_are_small():
    lines = {path: len(text.splitlines()) for path, text in MODULES.items() if text.strip()}
    assert median(lines.values()) < 100
    assert {path: count for path, count in lines.items() if count > 400} == {}


def test_functions_are_small():
    chapter = str(STORY.relative_to(ROOT))
    long = {name: lines for name, lines in functions().items() if lines > 40}
    assert {name: lines for name, lines in long.items() if not name.startswith(chapter)} == {}
    assert max(long.values(), default=0) <= 100


def test_views_are_short():
    long = {}
    for path, text in MODULES.items():
        if not Path(path).name.startswith("views"):
            continue
        for node in ast.walk(ast.parse(text)):
            routed = isinstance(node, ast.FunctionDef) and any(
                ast.unparse(d).startswith("bp.") for d in node.decorator_list
            )
            if routed:
                statements = (node.end_lineno or 0) - node.body[0].lineno + 1
                long[f"{path}:{node.name}"] = statements
    assert {name: lines for name, lines in long.items() if lines > 16} == {}


def test_views_load_nothing_themselves():
    asking = []
    for path, text in MODULES.items():
        if Path(path).name.startswith("views") or Path(path).name == "demo.py":
            imports = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ImportFrom))
            names = {name.name for node in imports if node.module == "igtf.core.db" for name in node.names}
            asking += [str(path)] if names & {"session", "fetch"} else []
    assert asking == []


def test_every_room_says_what_it_is_for():
    assert [path for path, text in MODULES.items() if text.strip() and not ast.get_docstring(ast.parse(text))] == []
