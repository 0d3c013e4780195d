"""What a room may not do: views load nothing, and each module stands under the contract of its room."""

import ast
import inspect
import sys
import tomllib
from fnmatch import fnmatchcase

from config import ROOT

MODULES = {path.relative_to(ROOT): path.read_text() for path in sorted((ROOT / "igtf").rglob("*.py"))}

LOADING = {"sqlalchemy": {"select", "text"}, "igtf.core.db": {"session", "fetch"}}
"""What views import of nothing that loads: module → names."""

OPERATORS = "igtf.desk.health"
"""It asks whether the database answers: what it loads is what it says."""


def views_of(app):
    """Return what answers at the application's addresses, each function once, without its decorators."""
    views = {inspect.unwrap(view) for view in app.view_functions.values()}
    return [view for view in views if view.__module__.startswith("igtf.")]


def imported(source):
    """Return the names that a module imports from others, each with its module."""
    nodes = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom))
    return {(node.module, name.name) for node in nodes for name in node.names}


def test_views_load_nothing_themselves(app):
    rooms = {view.__module__ for view in views_of(app)} - {OPERATORS}
    forbidden = {(module, name) for module, names in LOADING.items() for name in names}
    found = {room: imported(inspect.getsource(sys.modules[room])) & forbidden for room in sorted(rooms)}
    assert len(rooms) > 30
    assert {room: names for room, names in found.items() if names} == {}


def contract(begin):
    """Return the import contract whose name begins so."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    (found,) = (each for each in contracts if each["name"].startswith(f"Rooms: {begin}"))
    return found


def named(room):
    """Return the modules in files whose name begins with that of a room."""
    paths = [path for path in MODULES if path.name.startswith(room) and len(path.parts) == 3]
    return [".".join(path.with_suffix("").parts) for path in paths]


def test_each_policy_and_each_module_of_views_is_under_its_contract():
    policies, views = contract("a policy"), contract("nobody imports views")
    for room, patterns in (
        ("policy", policies["source_modules"]), ("policy", views["source_modules"]),
        ("views", views["forbidden_modules"]),
    ):  # fmt: skip
        modules = named(room)
        assert len(modules) > 10
        assert [module for module in modules if not any(fnmatchcase(module, known) for known in patterns)] == []
