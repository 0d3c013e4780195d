"""A program that mirrors the site reads on in the record, and finds each comment that an entry brought or changed."""

from tests.api.kit import ROOT, Caller, issue_fields
from tests.api.test_tables import rows_in
from tests.factories import later, make_person


def test_an_entry_names_the_comment_that_it_brought(app, db):
    caller, reader = Caller(app, make_person("ines")), app.test_client()
    caller.post("/issues", issue_fields())
    place = caller.get("/events").json["items"][0]["log_index"]
    made = caller.post("/issues/1/comments", {"text": "Why?"}).json
    caller.post(f"/comments/{made['number']}/edit", {"text": "Why now?"})
    edited, added = caller.get("/events").json["items"][:2]
    assert (added["kind"], added["data"]["comment"], added["made"]) == ("comment.add", 0, made["self"])
    assert (edited["kind"], edited["data"]["comment"], edited["made"]) == ("comment.edit", made["number"], None)
    assert reader.get(added["made"]).json["text"] == "Why now?"
    assert caller.get(added["self"].removeprefix(ROOT)).json["made"] == made["self"]
    onwards = caller.get(f"/events?since={place or 0}").json["items"]
    assert made["self"] in [each["made"] for each in onwards] or place is None
    rows = rows_in(reader.get(f"{ROOT}/events.csv?kind=comment.add"))
    assert [row["made"] for row in rows] == [f"http://127.0.0.1:8000{made['self']}"]


def test_comments_are_read_since_a_moment(app, db):
    caller = Caller(app, make_person("ines"))
    caller.post("/issues", issue_fields())
    first = caller.post("/issues/1/comments", {"text": "First."}).json
    with later(app, 2) as at:
        second = caller.post("/issues/1/comments", {"text": "Second."}).json
        day = f"{at:%Y-%m-%d}"
    since = f"/issues/1/comments?since={day}"
    assert [each["number"] for each in caller.get(since).json["items"]] == [second["number"]]
    assert [row["number"] for row in rows_in(app.test_client().get(f"{ROOT}/issues/1/comments.csv?since={day}"))] == [
        str(second["number"])
    ]
    with later(app, 3):
        caller.post(f"/comments/{first['number']}/edit", {"text": "First, with more."})
        assert [each["text"] for each in caller.get(since).json["items"]] == ["First, with more.", "Second."]
        page = caller.get(f"{since}&limit=1").json
        assert "since=" in page["next"]
        assert caller.get(f"{since}&after={first['number']}").json["items"][0]["number"] == second["number"]
    assert "since" in caller.get("/issues/1/comments?since=yesterday").json["errors"]
