"""Lists of subjects by when they were opened: page, API and table, page by page, and what the page says of it."""

import csv
import io
import json
import re

from igtf.issues.importing import import_contributions
from tests.api.kit import Caller, is_problem
from tests.factories import issue_form, later, make_person, sign_in

LINK = re.compile(r'<a class="t" href="/issues/(\d+)"')


def listed(client, path):
    """Return the numbers of the issues of a list, in its order."""
    page = client.get(path).text
    return [int(number) for number in LINK.findall(page[page.index("<main") : page.index("</main>")])]


def beyond(client, path, rel):
    """Return the path of the next or former page of a list, None at its end."""
    found = re.search(rf'rel="{rel}" href="([^"]+)"', client.get(path).text)
    return found and found[1].replace("&amp;", "&")


def test_the_newest_stands_first_whatever_was_done_last(app, db):
    client, reader = sign_in(app, make_person()), app.test_client()
    for day, title in enumerate(("Lamps", "Lanterns", "Lights")):
        with later(app, day):
            assert client.post("/issues/new", data=issue_form(title=title)).status_code == 302
    with later(app, 3):
        assert client.post("/issues/1/comments", data={"body": "And oil lamps?"}).status_code == 302
        assert client.post("/issues/2/moves/withdraw", data={"reason": "It is settled."}).status_code == 302
        assert listed(reader, "/issues/") == [2, 1, 3]
        assert listed(reader, "/issues/?sort=newest") == [3, 2, 1]
        assert listed(reader, "/issues/?sort=newest&phase=new") == [3, 1]
        page = reader.get("/issues/?sort=newest").text
        usual = reader.get("/issues/").text
    assert '<a href="/issues/?"><span class="unseen">Remove filter: </span>Order: newest first' in page
    assert "/api/v1/issues?sort=newest" in page
    assert '<option value="newest" selected>' in page
    assert ["opened <time" in page, "last act <time" in page] == [True, False]
    assert ["opened <time" in usual, "last act <time" in usual, "Remove filter" in usual] == [False, True, False]
    assert "sort" not in reader.get("/issues/queue").text.partition("<main")[2]
    nonsense = reader.get("/issues/?sort=oldest").text
    assert "Order: “oldest” is not known here" in nonsense
    assert is_problem(Caller(app).get("/issues?sort=oldest"), 422, "newest")


def test_pages_and_programs_go_through_the_same_list_to_its_end(app, db):
    rows = [{"n": n, "title": f"Lamp {n}", "author": "Ada Exemplar", "abstract": "Who pays?"} for n in range(1, 31)]
    assert import_contributions(json.dumps(rows).encode(), source="Test").imported == 30
    client, first = app.test_client(), "/issues/?sort=newest"
    with later(app, 1):
        assert sign_in(app, make_person()).post("/issues/3/comments", data={"body": "I do."}).status_code == 302
    assert listed(client, first) == list(range(30, 5, -1))
    older = beyond(client, first, "next")
    assert older
    assert listed(client, older) == [5, 4, 3, 2, 1]
    assert beyond(client, older, "next") is None
    newer = beyond(client, older, "prev")
    assert newer
    assert listed(client, newer) == list(range(30, 5, -1))
    assert beyond(client, newer, "prev") is None
    caller, path, numbers = Caller(app), "/issues?sort=newest&limit=13", []
    while path:
        answer = caller.get(path).json
        numbers += [int(item["ref"]) for item in answer["items"]]
        path = answer["next"] and answer["next"].removeprefix("/api/v1")
    assert numbers == list(range(30, 0, -1))
    table = caller.get("/issues.csv?sort=newest").data.decode("utf-8-sig")
    assert [int(row["ref"]) for row in csv.DictReader(io.StringIO(table, newline=""))] == numbers
