"""The source of the house, read once: its modules, and what each imports."""

import ast
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from flask import Flask

from config import ROOT

FILES = {path: ast.parse(path.read_text()) for path in sorted((ROOT / "igtf").rglob("*.py"))}


class Import(NamedTuple):
    """A name that a module imports from another one; ``here`` is what it calls it."""

    module: str
    name: str
    here: str


def name_of(path: Path) -> str:
    """Return how a module is imported: ``igtf.issues.commands``."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(tree: ast.Module) -> list[Import]:
    """Return what a module imports by name, at its top or within a function."""
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module]
    return [Import(node.module or "", each.name, each.asname or each.name) for node in nodes for each in node.names]


def last_name(node: ast.AST) -> str:
    """Return the last name of what is called: ``loader`` of ``@ISSUE.loader``."""
    node = node.func if isinstance(node, ast.Call) else node
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def decorated(tree: ast.Module) -> list[tuple[str, str]]:
    """Return the functions of a module with each of their decorators: (decorator, name)."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    return [(last_name(mark), each.name) for each in functions for mark in each.decorator_list]


MODULES = {name_of(path): tree for path, tree in FILES.items()}
SOURCES = {name_of(path): path.read_text() for path in FILES}
IMPORTS = {name: imports(tree) for name, tree in MODULES.items()}


def modules_in(each: Import) -> set[str]:
    """Return the modules of the house that an import names."""
    return {each.module, f"{each.module}.{each.name}"} & MODULES.keys()


def views_of(app: Flask) -> list[Callable[..., Any]]:
    """Return what answers at the application's addresses, each function once, without its decorators."""
    views = {inspect.unwrap(view) for view in app.view_functions.values()}
    return [view for view in views if view.__module__.startswith("igtf.")]
