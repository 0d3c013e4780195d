"""What forms and tables of moves ask of the database is in ``lookups.py``, below ``states.py``; nothing else is there.

``queries.py`` stands above: it gives the table its loaders and facts, so what the table imports cannot import it.
"""

import ast

import pytest

from tests.inventory.house import IMPORTS, MODULES, modules_in

FOLDERS = sorted(name.rpartition(".")[0] for name in MODULES if name.endswith(".states"))
LOOKING_UP = sorted(name.rpartition(".")[0] for name in MODULES if name.endswith(".lookups"))


def below(name):
    """Return the modules of its own folder that a module imports, or these do."""
    folder, found, left = name.rpartition(".")[0], set(), [name]
    while left:
        asked = {module for each in IMPORTS[left.pop()] for module in modules_in(each)}
        new = {module for module in asked - found if module.startswith(f"{folder}.")}
        found |= new
        left += new
    return found


def used_of(room, name):
    """Return what a module uses of a room: what it imports of it by name, or asks of the room that it imports."""
    direct = {each.name for each in IMPORTS[name] if each.module == room}
    whole = {each.here for each in IMPORTS[name] if f"{each.module}.{each.name}" == room}
    return direct | {
        node.attr for node in ast.walk(MODULES[name])
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in whole
    }  # fmt: skip


def defined(tree):
    """Return the functions and constants of a module, each with the names that it uses."""
    found = {}
    for node in tree.body:
        targets = getattr(node, "targets", [getattr(node, "target", None)])
        names = [each.id for target in targets if target for each in ast.walk(target) if isinstance(each, ast.Name)]
        for name in [node.name] if isinstance(node, ast.FunctionDef | ast.ClassDef) else names:
            found[name] = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)} - {name}
    return found


def test_no_table_of_moves_stands_on_queries():
    assert len(FOLDERS) > 12
    assert [folder for folder in FOLDERS if f"{folder}.queries" in below(f"{folder}.states")] == []


@pytest.mark.parametrize("folder", LOOKING_UP)
def test_lookups_hold_what_is_asked_below_the_table_of_moves(folder):
    states, room = f"{folder}.states", f"{folder}.lookups"
    assert room in below(states)
    assert states not in below(room)
    holds = defined(MODULES[room])
    needed, new = set(), set().union(*(used_of(room, name) for name in below(states)))
    while new:
        needed |= new
        new = {name for each in new & holds.keys() for name in holds[each]} & holds.keys() - needed
    assert sorted(holds.keys() - needed) == []
