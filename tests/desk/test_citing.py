"""Citations of what has odd titles, is hidden or is not there, and of real contributions."""

import json

from igtf.core.text.citation import FORMS
from igtf.issues.importing import import_contributions
from tests.desk.citations import cited
from tests.factories import issue_form, make_person, sign_in
from tests.shared_data import real_file, shared

NETMUNDIAL = "netmundial2014/contributions.json"


def test_a_title_of_signs_breaks_no_file_and_what_is_not_there_is_not_cited(app, db):
    title = '{ 100 % \\of} #1 & "more" ~ @article{x, é中'
    ines = sign_in(app, make_person("ines*"))
    given = issue_form(title=title, summary="Write to ines@people.example.\nTY  - BOOK\nER  - ")
    assert ines.post("/issues/new", data=given).status_code == 302
    reader = app.test_client()
    item = cited(reader, "/issues/1")
    assert item["title"] == title
    assert "people.example" not in "".join(reader.get(f"/issues/1.{form}").text for form in FORMS)
    for path in ("/issues/2.bib", "/issues/1.docx", "/issues/1.json", "/people/ines.bib"):
        assert reader.get(path).status_code == 404
    moderator = sign_in(app, make_person(roles=("moderator",)))
    hidden = moderator.post("/issues/1/moves/hide", data={"reason": "It names somebody.", "step": "done"})
    assert hidden.status_code == 302, hidden.text
    for form in FORMS:
        assert reader.get(f"/issues/1.{form}").status_code == 410


@real_file(NETMUNDIAL)
def test_contributions_to_netmundial_are_cited_by_their_authors(app, db):
    data = shared(NETMUNDIAL).read_bytes()
    import_contributions(data, source="NETmundial 2014")
    rows = json.loads(data)
    titles, authors = {row["title"] for row in rows}, {" ".join(row["author"].split()) for row in rows}
    for place in (1, 2, 100, 187):
        item = cited(app.test_client(), f"/issues/{place}")
        assert item["title"] in titles, place
        assert item["author"][0]["literal"] in authors, place
