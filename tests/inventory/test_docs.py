"""What README, CONTRIBUTING and docs/ say is so: settings, links, targets, commands, the path of a request."""

import re
import tomllib
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

import pytest

from config import ROOT
from igtf import create_app
from igtf.cli import main
from tests.inventory.settings_table import README, filled

DOCS = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")] + sorted(ROOT.glob("docs/*.md"))
DECISIONS = ROOT / "docs/decisions.md"
_NAME = re.compile(r"^\*\*(.+?)\*\*", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\((?!https?:)([^)#]*)(#[^)]*)?\)")
_PATH = re.compile(r"`((?:igtf|templates|tests|docs|static|migrations|\.ci)/[\w./-]+)`")
_PLACED = re.compile(r"`([\w.]+)` (?:in|of) `([\w/]+\.py)`")
_WORDS = re.compile(r"\s+")


def plain(text: str) -> str:
    """Return text as one line, without marks of quotation and of code."""
    return _WORDS.sub(" ", re.sub(r"^> ?", "", text, flags=re.MULTILINE).replace("`", "")).strip()


def code(text: str) -> str:
    """Return what is set as code: blocks and words between backticks."""
    return "\n".join(re.findall(r"```.*?```|`[^`\n]+`", text, re.DOTALL))


def anchor(title: str) -> str:
    """Return the anchor of a heading."""
    return "#" + re.sub(r"[^\w -]", "", title).lower().replace(" ", "-")


def anchors(file: Path) -> set[str]:
    """Return the anchors of a file's headings."""
    return {anchor(title) for title in re.findall(r"^#+ (.+)$", file.read_text(), re.MULTILINE)}


def missing(pattern: str, known: Iterable[str]) -> list[str]:
    return sorted({word for file in DOCS for word in re.findall(pattern, code(file.read_text()))} - set(known))


def test_the_table_of_settings_is_that_of_the_code():
    text = README.read_text()
    assert text == filled(text), "make it anew: python -m tests.inventory.settings_table"


def test_the_path_of_a_request_is_quoted_from_the_code():
    docstring = create_app.__doc__ or ""
    told = docstring[docstring.index("The path of a request") : docstring.index("Raises RuntimeError")]
    assert plain(told) in plain(README.read_text())
    for name in re.findall(r"``((?:\w+\.)+\w+)(?:\(\w+\))?``", told):
        module, _dot, inside = name.rpartition(".")
        assert hasattr(import_module(f"igtf.{module}"), inside), name


def test_the_slow_tests_are_there():
    names = (ROOT / "tests/slow.txt").read_text().split()
    assert [name for name in names if f"def {name.partition('::')[2]}(" not in
            (ROOT / name.partition("::")[0]).read_text()] == []  # fmt: skip


def test_what_docstrings_name_in_a_room_of_their_folder_is_there():
    named = [
        (file.parent, room, name)
        for file in sorted((ROOT / "igtf").rglob("*.py"))
        for room, name in re.findall(r"``(\w+)\.(\w+)(?:\(\w*\))?``", file.read_text())
        if file.with_name(f"{room}.py").exists() and name != "py"
    ]
    rooms = {
        (folder, room): import_module(".".join((*folder.relative_to(ROOT).parts, room)))
        for folder, room, _name in named
    }
    assert [each for each in named if not hasattr(rooms[each[:2]], each[2])] == []
    assert len(named) > 20


def test_each_section_that_the_code_cites_is_one_of_the_procedure():
    sections = set(re.findall(r"^## (\d+)\. ", (ROOT / "docs/procedure.md").read_text(), re.MULTILINE))
    cited = {
        number
        for file in sorted((ROOT / "igtf").rglob("*.py"))
        for number in re.findall(r"section (\d+)", re.sub(r"RFC \d+, section", "", file.read_text()))
    }
    assert cited <= sections
    assert len(cited) > 10


@pytest.mark.parametrize("file", DOCS, ids=lambda file: file.name)
def test_links_and_paths_lead_somewhere(file):
    text = file.read_text()
    for path, anchor in _LINK.findall(text):
        target = (file.parent / path) if path else file
        assert target.exists(), path
        assert not anchor or anchor in anchors(target), anchor
    for path in _PATH.findall(text):
        assert (ROOT / path).exists(), path


def test_a_name_of_the_code_stands_in_the_file_that_is_named_with_it():
    placed = [(file.name, name, at) for file in DOCS for name, at in _PLACED.findall(file.read_text())]
    files = {at: ROOT / at if (ROOT / at).exists() else ROOT / "igtf" / at for _doc, _name, at in placed}
    words = {at: set(re.findall(r"\w+", file.read_text())) for at, file in files.items()}
    assert [(doc, name, at) for doc, name, at in placed if not words[at].issuperset(name.split("."))] == []
    assert len(placed) > 40


def test_decisions_stand_under_the_folders_of_the_map_and_each_is_short():
    text = DECISIONS.read_text()
    headings = re.findall(r"^(##+) (.+)$", text, re.MULTILINE)
    folders = re.findall(r"^\| `igtf/(\w+)` \|", README.read_text(), re.MULTILINE)
    assert [title for level, title in headings if level == "##"][: len(folders)] == folders
    contents, _first, entries = text.partition("\n## ")
    assert re.findall(r"\]\((#[^)]+)\)", contents) == [anchor(title) for _level, title in headings]
    paragraphs = [each for each in entries.split("\n\n")[1:] if not each.startswith("#")]
    assert [each for each in paragraphs if not _NAME.match(each) or len(each) > 900] == []
    names = [plain(_NAME.findall(each)[0]) for each in paragraphs]
    assert len(set(names)) == len(names)


def test_a_decision_that_is_named_elsewhere_is_there():
    names = {plain(name).rstrip(".") for name in _NAME.findall(DECISIONS.read_text())}
    cited = [
        (file.name, plain(name))
        for file in (*DOCS, *sorted((ROOT / "igtf").rglob("*.py")))
        for several in re.findall(r"decisions\.md\)?((?:,\s+\*[^*]+\*)+)", file.read_text())
        for name in re.findall(r"\*([^*]+)\*", several)
    ]
    assert [each for each in cited if each[1] not in names] == []
    assert len(cited) > 5


def test_extras_are_pinned_and_nobody_is_told_to_copy_the_program():
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    lists = {name: (ROOT / f"constraints-{name}.txt").read_text().splitlines() for name in ("extras", "test")}
    pins = {name: {line.split()[0] for line in lines if "==" in line} for name, lines in lists.items()}
    for needed in (*extras["pdf"], *extras["redis"]):
        assert any(pin.startswith(f"{needed.partition('>')[0]}==") for pin in pins["extras"]), needed
    assert pins["extras"] <= pins["test"]
    assert [file.name for file in DOCS if "pip install" in code(file.read_text())] == []


def test_targets_and_commands_exist():
    targets = re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert not missing(r"(?m)(?:^|`)make ([a-z-]+)", targets)
    assert not missing(r"(?:bin/|`)igtf ([a-z]+)\b", main.commands)
