"""Where the name of a subject stands in an address, as pages and mails say it, it leads to the subject."""

import pytest

from tests.factories import issue_form, make_person, sign_in


@pytest.mark.parametrize(("named", "place"), [
    ("/issues/%231", "/issues/1"), ("/issues/%231/versions?lang=fr", "/issues/1/versions?lang=fr"),
    ("/api/v1/issues/%231", "/api/v1/issues/1"), ("/api/v1/issues/%231/comments", "/api/v1/issues/1/comments"),
])  # fmt: skip
def test_the_name_leads_to_the_subject(app, db, named, place):
    assert sign_in(app, make_person()).post("/issues/new", data=issue_form()).status_code == 302
    reader = app.test_client()
    answer = reader.get(named)
    assert (answer.status_code, answer.location) == (308, place)
    assert reader.get(named, follow_redirects=True).status_code == 200


@pytest.mark.parametrize(("named", "place"), [
    ("/recommendations/R-7", "/recommendations/7"), ("/recommendations/r-7.txt", "/recommendations/7.txt"),
    ("/statements/LS-3", "/statements/3"), ("/procedure-changes/P-2", "/procedure-changes/2"),
    ("/body-changes/bc-1", "/body-changes/1"), ("/api/v1/statements/LS-3", "/api/v1/statements/3"),
])  # fmt: skip
def test_what_is_not_there_is_not_there_under_its_number(app, db, named, place):
    reader = app.test_client()
    answer = reader.get(named)
    assert (answer.status_code, answer.location) == (308, place)
    assert reader.get(named, follow_redirects=True).status_code == 404


@pytest.mark.parametrize("path", ["/issues/R-1", "/recommendations/R-", "/recommendations/R-1x", "/groups/R-1",
                                  "/statements/7", "/people/LS-3"])  # fmt: skip
def test_what_is_no_name_of_the_kind_leads_nowhere(app, db, path):
    reader = app.test_client()
    assert reader.get(path).status_code == 404
    assert sign_in(app, make_person()).post("/recommendations/R-1/comments", data={"body": "Why?"}).status_code == 404
