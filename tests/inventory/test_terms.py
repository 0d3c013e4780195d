"""Terms: each is explained where it is first met, and all of them at the beginning of *How it works*."""

import re

import pytest
from flask import Flask

from igtf.record.terms import TERMS, Explained

MET = {
    "/register": ["hat"],
    "/groups/rules": ["bof"],
    "/calls/": ["rough-consensus"],
    "/ballots/4": ["base", "discuss"],
}


def test_how_it_works_begins_with_all_terms(world: Flask) -> None:
    page = world.test_client().get("/how-it-works").text
    first = page.partition("<h2")[2].partition("<h2")[0]
    assert first.startswith(' id="terms"')
    assert re.findall(r'<tr id="([a-z-]+)"', first) == list(TERMS)
    assert "birds of a feather" in first
    assert all(page.count(f'id="{name}"') == 1 for name in TERMS)


@pytest.mark.parametrize("path", MET)
def test_a_term_is_explained_where_it_is_met(world: Flask, path: str) -> None:
    page = world.test_client().get(path).text
    assert re.findall(r'<a href="/how-it-works#([a-z-]+)">', page) == MET[path]
    assert all(str(TERMS[name].meaning) in page for name in MET[path])


def test_no_term_is_explained_that_is_not_in_the_table() -> None:
    with pytest.raises(KeyError):
        Explained("quorum")
