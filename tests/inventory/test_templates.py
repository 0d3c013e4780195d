"""Every template: it compiles, begins with a title and one heading, is free of scripts and styles, and translated."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import nodes

from config import ROOT
from tests.factories import sign_in
from tests.inventory.addresses import paths
from tests.inventory.page import faults_of, subjects_there

TEMPLATES = sorted((ROOT / "templates").rglob("*.*"))
HTML = [path for path in TEMPLATES if path.suffix == ".html"]

PLAIN = {"IGTF", "UTC", "Atom", "JSON", "Markdown", "R", "LS", "BC", "H", "M", "Q", "S", "RFC", "ISO", "SHA", "API",
         "OpenAPI", "curl", "Authorization", "Bearer",
         "Idempotency", "Key", "If", "Match", "CSV", "PDF", "BibTeX", "RIS", "CSL", "W"}  # fmt: skip
"""Words in templates that are the same in every language: names, formats, letters of prefixes."""


def named(path: Path) -> str:
    return str(path.relative_to(ROOT / "templates"))


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_it_compiles_and_holds_no_script_or_style(built, path):
    built.jinja_env.get_template(named(path))
    text = path.read_text()
    if path.suffix == ".html" and not named(path).startswith("mail/"):
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style\b|\sstyle=|\son[a-z]+=\"", text)


LONGEST, MOST_JOINED = 160, 2
"""The most characters of a line, and of *and*, *or* and *not* in an expression."""

APART = (nodes.List, nodes.Tuple, nodes.Dict, nodes.Call, nodes.Filter)
"""What is within these stands for itself: the items of a list, the arguments of a call."""


def joined(expression: nodes.Node) -> int:
    """Return how many *and*, *or* and *not* hold an expression together; *is not* and *not in* are one test."""
    negates = isinstance(expression, nodes.Not) and not isinstance(expression.node, nodes.Test)
    within = () if isinstance(expression, APART) else expression.iter_child_nodes()
    return (isinstance(expression, nodes.And | nodes.Or) or negates) + sum(joined(child) for child in within)


def expressions(node: nodes.Node) -> Iterator[nodes.Expr]:
    """Give the expressions of a template that stand for themselves."""
    for child in node.iter_child_nodes():
        if isinstance(child, nodes.Expr) and (not isinstance(node, nodes.Expr) or isinstance(node, APART)):
            yield child
        yield from expressions(child)


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_it_can_be_read(built, path):
    """A rule of more than two conditions is one of a policy, a query or a page, which gives its answer a name."""
    text = path.read_text()
    assert [line for line in text.splitlines() if len(line) > LONGEST] == []
    found = expressions(built.jinja_env.parse(text))
    assert [(one.lineno, joined(one)) for one in found if joined(one) > MOST_JOINED] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_it_uses_what_it_imports(path):
    text = re.sub(r"{#.*?#}", "", path.read_text(), flags=re.S)
    imports = r'{%-?\s*(?:from "[^"]*" )?import (.*?)(?: with context)?\s*-?%}'
    names = {name.split()[-1] for found in re.findall(imports, text) for name in found.split(",")}
    used = set(re.findall(r"\w+", re.sub(imports, "", text)))
    assert names - used == set()


@pytest.mark.parametrize("path", HTML, ids=named)
def test_paragraphs_of_people_are_made_in_one_place(path):
    by_hand = r'\.split\("\\n\\n"\)|<div class="prose[^"]*" dir="auto"><p>'
    assert named(path).startswith("mail/") or not re.search(by_hand, path.read_text()), "the filter prose does it"


FRAMES = ("base.html", "list.html", "list_in_parts.html")
"""What a page extends that has a title of its own; all other frames have one."""

OF_THE_SITE = "desk/home.html"
"""The page whose title is the name of the site."""


def extends_a_frame(path: Path) -> bool:
    frame = re.search(r'{%-? extends "([^"]*)"', path.read_text())
    return frame is not None and frame[1] in FRAMES and named(path) not in (*FRAMES, OF_THE_SITE)


@pytest.mark.parametrize("path", [path for path in HTML if extends_a_frame(path)], ids=named)
def test_a_page_has_a_title(path):
    assert re.search(r"{%-? block title", path.read_text())


@pytest.mark.parametrize("path", HTML, ids=named)
def test_every_word_goes_through_gettext(path):
    if named(path).startswith("mail/"):
        return
    text = re.sub(r"{#.*?#}", " ", path.read_text(), flags=re.S)
    text = re.sub(r"{%-?\s*trans\b.*?endtrans\s*-?%}", " ", text, flags=re.S)
    text = re.sub(r"{%-?\s*(raw).*?endraw\s*-?%}", " ", text, flags=re.S)
    text = re.sub(r"{{.*?}}|{%.*?%}", "", text, flags=re.S)
    text = re.sub(r"<(code|kbd|pre)\b.*?</\1>|<a\b[^>]*>/[^<]*</a>", " ", text, flags=re.S)
    text = re.sub(r"^ \w+=\"[^\"]*\"$", " ", re.sub(r"<[^>]*>", " ", text, flags=re.S), flags=re.M)
    left = set(re.findall(r"[^\W\d_]+", re.sub(r"&\w+;", " ", text))) - PLAIN
    assert left == set()


@pytest.mark.parametrize("path", HTML, ids=named)
def test_a_sentence_ends_as_the_readers_language_ends_one(path):
    text = re.sub(r"{#.*?#}|{%-?\s*trans\b.*?endtrans\s*-?%}", " ", path.read_text(), flags=re.S)
    typed = re.findall(r".{,60}(?:}}|%}|</\w+>)\.(?=[\s<]|{%|$)", text)
    counted = re.compile(r"\b(?:number|index|shown) }}(?:</b>)?\.$")
    assert [found for found in typed if not counted.search(found)] == []


@pytest.mark.parametrize("path", sorted((ROOT / "templates" / "figures").glob("*.html")), ids=lambda path: path.name)
def test_what_is_counted_over_the_whole_is_written_as_the_readers_language_writes_numbers(path):
    """12,345, 12 345 or 12.345: a million issues and their years are too many for bare digits."""
    cells = re.findall(r'(?:<td(?: class="num"[^>]*)?>|_\(": "\) \}\})\s*\{\{ ([^}]*) \}\}', path.read_text())
    said = re.compile(r"in_figures\b|^(days|ngettext|words\.\w+|state_label|link)\(")
    assert [cell for cell in cells if not said.search(cell)] == []


def test_each_page_has_one_heading_a_title_and_nothing_inline(story):
    """As somebody signed in; what nobody in particular reads is looked at in ``test_endpoints.py``."""
    from sqlalchemy import select

    from igtf.core.db import session
    from igtf.people.models import Person
    from igtf.record.models import Actor

    with story.app_context():
        person = session.scalars(select(Person).join(Actor, Actor.id == Person.id).where(Actor.handle == "ines")).one()
        client = sign_in(story, person)
        asked, there = dict.fromkeys(path for _name, path in paths(story, "GET")), subjects_there()
    faults, seen, doors = [], 0, story.url_map.bind("localhost")
    for path in asked:
        answer = client.get(path)
        if answer.mimetype == "text/html":
            seen += 1
            faults += [(path, fault) for fault in faults_of(answer.text, doors, there)]
    assert faults == []
    assert seen > 50


STACKING = (
    "/calls/1", "/council/", "/bodies/figures", "/statistics", "/elections/1", "/selections/1", "/selections/2",
    "/procedure", "/reports/", "/outcomes/", "/groups/newiss/members",
    "/drafts/draft-igtf-newiss-first-day",
)  # fmt: skip


@pytest.mark.parametrize("path", STACKING)
def test_numbers_in_a_table_that_stacks_on_narrow_screens_say_what_they_are(story, path):
    page = story.test_client().get(path).text
    tables = re.findall(r'<table class="[^"]*\bstacks\b[^"]*">(.*?)</table>', page, re.DOTALL)
    assert tables
    for table in tables:
        cells = re.findall("<td[^>]*>", "".join(re.findall("<tbody>.*?</tbody>", table, re.DOTALL)))
        assert [cell for cell in cells if 'class="num"' in cell and "data-label" not in cell] == []
