"""An issue says in which language it is written: screen readers, lists, former wordings and programs go by it."""

import pytest

from igtf.core.db import session
from igtf.issues.models import Issue
from tests.api.kit import Caller
from tests.factories import issue_form, make_person, sign_in

FRENCH = {"title": "Coût de l’interconnexion", "summary": "Qui fixe les principes ?", "language": "fr"}


@pytest.fixture
def client(app, db):
    return sign_in(app, make_person("reader"))


def test_the_form_begins_with_the_language_that_its_reader_reads(client):
    for code, name in (("fr", "français"), ("en", "English")):
        assert f'<option selected value="{code}">{name}</option>' in client.get(f"/issues/new?lang={code}").text
    unknown = client.post("/issues/new", data=issue_form(language="klingon"))
    assert (unknown.status_code, "Choose one of the list." in unknown.text) == (422, True)
    assert session.query(Issue).count() == 0


def test_what_is_written_in_another_language_says_so_to_who_hears_the_page(client):
    assert client.post("/issues/new", data=issue_form(**FRENCH, description="Une *phrase*.")).status_code == 302
    page = client.get("/issues/1").text
    assert '<h1><bdi lang="fr">Coût de l’interconnexion</bdi></h1>' in page
    for part in ('<div class="prose lead" lang="fr">', '<div class="prose" lang="fr" dir="auto">'):
        assert part in page
    assert '<dt>Language</dt><dd><a href="/issues/?language=fr">French</a></dd>' in page
    assert "/issues/?language=fr" not in client.get("/issues/1?lang=fr").text, "nobody is told that they can read it"
    client.post("/issues/new", data=issue_form(language=""))
    assert "lang=" not in client.get("/issues/2").text.partition("<h1>")[2].partition("</h1>")[0]


def test_issues_are_listed_by_language_on_pages_and_for_programs(client):
    for given in (FRENCH, {"language": "en"}, {"title": "Of no stated language"}):
        client.post("/issues/new", data=issue_form(**given))
    listed = client.get("/issues/?language=fr").text
    assert (FRENCH["title"] in listed, "Of no stated language" in listed) == (True, False)
    assert "Language: French" in listed
    assert 'name="language"' not in client.get("/issues/").text
    rows = client.get("/api/v1/issues?language=fr").json["items"]
    assert [(row["ref"], row["language"]) for row in rows] == [("1", "fr")]
    assert {row["language"] for row in client.get("/api/v1/issues").json["items"]} == {"fr", "en", None}
    assert client.get("/api/v1/issues/1").json["details"]["language"] == "fr"
    assert client.get("/api/v1/issues?language=klingon").status_code == 422


def test_a_language_that_was_wrong_is_put_right_and_compared(client):
    client.post("/issues/new", data=issue_form(**FRENCH | {"language": "en"}))
    assert client.post("/issues/1/moves/edit", data=issue_form(**FRENCH)).status_code == 302
    compared = client.get("/issues/1/versions").text
    assert "English" in compared
    assert "French" in compared
    assert client.get("/api/v1/issues/1").json["details"]["language"] == "fr"


def test_what_nobody_said_stays_open_and_is_guessed(app, client):
    given = {"title": "Coût des ports", "summary": "Qui fixe les principes ?", "layer": "use", "topic": "copyright"}
    assert Caller(app, make_person("program")).post("/issues", given).status_code == 201
    assert client.get("/api/v1/issues/1").json["details"]["language"] is None
    assert "Mandates are in English" in client.get("/issues/1").text


def test_a_translation_into_the_language_of_the_issue_stands_below_it(client):
    client.post("/issues/new", data=issue_form(**FRENCH | {"language": ""}))
    wrong = FRENCH | {"title": "Une autre version", "step": "done"}
    assert client.post("/issues/1/moves/translate", data=wrong).status_code == 302
    above = [client.get("/issues/1?lang=fr").text.partition('<section class="next"')[0]]
    client.post("/issues/1/moves/edit", data=issue_form(**FRENCH))
    page = client.get("/issues/1?lang=fr").text
    above.append(page.partition('<section class="next"')[0])
    assert ["Une autre version" in each for each in above] == [True, False]
    assert "Une autre version" in page


def test_an_issue_that_says_so_is_compared_with_mandates_as_english_or_not(client):
    hint = "Mandates are in English"
    words = {"title": "Of the cost to the networks", "summary": "Who is to set it in the region and for all?"}
    client.post("/issues/new", data=issue_form(**words))
    assert hint not in client.get("/issues/1").text
    client.post("/issues/1/moves/edit", data=issue_form(**words, language="sw"))
    assert hint in client.get("/issues/1").text
    client.post("/issues/new", data=issue_form(**FRENCH | {"language": "en"}))
    assert hint in client.get("/issues/2").text, "where nobody looked at the field"
