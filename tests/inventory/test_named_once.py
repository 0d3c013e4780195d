"""A class has a name of its own in the whole house; events and forms are named after the moves of their folder."""

import ast
from collections import defaultdict

from tests.inventory.house import MODULES
from tests.inventory.test_rooms import room

AFTER_MOVES = {"events", "forms"}
"""The rooms whose classes many folders call alike, as their moves are: each is read in the table of one kind."""


def test_each_class_has_a_name_of_its_own():
    found = defaultdict(list)
    for name, tree in MODULES.items():
        for node in tree.body if room(name) not in AFTER_MOVES else ():
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found[node.name].append(name)
    assert len(found) > 500
    assert {name: where for name, where in found.items() if len(where) > 1} == {}
