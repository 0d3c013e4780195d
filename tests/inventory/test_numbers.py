"""No sentence says a number of the procedure by itself: written out, it would be wrong once the table changes."""

import ast
import re
from collections.abc import Iterator

from config import ROOT
from igtf.core.workflow import WORKFLOWS, Workflow
from igtf.record import numbers
from igtf.record.numbers import BY_NAME
from igtf.record.values import FIRST
from tests.inventory import house
from tests.inventory.roles import TABLES

SOURCES = {path.relative_to(ROOT): path.read_text() for path in sorted((ROOT / "templates").rglob("*.*"))}
WORDS = ("two|three|four|five|six|seven|eight|nine|ten|twelve|fourteen|fifteen|twenty|twenty-one|twenty-eight|thirty|"
         "thirty-five|sixty|ninety")  # fmt: skip
UNITS = ("days?|months?|years?|weeks?|hours?|minutes?|people|persons?|members?|moderators?|chairs?|signatures?|"
         "supporters?|volunteers?|answers?|stakeholder groups?|groups?|regions?|BoFs?")  # fmt: skip
LITERAL = re.compile(
    rf"\b(?:{WORDS}|[0-9]+)\s+(?:more\s+|other\s+|different\s+|full\s+)?(?:{UNITS})\b"
    r"|\b(?:half|thirds?|quarters?|tenth)\s+of\s+(?:the|each|its)\b|\b(?:for|within)\s+(?:a|one)\s+(?:day|week|month|year)\b",
    re.IGNORECASE,
)
COUNTED = re.compile(rf"%\(\w+\)d\s+(?:more\s+|other\s+|different\s+)?(?:{UNITS}|seconds|documents|files|statements)\b")
TEXT = r"""((?:(?:"[^"]*"|'[^']*')\s*)+)"""
"""A text in a template: one literal, or several beside each other."""
ONE_FORM = re.compile(rf"(?<!\w)_\(\s*{TEXT}")
SPOKEN = re.compile(rf"(?<!\w)(?:_|ngettext)\(\s*{TEXT}(?:,\s*{TEXT})?")
BLOCK = re.compile(r"\{%-?\s*trans\b.*?%\}(.*?)\{%-?\s*endtrans", re.DOTALL)

OTHERS = (
    # settings of the site: how long links work, how far ahead a day may be, how often mail comes
    "Choose a day within two years.", "within seven days", "with this link within 30 days",
    "The link works for 90 days", "the link works for 90 days",
    # whom one person asks by mail
    "asked for you within a day",
    # how long a meeting may be
    "from 15 to 720 minutes", "at most 720 minutes",
    # how a group is made up, what chartering asks: no numbers of the table
    "Name one to three chairs.", "at most three chairs", "come from two stakeholder groups",
    "they come from at least two stakeholder groups", "a proposal by two people",
    "three answers; for a new policy process",
    # counted from one
    "from one year to a full term",
    # counted, not said by a table
    "once 3 more people support it",
)  # fmt: skip
"""Parts of sentences with a number that is none of the table; < and > are where a sentence begins and ends."""


def said_in(text: str, by: tuple[str, ...] = ("_", "_l", "_ln", "ngettext")) -> Iterator[str]:
    """Yield the texts that a module says: every constant that goes through one of these functions."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in by:
            yield from (
                each.value for each in node.args if isinstance(each, ast.Constant) and isinstance(each.value, str)
            )


def shown_in(text: str) -> Iterator[str]:
    """Yield the texts that a template says."""
    for found in SPOKEN.finditer(text):
        yield from (joined(each) for each in found.groups() if each)
    yield from (" ".join(each.split()) for each in BLOCK.findall(text))


def joined(literals: str) -> str:
    """Return the text of literals beside each other."""
    return "".join(each[1:-1] for each in re.findall(r"""\"[^\"]*\"|'[^']*'""", literals))


def writes_out(text: str) -> bool:
    """Return whether a text says a number that the table may have."""
    return bool(LITERAL.search(text)) and not any(other in f"<{text}>" for other in OTHERS)


def test_no_sentence_writes_a_number_of_the_procedure_out():
    said = [(path, each) for path, text in house.SOURCES.items() for each in said_in(text)]
    said += [(path, each) for path, text in SOURCES.items() for each in shown_in(text)]
    assert len(said) > 3000
    found = {f"{path}: {each}" for path, each in said if writes_out(each)}
    assert "\n".join(sorted(found)) == ""


def test_a_number_with_its_unit_has_a_form_for_each_number():
    """Russian says 1 день, 2 дня, 5 дней, Arabic six forms; a second number of a sentence stands without its unit."""
    said = [(path, each) for path, text in house.SOURCES.items() for each in said_in(text, ("_", "_l"))]
    said += [(path, joined(each)) for path, text in SOURCES.items() for each in ONE_FORM.findall(text)]
    assert len(said) > 5000
    assert "\n".join(f"{path}: {each}" for path, each in said if COUNTED.search(each)) == ""


def test_templates_name_numbers_that_the_table_has():
    named = [name for text in SOURCES.values() for name in re.findall(r"\bStated\([\"']([^\"']*)", text)]
    assert len(named) > 30
    assert set(named) <= set(BY_NAME)


def texts_of(workflow: Workflow) -> Iterator[tuple[str, object]]:
    """Yield what the tables of a kind say, with every refusal that its policies give to the roles of the matrix."""
    for state in workflow.states:
        yield from ((f"{workflow.kind} {state.name}", text) for text in (state.label, state.hint))
    for move in workflow.moves:
        refusals = [move.policy(facts).reason for facts in TABLES[workflow.kind].values()]
        for text in (move.label, move.said, move.who, move.needs, move.follows, *refusals):
            yield f"{workflow.kind}.{move.name}", text


def test_tables_and_refusals_follow_a_change_of_every_number(built, monkeypatch):
    monkeypatch.setattr(numbers, "in_force", lambda: FIRST)
    texts = [each for workflow in WORKFLOWS.values() for each in texts_of(workflow)]
    before = [str(text) for _place, text in texts]
    other = {name: 1 / 97 if row.is_share else 997 for name, row in BY_NAME.items()}
    monkeypatch.setattr(numbers, "VALUES", other)
    after = [(place, str(text)) for place, text in texts]
    assert sum(old != new for old, (_place, new) in zip(before, after, strict=True)) > 60
    kept = {f"{place}: {text}" for place, text in after if writes_out(re.sub(r"\b997\b", "", text))}
    assert "\n".join(sorted(kept)) == ""


OF_THE_CODE = (
    "within a year", "within a day", "for a day", "100 days", "three answers", "two groups", "four hours", "two weeks",
)  # fmt: skip
"""What docstrings say of numbers that are no rule of the procedure."""


def test_no_docstring_of_the_procedure_writes_its_numbers_out():
    """It names them: what a ballot changes is written in one place."""
    found = {
        f"{name}: {number[0]}"
        for name, tree in house.MODULES.items()
        if not name.startswith(("igtf.core", "igtf.cli"))
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Module)
        for number in LITERAL.finditer(ast.get_docstring(node) or "")
        if number[0] not in OF_THE_CODE
    }
    assert found == set()
