"""How the parts of a concept are found: all its modules are loaded, and a thing is imported from where it is."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from config import ROOT
from igtf.concepts import APART
from igtf.issues.states import ISSUE
from igtf.record.moves import bound

HOUSE = {path: ast.parse(path.read_text()) for path in sorted((ROOT / "igtf").rglob("*.py"))}
BINDING = {"audience", "carries_out", "creates", "facts_by", "falls_due", "follows_from", "invariant", "loader"}
"""The decorators by which the rest of the house finds a function without its name."""
FOR_FEW = {"aiosmtpd", "alembic", "email_validator", "icalendar", "redis", "segno", "weasyprint", "webauthn"}
"""Libraries that a start would be slower with, and a process larger; whoever needs one imports it then."""


def name_of(path: Path) -> str:
    """Return how a module is imported: ``igtf.issues.commands``."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def decorators(tree: ast.Module) -> set[str]:
    """Return the last name of each decorator of a module's functions."""
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    marks = (mark.func if isinstance(mark, ast.Call) else mark for each in functions for mark in each.decorator_list)
    return {mark.attr if isinstance(mark, ast.Attribute) else mark.id for mark in marks}


def loaded_by(code: str) -> set[str]:
    """Return the names of all modules that a new process has after ``code``."""
    code += "; import sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    return set(done.stdout.split())


def imports(tree: ast.Module) -> list[tuple[str, str, str]]:
    """Return what a module imports by name: from where, its name there, and here."""
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module]
    return [(node.module or "", each.name, each.asname or each.name) for node in nodes for each in node.names]


def test_each_module_that_binds_something_is_loaded():
    binding = {name_of(path) for path, tree in HOUSE.items() if decorators(tree) & BINDING}
    apart = {f"igtf.{name}" for name in APART}
    assert len(binding) > 100
    assert binding - loaded_by("from igtf import concepts; concepts.load()") == set()
    assert binding & apart == set()
    assert apart <= {name_of(path) for path in HOUSE}


def test_a_start_brings_in_no_library_that_only_few_need(tmp_path):
    loaded = loaded_by(f"import igtf; igtf.create_app({{'VAR': {str(tmp_path)!r}, 'REDIS_URL': ''}})")
    assert {"flask", "sqlalchemy"} <= loaded
    assert FOR_FEW & loaded == set()


@pytest.mark.parametrize("folder", ["igtf", "tests", "migrations"])
def test_a_thing_is_imported_from_where_it_is(folder):
    borrowed = {
        name_of(path): {here for module, _name, here in imports(tree) if module.split(".")[0] == "igtf"}
        for path, tree in HOUSE.items()
    }
    detours = [
        f"{path.relative_to(ROOT)}: {name} from {module}"
        for path in sorted((ROOT / folder).rglob("*.py"))
        for module, name, _here in imports(ast.parse(path.read_text()))
        if name in borrowed.get(module, ()) and f"{module}.{name}" not in borrowed
    ]
    assert detours == []


def by_a_string(tree: ast.Module) -> list[str]:
    """Return the moves of one kind that a module calls by a string: ``ISSUE.commands["accept"]``."""
    asked = [
        node for node in ast.walk(tree) if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant)
    ]
    return [ast.unparse(node) for node in asked if re.fullmatch(r"[A-Z_]+\.commands", ast.unparse(node.value))]


def bound_in(path: Path, tree: ast.Module) -> list[tuple[str, str]]:
    """Return the moves that a module has ``bound``: its own name, and that of the module with the command."""
    name = name_of(path)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    asked = [node.args for node in calls if node.func.id == "bound"]
    return [(name, getattr(sys.modules[name], kind.id).commands[move.value].__module__) for kind, move in asked]


def reached(start: str) -> set[str]:
    """Return the modules that one needs to be loaded, itself and through others."""
    needs = {
        name_of(path): {f for module, name, _ in imports(tree) for f in (module, f"{module}.{name}")}
        for path, tree in HOUSE.items()
    }
    found, ahead = set[str](), [start]
    while ahead:
        found |= (new := needs.get(ahead.pop(), set()) & needs.keys() - found)
        ahead += new
    return found


def test_a_move_is_called_by_its_name_but_where_it_cannot_be_imported():
    assert {name_of(path): by_a_string(tree) for path, tree in HOUSE.items() if by_a_string(tree)} == {}
    pairs = [pair for path, tree in HOUSE.items() for pair in bound_in(path, tree)]
    assert len(pairs) > 3
    assert [(caller, command) for caller, command in pairs if caller not in reached(command)] == []


def test_a_move_that_the_table_does_not_have_cannot_be_bound():
    with pytest.raises(KeyError, match="vanish"):
        bound(ISSUE, "vanish")
