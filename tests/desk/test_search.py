"""The page of the search: what it puts first, and each thing once."""

from tests.factories import issue_form, make_person, sign_in
from tests.groups.making import active_group


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
