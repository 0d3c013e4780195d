"""Terms: each is explained where it is first met, and all of them on a page of *How it works*."""

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


def test_how_it_works_leads_first_to_all_terms(story: Flask) -> None:
    reader = story.test_client()
    assert 'href="/how-it-works/words"' in reader.get("/how-it-works").text.partition("<h2")[0].partition("<h1")[2]
    page = reader.get("/how-it-works/words").text
    assert re.findall(r'<tr id="([a-z-]+)"', page) == list(TERMS)
    assert "birds of a feather" in page
    assert all(page.count(f'id="{name}"') == 1 for name in TERMS)


@pytest.mark.parametrize("path", MET)
def test_a_term_is_explained_where_it_is_met(story: Flask, path: str) -> None:
    page = story.test_client().get(path).text
    assert re.findall(r'<a href="/how-it-works/words#([a-z-]+)">', page) == MET[path]
    assert all(str(TERMS[name].meaning) in page for name in MET[path])


def test_no_term_is_explained_that_is_not_in_the_table() -> None:
    with pytest.raises(KeyError):
        Explained("quorum")
