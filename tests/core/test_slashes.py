"""A slash at the end of an address leads to the page that has none."""

import pytest

from tests.factories import issue_form, make_person, sign_in


@pytest.mark.parametrize("path", ["/statistics", "/search", "/how-it-works", "/how-it-works/words", "/people/filer",
                                  "/issues/1", "/issues/1/versions", "/record", "/api/v1/issues"])  # fmt: skip
def test_a_slash_too_many_leads_to_the_page(app, db, path):
    filer, reader = sign_in(app, make_person("filer")), app.test_client()
    assert filer.post("/issues/new", data=issue_form()).status_code == 302
    assert reader.get(path).status_code == 200
    answer = reader.get(f"{path}/?q=two+words&lang=fr")
    assert (answer.status_code, answer.location) == (308, f"{path}?q=two+words&lang=fr")
    assert reader.head(f"{path}/").location == path
    assert reader.get(f"{path}//").status_code == 308


def test_what_is_no_page_is_none_with_a_slash_either(app, db):
    reader = app.test_client()
    for path in ("/no-such-page/", "/issues/1/nothing/", "/issues/7/moves/"):
        answer = reader.get(path, follow_redirects=True)
        assert answer.status_code == 404, path
    away = reader.get("/", environ_overrides={"PATH_INFO": "//elsewhere.example/", "REQUEST_URI": ""})
    assert (away.status_code, away.location) == (404, None)
    assert reader.get("/issues").location.endswith("/issues/")
    assert reader.post("/search/").status_code == 404
