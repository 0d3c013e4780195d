"""The page of the search: what it puts first, and each thing once."""

import re

import pytest

from igtf.core.db import writing
from igtf.core.finding import search
from igtf.desk import queries
from igtf.record.moves import url_of
from tests.factories import issue_form, make_person, sign_in
from tests.groups.making import active_group
from tests.reading import read


def test_what_has_the_words_as_its_title_comes_first(app, db):
    client = sign_in(app, make_person())
    client.post("/issues/new", data=issue_form(title="Lanterns of the coast"))
    client.post(
        "/issues/new", data=issue_form(title="Lanterns of the coast, lanterns of the coast", summary="Lanterns.")
    )
    page = app.test_client().get("/search?q=lanterns+of+the+COAST").text
    assert page.index('href="/issues/1"') < page.index('href="/issues/2"')


def test_what_is_named_stands_once(app, db):
    active_group(app, make_person(), acronym="icost")
    page = app.test_client().get("/search?q=icost").text
    assert "By its name" in page
    assert page.count('class="t" href="/groups/icost"') == 1
    assert "Nothing found" not in page


def test_a_subject_is_found_by_the_name_that_pages_print(app, db):
    sign_in(app, make_person()).post("/issues/new", data=issue_form())
    active_group(app, make_person(), acronym="icost")
    named = {"#1": "/issues/1", "issue 1": "/issues/1", "Issue 1": "/issues/1", "Group icost": "/groups/icost",
             "ICOST": "/groups/icost", "#\u0661": "/issues/1", "\uff03\uff11": "/issues/1",
             "Issue\u00a0\u0967": "/issues/1"}  # fmt: skip
    for words, path in named.items():
        assert url_of(queries.found(words, {}).exact) == path, words
    for words in ("#99", "Issue", "Issue one", "Call 1", "#", "issue 1 1"):
        assert queries.found(words, {}).exact is None, words


def test_a_title_that_is_searched_with_a_number_comes_first_too(app, db, monkeypatch):
    client = sign_in(app, make_person())
    client.post("/issues/new", data=issue_form(title="Lanterns of the coast", summary="Of all."))
    for _each in range(3):
        client.post("/issues/new", data=issue_form(title="Coast: lanterns of the coast, the lanterns of the coast"))
    named = queries.found("#1", {}).exact
    with writing():
        search.put(named.id, "LS-1 Lanterns of the coast", "Of all.")
    monkeypatch.setattr(queries, "PAGE", 1)
    found = queries.found("lanterns of the coast", {})
    assert [row.ref for row in found.rows] == ["1"]
    assert found.bounded


def test_the_last_word_finds_longer_ones_unless_it_is_common(app, db, monkeypatch):
    client = sign_in(app, make_person())
    for title in ("A lantern there", "Two lanterns there", "A lantern here"):
        client.post("/issues/new", data=issue_form(title=title))
    assert len(search.find("lantern")) == 3
    assert len(search.find("there lantern")) == 2
    monkeypatch.setattr(search, "COMMON", 2)
    assert len(search.find("lantern")) == 2
    assert len(search.find("there lantern")) == 1


@pytest.mark.parametrize(("words", "most"), [("", 200), ("a", 200), ("a b", 100), ("a b c d e f g", 100)])
def test_the_more_words_the_fewer_matches_are_ranked(words, most):
    assert search.candidates(words) == most


def test_a_state_of_several_kinds_is_chosen_by_all_its_names(client):
    every, drafts = (client.get(f"/search?q=lamps{more}").text for more in ("", "&kind=draft"))
    assert '<option value="submitted">Submitted, Submitted to the council</option>' in every
    assert '<option value="submitted">Submitted to the council</option>' in drafts


def test_a_search_shows_where_the_words_stand(app, db):
    told = "Nobody asked before. " * 20 + "Then the <i>lanterns</i> went out. " + "Nobody asked after. " * 20
    sign_in(app, make_person()).post("/issues/new", data=issue_form(title="Coasts", description=told))
    found, named = (app.test_client().get(f"/search?q={words}").text for words in ("lantern", "%231"))
    assert "before. Then the &lt;i&gt;<b>lanterns</b>&lt;/i&gt; went out." in found
    assert "Nobody asked before." not in found.partition("before. Then")[2]
    assert "Nobody asked before." in named


def test_words_of_any_letters_are_found(app, db):
    said = issue_form(title="Straßenbau", summary="ИНТЕРНЕТ und Σίσυφος.")
    sign_in(app, make_person()).post("/issues/new", data=said)
    for words in ("Straßenbau", "straße", "Strassenbau", "интернет", "Интернет", "ΣΊΣΥΦΟΣ", "σισυφος"):
        assert [row.ref for row in queries.found(words, {}).rows] == ["1"], words
    assert queries.found("Strasenbau", {}).rows == []


def test_who_finds_nothing_reads_how_much_of_a_word_is_enough_and_where_else_to_look(app, db):
    make_person("ines")
    client = sign_in(app, make_person())
    client.post("/issues/new", data=issue_form(title="Roots of the zone"))
    reader, row = app.test_client(), 'href="/issues/1"'
    short, enough = (reader.get(f"/search?q={words}").text for words in ("ro", "roo"))
    assert (row in short, row in enough) == (False, True)
    assert "the last one may be the beginning of a word, 3 letters of it at least" in short
    assert "All bodies" not in enough
    assert "All bodies" not in reader.get("/search").text
    nothing = reader.get("/search?q=ines+%22X%22").text
    assert 'href="/bodies/">All bodies' in nothing
    assert 'href="/people/">Who takes part' in nothing
    narrow = reader.get("/search?q=ines+%22X%22&kind=issue").text
    assert 'href="/people/?name=ines%20%22X%22"' in narrow
    (people,) = re.findall(r'href="(/people/\?name=[^"]+)"', reader.get("/search?q=INES&kind=issue").text)
    assert 'href="/people/ines"' in reader.get(people).text


def test_filters_without_words_lead_to_the_lists_that_know_them(app, db):
    client = sign_in(app, make_person())
    client.post("/issues/new", data=issue_form(topic="root-zone"))
    reader = app.test_client()
    page = reader.get("/search?q=&topic=root-zone&phase=new").text
    for path in ("/issues/", "/drafts/", "/calls/"):
        assert f'href="{path}?phase=new&amp;topic=root-zone"' in page
    assert "/selections/?phase" not in page, "no selection has a topic"
    one = reader.get("/search?kind=issue&state=submitted").text
    assert re.findall(r'<ul class="chips"><li><a href="([^"]+)"', read(one)) == ["/issues/?state=submitted"]
    assert "lists are for" not in reader.get("/search").text
    assert "lists are for" not in reader.get("/search?q=ports&phase=new").text
    assert 'href="/issues/?topic=root-zone"' in reader.get("/issues/1").text
