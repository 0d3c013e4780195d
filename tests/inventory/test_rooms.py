"""What a module does decides what it may not: who writes, who loads, who decides, and who answers a request."""

import re

from igtf.core.workflow import WORKFLOWS
from tests.inventory.house import IMPORTS, MODULES, SOURCES, decorated, modules_in, views_of

LOADING = {"sqlalchemy": {"select", "text"}, "igtf.core.db": {"session", "fetch"}}
"""What is imported of others to load something: module → names."""
WRITING = {
    "igtf.core.command": {"command", "housekeeping", "in_passing"},
    "igtf.core.database.adding": {"add_known", "add_numbered", "add_row"},
    "igtf.core.db": {"write", "writing"},
    "igtf.record.events": {"record", "record_numbered"},
    "igtf.record.moves": {"carries_out", "creates"},
    "sqlalchemy": {"delete", "insert", "update"},
}
"""What is imported of others to write something, or to carry a command out; all of ``record.subjects`` is."""
INTO_SESSION = re.compile(r"\bsession\.(add|add_all|delete|flush)\(")

ASKING = {"igtf.people.visitor", "flask_login"}
"""The modules that know who asks."""
ANSWERING = {"flash", "g", "make_response", "redirect", "render_template", "request", "session"}
"""What is imported of Flask to read a request, or to answer it."""

READING = {
    "audiences", "due", "elements", "events", "forms", "invariants", "lookups", "models", "page", "picture", "policy",
    "queries", "states", "views", "words",
}  # fmt: skip
"""The rooms that write nothing."""
RECORD = {"igtf.record.due", "igtf.record.events"}
"""By what entries are written, and the clock's acts performed."""
OPERATORS = "igtf.desk.health"
"""It asks whether the database answers: what it loads is what it says."""
HELD = "igtf.record.holds"
"""It loads; policies have of it what a hold is, and its sentence."""

CONCEPTS = [name for name in MODULES if not re.match(r"igtf\.(core|cli)\b", name)]


def takes(name, table):
    """Return what a module imports of a table of such names."""
    return {(each.module, each.name) for each in IMPORTS[name] if each.name in table.get(each.module, ())}


def room(name):
    """Return the room that a module says to be by its name: forms, of ``igtf.drafts.forms_asks``."""
    return name.rpartition(".")[2].partition("_")[0]


def writes(name):
    """Return whether a module writes, or carries out what does."""
    of_subjects = any(each.module == "igtf.record.subjects" for each in IMPORTS[name])
    return bool(of_subjects or takes(name, WRITING) or INTO_SESSION.search(SOURCES[name]))


WRITERS = {name for name in CONCEPTS if writes(name)}
LOADERS = {name for name in CONCEPTS if takes(name, {"igtf.core.db": {"session", "fetch"}})}
VIEWS = {name for name in CONCEPTS if any(each.name == "Blueprint" for each in IMPORTS[name])}
DECIDING = {move.policy.__module__ for workflow in WORKFLOWS.values() for move in workflow.moves} & {*CONCEPTS}
POLICIES = DECIDING | {name for name in CONCEPTS if room(name) == "policy"}
COMMANDS = {
    (name, function) for name in CONCEPTS for mark, function in decorated(MODULES[name])
    if mark in WRITING["igtf.core.command"] | WRITING["igtf.record.moves"]
}  # fmt: skip


def needed(name):
    """Return the modules of the house that a module imports, or imports something from."""
    return {module for each in IMPORTS[name] for module in modules_in(each)}


def test_the_modules_are_told_apart():
    assert [len(found) > least for found, least in (
        (WRITERS, 100), (LOADERS, 200), (VIEWS, 25), (DECIDING, 20), (COMMANDS, 400),
    )] == [True] * 5  # fmt: skip
    assert {"igtf.issues.commands", "igtf.appeals.annulling", "igtf.people.shown"} <= WRITERS


def test_views_load_nothing_themselves(app):
    rooms = {view.__module__ for view in views_of(app)} - {OPERATORS}
    assert len(rooms) > 30
    assert {name: takes(name, LOADING) for name in sorted(rooms) if takes(name, LOADING)} == {}


def test_who_writes_reads_no_request_and_renders_nothing():
    found = {
        (name, each.module, each.name) for name in WRITERS for each in IMPORTS[name]
        if each.module in ASKING or (each.module == "flask" and each.name in ANSWERING)
        or (each.module.startswith("igtf.core.page.") and each.name != "PAGE")
    }  # fmt: skip
    assert found == set()


def test_the_rooms_that_read_write_nothing_and_import_no_command():
    reading = {name for name in CONCEPTS if room(name) in READING} - RECORD
    assert reading & WRITERS == set()
    carrying = {name for name, _function in COMMANDS}
    asked = [(name, each) for name in reading - VIEWS for each in IMPORTS[name]]
    assert [(name, each) for name, each in asked if each[:2] in COMMANDS] == []
    assert [(name, each) for name, each in asked if f"{each.module}.{each.name}" in carrying] == []


def test_a_policy_decides_on_facts_alone():
    assert {room(name) for name in DECIDING} == {"policy"}
    apart = {"igtf.core.clock", "igtf.core.db", "igtf.people.visitor"} | LOADERS | WRITERS - {HELD}
    apart |= {name for name in CONCEPTS if room(name) in ("models", "queries")}
    found = {name: needed(name) & apart - {HELD} for name in POLICIES}
    assert {name: modules for name, modules in found.items() if modules} == {}
    outside = {name: {each.module for each in IMPORTS[name] if each.module.startswith(("flask", "sqlalchemy"))}
               for name in POLICIES}  # fmt: skip
    assert {name: modules for name, modules in outside.items() if modules} == {}


def test_models_query_nothing():
    models = {name for name in CONCEPTS if room(name) == "models"}
    apart = LOADERS | {name for name in CONCEPTS if room(name) in ("forms", "queries", "commands")}
    assert len(models) > 15
    assert models & LOADERS == set()
    assert {name: needed(name) & apart for name in models if needed(name) & apart} == {}


def test_nobody_imports_views_but_views_and_the_doors():
    found = [(name, needed(name) & VIEWS) for name in {*MODULES} - VIEWS - {"igtf.doors"} if needed(name) & VIEWS]
    assert found == []
