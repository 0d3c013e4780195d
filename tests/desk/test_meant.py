"""Who misspells a word is asked whether they meant one that the record knows."""

import html
import re

import pytest

from igtf.core.finding.spelling import near
from igtf.people.commands import change_profile
from igtf.people.secretariat import deactivate
from tests.counting import reads
from tests.factories import by, issue_form, make_person, sign_in

MEANT = re.compile(r'Did you mean <a href="([^"]+)"><bdi>([^<]+)</bdi></a>\?')


def meant(app, query: str) -> str | None:
    """Return the words that the page of a search suggests; they find something."""
    found = MEANT.search(app.test_client().get(f"/search?{query}").text)
    if not found:
        return None
    again = app.test_client().get(html.unescape(found[1])).text
    assert "Nothing found" not in again
    assert not MEANT.search(again)
    return html.unescape(found[2])


@pytest.fixture
def filed(app, db):
    """File issues, and return the client of who did."""
    client = sign_in(app, make_person())
    for title in ("Governance of the internet", "Internet prices", "Internet cables of the north", "Políticas públicas",
                  "Управление интернетом"):  # fmt: skip
        client.post("/issues/new", data=issue_form(title=title, summary="Of all."))
    return client


def test_a_word_of_one_letter_too_many_too_few_another_or_changed_places_is_suggested(app, filed):
    said = {"internnet": "internet", "intenet": "internet", "imternet": "internet", "intrenet": "internet",
            "GOVERNENCE": "governance", "internet+prises": "internet prices", 
            "goverance+intrenet": "governance internet",
            "públcas": "públicas", "publcas": "públicas", "управленеи": "управление"}  # fmt: skip
    for words, suggested in said.items():
        assert meant(app, f"q={words}") == suggested, words


def test_nothing_is_suggested_for_what_is_found_named_or_near_nothing(app, filed):
    for words in (
        "internet",
        "prices",
        "intern",
        "%231",
        "bananas",
        "inet",
        "xqzwv",
        "internet+bananas",
        "",
        "12345678",
    ):
        assert meant(app, f"q={words}") is None, words


def test_what_hardly_anything_has_is_asked_about_where_much_more_has_a_word_like_it(app, filed):
    filed.post("/issues/new", data=issue_form(title="Lanterms of the coast", summary="Of all."))
    for number in range(9):
        filed.post("/issues/new", data=issue_form(title=f"Lanterns, part {number}", summary="Of all."))
    assert meant(app, "q=lanterms") is None
    filed.post("/issues/new", data=issue_form(title="Lanterns, the last part", summary="Of all."))
    assert meant(app, "q=lanterms") == "lanterns"


def test_the_link_keeps_the_filters(app, filed):
    page = app.test_client().get("/search?q=intrenet&kind=issue").text
    assert html.unescape(MEANT.search(page)[1]) == "/search?q=internet&kind=issue"


def test_a_name_is_suggested_as_long_as_it_finds_somebody(app, db):
    ada, desk = make_person("ada"), make_person("office", roles=("secretariat",))
    change_profile(ada, name="Wolfgang Muster", country="KE", languages=[], about="", by=by(ada))
    assert meant(app, "q=Wolfgnag") == "wolfgang"
    assert meant(app, "q=Wolfgnag+Mustre") == "wolfgang muster"
    deactivate(ada, reason="Left.", by=by(desk))
    assert meant(app, "q=Wolfgnag") is None


def test_a_word_of_what_was_hidden_is_not_suggested(app, filed):
    filed.post("/issues/new", data=issue_form(title="Slanderous words", summary="Of all."))
    assert meant(app, "q=slandeorus") == "slanderous"
    judge = sign_in(app, make_person(roles=("moderator",)))
    assert judge.post("/issues/6/moves/hide", data={"reason": "Spam."}).status_code == 302
    assert meant(app, "q=slandeorus") is None


def test_a_suggestion_takes_a_few_queries_whatever_was_typed(app, filed):
    reader = app.test_client()
    reader.get("/search?q=nothing")
    for words in ("intrenet", "intrenet+goverance+prises+cabels+nroth+pulbicas+a+b+c+d+e+f", "x" * 500):
        with reads(app) as asked:
            assert reader.get(f"/search?q={words}").status_code == 200
        assert len(asked) <= 8, asked


def test_words_near_each_other_are_found_by_their_letters(app, filed):
    assert near(["intrenet"]) == {"intrenet": ["internet"]}
    assert near(["internet"])["internet"][0] == "internet"
    assert near(["abc", "x" * 30]) == {}
