"""People in the search: by name, handle or organisation, in any script; who is not found, and where they stand."""

import html
import re

import pytest

from igtf.people.commands import add_hat, change_profile, end_hat
from igtf.people.queries import hats_of
from igtf.people.secretariat import deactivate, reactivate
from tests.counting import reads
from tests.factories import by, issue_form, make_person, sign_in

PERSON = re.compile(r'<a class="t" href="/people/([a-z0-9-]+)"')


def called(handle: str, name: str, organisation: str = ""):
    """Return a new person of this name."""
    person = make_person(handle, organisation=organisation)
    change_profile(person, name=name, country=person.country, languages=[], about="", by=by(person))
    return person


def found(app, words: str) -> list[str]:
    """Return the handles of the people whom the page of a search shows, in order."""
    return PERSON.findall(app.test_client().get("/search", query_string={"q": words}).text)


@pytest.mark.parametrize(
    ("name", "finding", "not_finding"),
    [
        ("Søren Łukasiewicz", ["soren", "SØREN łuka", "lukasiewicz soren"], ["oren", "lukasz"]),
        ("Zoë Müller-O’Brien", ["zoe", "Zoë", "muller", "MÜLLER zoë", "obrien", "o'brien", "brien"], ["mueller"]),
        ("Thu Hằng Nguyễn", ["nguyen", "Nguyễn", "hang thu"], ["nguyenx"]),
        ("Владимир Ёлкин", ["владимир", "ВЛАДИ елкин", "Ёлкин"], ["vladimir"]),
        ("Αθηνά Παπαδοπούλου", ["αθηνα", "ΑΘΗΝΆ", "παπαδοπουλου"], ["athina"]),
        ("محمد الأحمد", ["محمد", "مُحَمَّد", "الاحمد"], ["احمد"]),
        ("राम मोहन", ["राम", "मोह", "मोहन राम"], ["रम"]),
        ("山田太郎", ["山田", "太郎", "山", "山田太郎"], ["山太", "田山"]),
        ("김철수", ["김철수", "철수", "김"], ["김수"]),
        ("สมชาย ใจดี", ["สมชาย", "ชาย", "ใจดี"], ["ดีใจ"]),
    ],
)  # fmt: skip
def test_a_name_in_any_script_is_found_with_and_without_accents(app, db, name, finding, not_finding):
    called("somebody", name)
    make_person("another")
    for words in [*finding, "somebody", "SOMEB"]:
        assert found(app, words) == ["somebody"], words
    for words in not_finding:
        assert found(app, words) == [], words


def test_who_is_called_so_stands_before_whose_name_begins_so_and_whose_organisation_has_the_words(app, db):
    called("works-there", "Ada Exemplar", "Marin Institute, Nairobi")
    called("begins-so", "Jo Marinescu")
    called("is-called-so", "Marin Ionescu")
    assert found(app, "marin") == ["is-called-so", "begins-so", "works-there"]
    assert found(app, "marin nairobi") == ["works-there"]
    assert found(app, "ada nairobi") == ["works-there"]
    assert found(app, "marin zagreb") == []
    page = app.test_client().get("/search?q=institute").text
    assert "Civil society · Marin Institute, Nairobi" in html.unescape(page)


def test_people_stand_before_subjects_by_their_names_and_after_them_by_their_organisations(app, db):
    client = sign_in(app, called("ada", "Ada Marin", "Ocean Council"))
    client.post("/issues/new", data=issue_form(title="Marin cables of the ocean"))
    by_name, by_organisation = (app.test_client().get(f"/search?q={word}").text for word in ("marin", "ocean"))
    assert by_name.index('href="/people/ada"') < by_name.index("By the words in it") < by_name.index('href="/issues/1"')
    assert by_organisation.index('href="/issues/1"') < by_organisation.index('href="/people/ada"')
    assert "By the words in it" not in by_organisation
    assert "Nothing found" not in app.test_client().get("/search?q=council").text
    text = app.test_client().get("/search?q=council", headers={"Accept": "text/plain"}).text
    assert "## People" in text
    assert "Ada Marin </people/ada>" in text


def test_a_filter_of_subjects_leaves_people_out(app, db):
    make_person("ada")
    reader = app.test_client()
    assert 'href="/people/ada"' in reader.get("/search?q=ada").text
    assert 'href="/people/ada"' not in reader.get("/search?q=ada&kind=issue").text


def test_of_many_people_three_are_shown_and_all_stand_in_the_list(app, db):
    for number in range(4):
        called(f"member-{number}", f"Member {number}", "Ministry of Lamps")
    shown = app.test_client().get("/search?q=ministry+lamps").text
    assert PERSON.findall(shown) == ["member-3", "member-2", "member-1"]
    (path,) = re.findall(r'href="([^"]+)">All people with these words', shown)
    listed = app.test_client().get(html.unescape(path)).text
    assert PERSON.findall(listed) == ["member-3", "member-2", "member-1", "member-0"]
    assert "All people with these words" not in app.test_client().get("/search?q=member-2").text


def test_only_people_with_an_open_account_are_found(app, db):
    desk, ada = make_person("office", roles=("secretariat",)), called("ada", "Ada Marin", "Ocean Council")
    assert [found(app, word) for word in ("clock", "importer", "the clock")] == [[], [], []]
    deactivate(ada, reason="Left.", by=by(desk))
    add_hat(ada, stakeholder_group="civil", capacity="personal", organisation="Ocean Forum", by=by(desk))
    assert [found(app, word) for word in ("ada", "marin", "ocean", "forum")] == [[], [], [], []]
    assert "/people/ada" not in app.test_client().get("/people/?name=ada").text
    reactivate(ada, by=by(desk))
    assert [found(app, word) for word in ("ada", "marin", "ocean", "forum")] == [["ada"]] * 4


def test_a_former_name_and_an_organisation_of_a_former_hat_find_nobody(app, db):
    ada = called("ada", "Ada Marin", "Ocean Council")
    add_hat(ada, stakeholder_group="technical", capacity="personal", organisation="Cable Forum", by=by(ada))
    assert [found(app, word) for word in ("exemplar", "ocean", "cable")] == [[], ["ada"], ["ada"]]
    assert "Ocean Council" in app.test_client().get("/search?q=cable").text
    end_hat(hats_of(ada.id)[1], by=by(ada))
    assert [found(app, word) for word in ("ocean", "cable")] == [[], ["ada"]]


@pytest.mark.parametrize("words", ["'", '"', "ada' | 'x", '"ada" OR x', "ada:*", "name : ada", "\\", "a" * 500])
def test_nothing_typed_breaks_the_search_of_people(app, db, words):
    make_person("ada")
    for path in ("/search", "/people/"):
        assert app.test_client().get(path, query_string={"q": words, "name": words}).status_code == 200


def test_the_search_of_people_takes_one_query(app, db):
    called("ada", "Ada Marin", "Ocean Council")
    sign_in(app, make_person()).post("/issues/new", data=issue_form(title="Marin cables"))
    reader = app.test_client()
    reader.get("/search?q=nothing")
    for words in ("marin", "marin cables", "%231"):
        with reads(app) as asked:
            assert reader.get(f"/search?q={words}").status_code == 200
        assert sum("search_people" in text for text in asked) == 1, asked
