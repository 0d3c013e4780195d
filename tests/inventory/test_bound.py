"""How the parts of a concept are found: all its modules are loaded, and a thing is imported from where it is."""

import ast
import re
import subprocess
import sys

import pytest

from config import ROOT
from igtf.concepts import APART
from igtf.issues.states import ISSUE
from igtf.record.moves import bound
from tests.inventory.house import IMPORTS, MODULES, decorated, imports, last_name, modules_in

BINDING = {"audience", "carries_out", "creates", "facts_by", "falls_due", "follows_from", "invariant", "loader"}
"""The decorators by which the rest of the house finds a function without its name."""
FOR_FEW = {"aiosmtpd", "alembic", "email_validator", "icalendar", "redis", "segno", "weasyprint", "webauthn"}
"""Libraries that a start would be slower with, and a process larger; whoever needs one imports it then."""


def loaded_by(code: str) -> set[str]:
    """Return the names of all modules that a new process has after ``code``."""
    code += "; import sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    return set(done.stdout.split())


def test_each_module_that_binds_something_is_loaded():
    binding = {name for name, tree in MODULES.items() if BINDING & {mark for mark, _function in decorated(tree)}}
    apart = {f"igtf.{name}" for name in APART}
    assert len(binding) > 100
    assert binding - loaded_by("from igtf import concepts; concepts.load()") == set()
    assert binding & apart == set()
    assert apart <= MODULES.keys()


def test_a_start_brings_in_no_library_that_only_few_need(tmp_path):
    loaded = loaded_by(f"import igtf; igtf.create_app({{'VAR': {str(tmp_path)!r}, 'REDIS_URL': ''}})")
    assert {"flask", "sqlalchemy"} <= loaded
    assert FOR_FEW & loaded == set()


@pytest.mark.parametrize("folder", ["igtf", "tests", "migrations"])
def test_a_thing_is_imported_from_where_it_is(folder):
    borrowed = {
        name: {each.here for each in found if each.module.startswith("igtf")} for name, found in IMPORTS.items()
    }
    detours = [
        f"{path.relative_to(ROOT)}: {each.name} from {each.module}"
        for path in sorted((ROOT / folder).rglob("*.py"))
        for each in imports(ast.parse(path.read_text()))
        if each.name in borrowed.get(each.module, ()) and f"{each.module}.{each.name}" not in MODULES
    ]
    assert detours == []


def by_a_string(tree: ast.Module) -> list[str]:
    """Return the moves of one kind that a module calls by a string: ``ISSUE.commands["accept"]``."""
    asked = [
        node for node in ast.walk(tree) if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant)
    ]
    return [ast.unparse(node) for node in asked if re.fullmatch(r"[A-Z_]+\.commands", ast.unparse(node.value))]


def bound_in(name: str, tree: ast.Module) -> list[tuple[str, str]]:
    """Return the moves that a module has ``bound``: its own name, and that of the module with the command."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and last_name(node) == "bound"]
    given = [(getattr(sys.modules[name], kind.id), move.value) for kind, move in (call.args for call in calls)]
    return [(name, workflow.commands[move].__module__) for workflow, move in given]


def reached(start: str) -> set[str]:
    """Return the modules that one needs to be loaded, by itself and through others."""
    found, ahead = set[str](), [start]
    while ahead:
        new = {module for each in IMPORTS[ahead.pop()] for module in modules_in(each)} - found
        found |= new
        ahead += new
    return found


def test_a_move_is_called_by_its_name_but_where_it_cannot_be_imported():
    assert [call for tree in MODULES.values() for call in by_a_string(tree)] == []
    pairs = [pair for name, tree in MODULES.items() for pair in bound_in(name, tree)]
    assert len(pairs) > 3
    assert [(caller, command) for caller, command in pairs if caller not in reached(command)] == []


def test_a_move_that_the_table_does_not_have_cannot_be_bound():
    with pytest.raises(KeyError, match="vanish"):
        bound(ISSUE, "vanish")
