"""A call is found by what pages call it: what it asks about, and its question."""

import pytest

from igtf.core.db import writing
from igtf.core.finding import search
from tests.consensus.world import call
from tests.databases import upgraded_from_before
from tests.factories import broken_promises


def finds(app, words: str) -> bool:
    return 'class="t" href="/calls/2"' in app.test_client().get("/search", query_string={"q": words}).text


def test_a_call_is_found_by_its_title(app, world):
    title = call().subject.title
    about, _colon, question = title.rpartition(": ")
    assert question == "Ready?"
    for words in (title, about, f"{about} ready"):
        assert finds(app, words), words
    assert not finds(app, f"{about} lighthouse")


@pytest.mark.parametrize("longer", ["", "said at length, and cut in the title"])
def test_a_call_of_before_is_found_by_its_title_too(app, world, db_url, longer):
    own, title = call(), call().subject.title
    with writing():
        search.put(own.id, f"Ready? {longer}".strip(), "A note.")
    assert not finds(app, title)
    assert broken_promises() == [("found-by-title", [("call", "2")])]
    upgraded_from_before(db_url, "0095")
    for words in (title, f"Ready {longer}", "A note"):
        assert finds(app, words), words
    assert broken_promises() == []
