"""What others add to our addresses is dropped: a shared link leads to the kept page, and hands no mark on."""

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

import pytest
from flask import Flask
from hypothesis import given
from hypothesis.strategies import lists, sampled_from, text, tuples

import igtf
from igtf.core.tracking import FAMILIES, NAMES, untracked
from igtf.core.workflow import WORKFLOWS
from tests.core.test_doorstep import made, reader, step  # noqa: F401 (fixtures)
from tests.core.test_keptpages import keeping, keeping_over  # noqa: F401 (fixtures)

TRACKS = [*NAMES, *(f"{family}x" for family in FAMILIES), "utm_source"]
OURS = ["q", "state", "after", "in", "utm", "fb", "gclid2", "a_utm_source"]


def asked() -> set[str]:
    """Return the names of parameters that the program reads from addresses."""
    source = "".join(file.read_text() for file in Path(igtf.__file__).parent.rglob("*.py"))
    return set(re.findall(r'\bargs(?:\.get(?:list)?\(|\[)"(\w+)"', source))


@given(lists(tuples(sampled_from(TRACKS + OURS), text())))
def test_the_others_stay_as_they_are_and_in_their_order(pairs: list[tuple[str, str]]) -> None:
    left = untracked(urlencode(pairs))
    assert left == urlencode([pair for pair in pairs if pair[0] in OURS])
    assert untracked(left) == left


@pytest.mark.parametrize("query", ["fbclid", "fbclid=", "utm_source=a&&utm_medium=b", "gclid=1&fbclid=2", "__hstc=1.2"])
def test_what_is_left_of_an_address_with_nothing_else_names_nothing(query: str) -> None:
    assert parse_qsl(untracked(query)) == []


def test_nothing_that_the_program_asks_for_is_dropped() -> None:
    names = asked() | {name for workflow in WORKFLOWS.values() for name in workflow.narrowing}
    assert {"q", "after", "lang"} <= names
    assert [name for name in names if untracked(f"{name}=1") != f"{name}=1"] == []


def test_who_comes_from_elsewhere_gets_the_page_that_is_kept(
    keeping: Flask, made: Callable[[], int]  # noqa: F811
) -> None:  # fmt: skip
    reader(keeping).get("/issues/1")
    found = reader(keeping).get("/issues/1?fbclid=IwAR0xyz&utm_source=newsletter")
    assert (made(), found.status_code) == (1, 200)
    reader(keeping).get("/issues/1?about=2")
    assert made() == 2


@pytest.mark.parametrize("path", ["/issues/?state=submitted&{}", "/issues/1?{}", "/search?{}&q=landlocked"])
def test_no_link_of_a_page_hands_the_mark_on(keeping: Flask, step, path: str) -> None:  # noqa: F811
    page = reader(keeping).get(path.format("fbclid=IwAR0xyz")).text
    assert "state=submitted" in page or "state" not in path
    assert re.findall("fbclid|IwAR0xyz", page) == []


def test_what_takes_known_names_alone_takes_a_shared_link(keeping: Flask, step) -> None:  # noqa: F811
    for path in ("/api/v1/issues", "/feeds/issues.atom"):
        assert reader(keeping).get(f"{path}?utm_source=newsletter").status_code == 200
        assert reader(keeping).get(f"{path}?newsletter=1").status_code == 422
