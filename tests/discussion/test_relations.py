"""The subjects related to one: some of each relation on its page, those under way first; all of them in a list."""

from igtf.core.clock import now
from igtf.core.db import writing
from igtf.record.queries import subject_of
from igtf.record.subjects import relate
from tests.api.kit import Caller
from tests.factories import issue_form, make_person, sign_in


def test_a_page_shows_some_of_each_relation_and_a_list_all_of_them(app, db):
    client = sign_in(app, make_person())
    for number in range(1, 17):
        made = client.post("/issues/new", data=issue_form() | {"title": f"Issue of number {number}."})
        assert made.status_code == 302
    with writing():
        here = subject_of("issue", "1")
        for number in range(2, 17):
            relate(subject_of("issue", str(number)).id, "part-of", here.id, at=now())
    assert client.post("/issues/2/moves/withdraw", data={"reason": "No.", "step": "done"}).status_code == 302
    page = app.test_client().get("/issues/1").text
    page = page[page.index("<h2>Relations</h2>") :]
    assert "Issue of number 16." in page
    assert "Issue of number 5." in page
    assert "Issue of number 4." not in page
    assert "Issue of number 2." not in page
    assert "Shown here: 12 of 15." in page
    assert 'href="/related/issue/1/part-of?reverse=1"' in page
    every = app.test_client().get("/related/issue/1/part-of?reverse=1").text
    assert "Issue of number 2." in every
    assert "has part" in every
    assert "Issue of number 1." in app.test_client().get("/related/issue/2/part-of").text
    assert "Nothing is related in this way." in app.test_client().get("/related/issue/1/part-of").text
    assert "Shown here" not in app.test_client().get("/issues/2").text
    said = [row["all"] for row in Caller(app).get("/issues/1").json["relations"]]
    assert said == [15] * 12
    for wrong in ("issue/1/loves", "issue/99/part-of", "nothing/1/part-of"):
        assert app.test_client().get(f"/related/{wrong}").status_code == 404
