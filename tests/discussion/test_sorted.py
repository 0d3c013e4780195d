"""Lists of subjects by when they were opened, or by support: page, API and table, page by page, and what is said."""

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


def _supported(app, *issues):
    """Let a person of their own support each of the issues, by number."""
    for number in issues:
        moved = sign_in(app, make_person()).post(f"/issues/{number}/moves/support", data={})
        assert moved.status_code == 302


def test_the_most_supported_stands_first_where_support_is_counted(app, db):
    client, reader = sign_in(app, make_person()), app.test_client()
    for title in ("Lamps", "Lanterns", "Lights"):
        assert client.post("/issues/new", data=issue_form(title=title)).status_code == 302
    _supported(app, 2, 2, 1)
    assert client.post("/issues/2/moves/withdraw", data={"reason": "It is settled."}).status_code == 302
    assert listed(reader, "/issues/?sort=supported") == [2, 1, 3]
    assert listed(reader, "/issues/?sort=supported&phase=new") == [1, 3]
    page = reader.get("/issues/?sort=supported").text
    assert '<a href="/issues/?"><span class="unseen">Remove filter: </span>Order: most supported' in page
    assert '<option value="supported" selected>' in page
    assert "2 supporters" in page
    for offered, path in ((True, "groups"), (True, "procedure-changes"), (False, "calls"), (False, "meetings")):
        page, said = reader.get(f"/{path}/?sort=supported").text, Caller(app).get(f"/{path}?sort=supported")
        assert ("Order: most supported" in page) is offered, path
        assert ("Order: “supported” is not known here" in page) is not offered, path
        assert said.status_code == 200 if offered else is_problem(said, 422, "newest"), path


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
    assert _walked(app, "newest") == list(range(30, 0, -1))


def _walked(app, sort):
    """Return the numbers of the issues as a program reads them page by page, and as the table has them."""
    caller, path, numbers = Caller(app), f"/issues?sort={sort}&limit=13", []
    while path:
        answer = caller.get(path).json
        numbers += [int(item["ref"]) for item in answer["items"]]
        path = answer["next"] and answer["next"].removeprefix("/api/v1")
    table = caller.get(f"/issues.csv?sort={sort}").data.decode("utf-8-sig")
    assert [int(row["ref"]) for row in csv.DictReader(io.StringIO(table, newline=""))] == numbers
    return numbers


def test_who_has_as_many_supporters_stands_in_order_from_page_to_page(app, db):
    rows = [{"n": n, "title": f"Lamp {n}", "author": "Ada Exemplar", "abstract": "Who pays?"} for n in range(1, 31)]
    assert import_contributions(json.dumps(rows).encode(), source="Test").imported == 30
    _supported(app, 4, 9, 9, 26)
    wanted = [9, 26, 4, *(number for number in range(30, 0, -1) if number not in (4, 9, 26))]
    client, first = app.test_client(), "/issues/?sort=supported"
    assert listed(client, first) == wanted[:25]
    older = beyond(client, first, "next")
    assert older
    assert listed(client, older) == wanted[25:]
    newer = beyond(client, older, "prev")
    assert newer
    assert listed(client, newer) == wanted[:25]
    assert _walked(app, "supported") == wanted
    for mark in ("2024-01-03T00:00:00~7", "many~7", "-1~7", "1", "9" * 10 + "~7", "7~" + "9" * 10):
        refused = client.get(f"{first}&after={mark}")
        assert refused.status_code == 422, mark
        assert "This page mark cannot be read" in refused.text
    assert listed(client, f"{first}&before={'9' * 9}~7") == []
    assert listed(client, f"{first}&after={'9' * 9}~7") == wanted[:25]
