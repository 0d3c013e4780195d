"""What a concept gives to those below is in its ``joins.py`` alone; CONTRIBUTING lists all that can be joined."""

import ast
import re
from collections.abc import Iterator

from config import ROOT
from tests.inventory.house import IMPORTS, MODULES

ADDING = {"add", "append", "extend", "insert", "setdefault", "update"}
"""The methods by which something is put into a table."""


def at_start(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield what is done when a module is loaded, also in a loop."""
    for node in body:
        yield node
        if isinstance(node, ast.For | ast.If | ast.With):
            yield from at_start(node.body)


def changed(node: ast.stmt) -> list[str]:
    """Return what a statement changes that has a name already: ``WRITTEN``, ``worker.ALSO``, ``Form.letter_of``."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and isinstance(node.value.func, ast.Attribute):
        found = [node.value.func.value] if node.value.func.attr in ADDING else []
    elif isinstance(node, ast.AugAssign):
        found = [node.target]
    elif isinstance(node, ast.Assign):
        found = [target for target in node.targets if isinstance(target, ast.Attribute | ast.Subscript)]
    else:
        found = []
    return [ast.unparse(each.value if isinstance(each, ast.Subscript) else each) for each in found]


def of_others(name: str, node: ast.stmt) -> list[str]:
    """Return what a statement of a module changes that is of another folder, as CONTRIBUTING has it."""
    borrowed, joined = {each.here: each for each in IMPORTS[name]}, []
    for path in changed(node):
        first, _dot, rest = path.partition(".")
        each = borrowed.get(first)
        if each is None or each.module.split(".")[:2] in (name.split(".")[:2], [each.module]):
            continue
        whole = f"{each.module}.{each.name}"
        module, table = (whole, rest) if whole in MODULES else (each.module, f"{each.name}.{rest}".rstrip("."))
        joined.append(f"`{table}` of `{'/'.join(module.split('.')[1:])}.py`")
    return joined


JOINED = {
    (name, table) for name, tree in MODULES.items() for node in at_start(tree.body) for table in of_others(name, node)
}  # fmt: skip


def test_only_joins_change_what_is_of_another_folder():
    assert len(JOINED) > 80
    assert [(name, table) for name, table in JOINED if not name.endswith(".joins")] == []


def test_joins_hold_nothing_else():
    joins = {name: tree for name, tree in MODULES.items() if name.endswith(".joins")}
    assert len(joins) > 15
    others = {
        (name, ast.unparse(node)) for name, tree in joins.items() for node in tree.body[1:]
        if not isinstance(node, ast.Import | ast.ImportFrom) and not of_others(name, node)
    }  # fmt: skip
    assert others == set()


def test_contributing_lists_all_that_can_be_joined_once():
    text = (ROOT / "CONTRIBUTING.md").read_text()
    listed = re.findall(r"^\| (`[\w.]+` of `[\w/]+\.py`) \| \w.+ \|$", text, re.M)
    assert sorted(listed) == sorted({table for _name, table in JOINED})
