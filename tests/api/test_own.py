"""What is one's own through the API: who one is, what waits, what one follows, one's webhooks, acts on comments."""

from datetime import timedelta

import pytest

from igtf.core.clock import now
from igtf.core.db import session
from igtf.discussion.models import Comment, Follow
from igtf.hooks.models import Hook
from igtf.people.commands import add_hat
from igtf.routing import statements
from tests.api.kit import ROOT, Caller, is_problem, issue_fields
from tests.factories import by, events, make_person, sign_in
from tests.routing.acts import make_body

OWN = ("/me", "/me/desk", "/me/following", "/me/webhooks")


@pytest.mark.parametrize("path", OWN)
def test_what_is_ones_own_needs_a_token_and_is_kept_nowhere(app, db, path):
    mine = Caller(app, make_person()).get(path)
    assert mine.status_code == 200, mine.text
    assert mine.headers["Cache-Control"] == "no-store"
    asked = Caller(app).get(path)
    assert is_problem(asked, 401, "your own")
    assert asked.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_token_says_whose_it_is(app, db):
    ines = Caller(app, make_person("ines"))
    assert ines.get("/me").json == ines.get("/people/ines").json


def test_the_desk_says_what_waits_as_its_page_does(app, db):
    member = make_person("chen", roles=("council",))
    caller, page = Caller(app, member), sign_in(app, member)
    assert caller.get("/me/desk").json["items"] == []
    Caller(app, make_person()).post("/issues", issue_fields())
    (item,) = caller.get("/me/desk").json["items"]
    assert (item["part"], item["kind"], item["ref"], item["self"]) == ("me", "issue", "1", f"{ROOT}/issues/1")
    shown = page.get("/desk").text
    for act in item["acts"]:
        assert act["act"] in shown
        assert page.get(act["url"]).status_code == 200
        assert (act["move"], act["self"]) == (None, None), "several moves do it, on the page"
    assert is_problem(caller.get("/me/desk?colour=red"), 422)
    assert Caller(app, make_person()).get("/me/desk").json["items"] == []


def test_an_act_of_the_desk_is_done_where_the_api_says_and_no_page_takes_the_token(app, db):
    office, chair = make_person(roles=("secretariat",)), make_person(roles=("council-chair",))
    make_body()
    letter = statements.draft(body="lamp", purpose="comment", subject="Lamps", text="Look.", asks=[{"text": "Look."}],
                              deadline=(now() + timedelta(days=30)).date(), by=by(office))  # fmt: skip
    statements.approve(letter, by=by(chair))
    caller = Caller(app, office)
    (act,) = [act for item in caller.get("/me/desk").json["items"] for act in item["acts"] if act["move"] == "send"]
    assert act["self"] == f"{ROOT}/statements/1/moves/send"
    given = {"channel": "other", "evidence": "Receipt 7."}
    refused = caller.client.post(act["url"], data=given, headers=caller.headers)
    assert is_problem(refused, 403, "Programs use the API, whose addresses begin with /api/v1")
    assert caller.get("/statements/1").json["state"] == "approved"
    assert caller.post(act["self"].removeprefix(ROOT), given).json["state"] == "sent"
    assert caller.client.post(act["url"], data=given).mimetype == "text/html", "a page is for people"


def test_the_desk_of_the_secretariat_says_what_is_no_subject(app, db):
    amadou = make_person("amadou")
    add_hat(amadou, stakeholder_group="private", capacity="for", organisation="Posts of Example", by=by(amadou))
    (waits,) = Caller(app, make_person(roles=("secretariat",))).get("/me/desk").json["beside"]
    assert waits["url"] == "/secretariat/"
    assert "1 hat or claim waits" in waits["said"]


def test_following_begins_and_ends_as_often_as_it_is_said(app, db):
    filer, reader = Caller(app, make_person()), Caller(app, make_person())
    filer.post("/issues", issue_fields())
    before = events()
    for _time in range(2):
        assert reader.put("/issues/1/follow").json == {"following": True}
    assert [item["self"] for item in reader.get("/me/following").json["items"]] == [f"{ROOT}/issues/1"]
    for _time in range(2):
        assert reader.delete("/issues/1/follow").json == {"following": False}
    assert reader.get("/me/following").json["items"] == []
    assert events() == before  # whom one follows is nobody's business
    assert is_problem(reader.put("/issues/9/follow"), 404)
    assert is_problem(Caller(app).put("/issues/1/follow"), 401)
    assert is_problem(reader.put("/issues/1/follow", {"mail": "daily"}), 422)
    assert session.query(Follow).filter(Follow.subject_id == 1).count() == 1  # who filed it


def test_what_one_follows_is_read_page_by_page(app, db):
    reader = Caller(app, make_person())
    for number in range(3):
        reader.post("/issues", issue_fields(title=f"Interconnection prices of place {number}"))
    first = reader.get("/me/following?limit=2").json
    second = reader.get(first["next"].removeprefix(ROOT)).json
    assert [item["ref"] for item in first["items"] + second["items"]] == ["3", "2", "1"]
    assert second["next"] is None


def test_what_a_moderator_hid_is_not_shown_to_who_followed_it(app, db):
    filer, reader = Caller(app, make_person()), Caller(app, make_person())
    for title in ("Interconnection prices", "Buy my plover watches"):
        filer.post("/issues", issue_fields(title=title))
    for number in (1, 2):
        reader.put(f"/issues/{number}/follow")
    hidden = Caller(app, make_person(roles=("moderator",))).post("/issues/2/moves/hide", {"reason": "Spam."})
    assert hidden.status_code == 200, hidden.text
    for caller in (reader, filer):
        followed = caller.get("/me/following")
        assert [item["ref"] for item in followed.json["items"]] == ["1"]
        assert "plover" not in followed.text


@pytest.fixture
def said(app, db):
    """Return who wrote a comment, after they did."""
    writer = Caller(app, make_person("ines"))
    writer.post("/issues", issue_fields())
    made = writer.post("/issues/1/comments", {"text": "Who pays?"})
    assert made.headers["Location"] == made.json["self"] == f"{ROOT}/comments/1"
    return writer


def test_a_comment_is_shown_edited_and_keeps_its_former_text(app, said):
    other = Caller(app, make_person())
    assert other.get("/comments/1").json == said.get("/issues/1/comments").json["items"][0]
    changed = said.post("/comments/1/edit", {"text": "Who pays for *transit*?"})
    assert changed.status_code == 200, changed.text
    assert (changed.json["text"], bool(changed.json["edited_at"])) == ("Who pays for *transit*?", True)
    assert "Who pays?" in app.test_client().get("/comments/1/history").text
    before = events()
    assert is_problem(other.post("/comments/1/edit", {"text": "Mine."}), 403)
    assert is_problem(said.post("/comments/1/edit", {"text": "Who pays for *transit*?"}), 422)  # nothing changes
    for body in ({}, {"text": ""}, {"text": 7}, {"body": "x"}, {"text": "x", "hat": 1}, {"text": "<b>" * 9_000}):
        assert is_problem(said.post("/comments/1/edit", body), 422), body
    assert is_problem(said.post("/comments/9/edit", {"text": "x"}), 404)
    assert is_problem(other.get("/comments/9"), 404)
    assert events() == before


def test_a_comment_answers_another_one_on_the_same_subject(app, said):
    other = Caller(app, make_person())
    there = issue_fields(title="Who measures it?")
    assert other.post("/issues", there).status_code == 201
    elsewhere = other.post("/issues/2/comments", {"text": "Here."}).json["number"]
    before = events()
    for quoted, sentence in ((elsewhere, "Only a comment on the same subject can be quoted."),
                             (777, "There is no comment 777."), ("1", "number of a comment"),
                             (0, "number of a comment"), (True, "number of a comment")):  # fmt: skip
        refused = other.post("/issues/1/comments", {"text": "> Who pays?\n\nWe do.", "quotes": quoted})
        assert is_problem(refused, 422, sentence), quoted
        assert [*refused.json["errors"]] == ["quotes"]
    refused = other.post("/issues/1/comments", {"text": "We do.", "paragraph": 1})
    assert [*refused.json["errors"]] == ["paragraph"]
    assert events() == before
    made = other.post("/issues/1/comments", {"text": "> Who pays?\n\nWe do.", "quotes": 1})
    assert (made.status_code, made.json["quotes"]) == (201, 1)
    assert f"/comments/{made.json['number']}" in app.test_client().get("/issues/1").text
    plain = other.post("/issues/1/comments", {"text": "So we do.", "quotes": None})
    assert (plain.status_code, plain.json["quotes"]) == (201, None)


def test_a_comment_is_reported_and_hidden_with_a_reason(app, said):
    reader, moderator = Caller(app, make_person()), Caller(app, make_person(roles=("moderator",)))
    assert is_problem(reader.post("/comments/1/hide", {"reason": "No."}), 403)
    assert reader.post("/comments/1/report", {"reason": "It sells something."}).status_code == 200
    assert is_problem(moderator.post("/comments/1/hide", {}), 422)
    assert is_problem(moderator.post("/comments/1/hide", {"reason": "x", "days": "3"}), 422)
    hidden = moderator.post("/comments/1/hide", {"reason": "An advertisement."}, Idempotency_Key="h1")
    assert (hidden.json["text"], hidden.json["hidden_reason"]) == (None, "An advertisement.")
    assert "An advertisement." in app.test_client().get("/issues/1").text
    refused = moderator.post("/comments/1/burn", {"reason": "x"})
    assert is_problem(refused, 404, "edit, report, hide, keep")


def test_an_act_on_a_comment_is_done_once_for_a_key(app, said):
    moderator = Caller(app, make_person(roles=("moderator",)))
    asked = {"reason": "An advertisement."}
    first = moderator.post("/comments/1/hide", asked, Idempotency_Key="k")
    before = events()
    again = moderator.post("/comments/1/hide", asked, Idempotency_Key="k")
    assert (again.status_code, again.json) == (200, first.json)
    assert is_problem(moderator.post("/comments/1/hide", {"reason": "Spam."}, Idempotency_Key="k"), 422)
    assert is_problem(moderator.post("/comments/1/warn", asked, Idempotency_Key="k"), 422)
    text = {"text": "Who pays for it?"}
    fresh = said.post("/issues/1/comments", {"text": "And who asks?"}).json["number"]
    edits = [said.post(f"/comments/{fresh}/edit", text, Idempotency_Key="e") for _time in range(2)]
    assert [edit.json["text"] for edit in edits] == [text["text"]] * 2
    assert events() == before + 2
    assert session.get_one(Comment, fresh).edited_at is not None


def test_a_comment_is_found_under_its_key_though_it_could_not_be_made_any_more(app, said):
    moderator = Caller(app, make_person(roles=("moderator",)))
    made = said.post("/issues/1/comments", {"text": "And now?", "quotes": 1}, Idempotency_Key="c")
    assert made.status_code == 201
    assert moderator.post("/comments/1/pause", {"reason": "Ten times.", "days": 3}).status_code == 200
    again = said.post("/issues/1/comments", {"text": "And now?", "quotes": 1}, Idempotency_Key="c")
    assert (again.status_code, again.json, again.headers["Location"]) == (201, made.json, made.headers["Location"])
    other = said.post("/issues/1/comments", {"text": "And now?", "quotes": 1}, Idempotency_Key="d")
    assert is_problem(other, 403, "paused")


def test_posting_is_paused_for_as_many_days_as_said(app, said):
    moderator = Caller(app, make_person(roles=("moderator",)))
    assert is_problem(moderator.post("/comments/1/pause", {"reason": "Ten times the same."}), 422)
    assert moderator.post("/comments/1/pause", {"reason": "Ten times.", "days": 3}).status_code == 200
    assert is_problem(said.post("/issues/1/comments", {"text": "Again."}), 403, "paused")
    assert moderator.post("/comments/1/end-pause", {"reason": "It was a mistake."}).status_code == 200
    assert said.post("/issues/1/comments", {"text": "Thank you."}).status_code == 201


ADDRESS = "https://example.org/igtf"


def test_a_webhook_is_added_tested_paused_and_removed(app, db):
    caller, other = Caller(app, make_person()), Caller(app, make_person())
    made = caller.post("/me/webhooks", {"address": ADDRESS, "about": "all"})
    assert made.status_code == 201, made.text
    assert made.json["secret"].startswith("whsec_")
    assert made.headers["Cache-Control"] == "no-store"
    (listed,) = caller.get("/me/webhooks").json["items"]
    assert listed == {name: value for name, value in made.json.items() if name != "secret"}
    one = f"/me/webhooks/{listed['number']}"
    renewed = caller.post(f"{one}/secret").json
    assert renewed["secret"].startswith("whsec_")
    assert renewed["secret"] != made.json["secret"]
    assert caller.post(f"{one}/pause").json["paused_at"]
    assert caller.post(f"{one}/test").json["paused_at"] is None
    assert is_problem(caller.post(f"{one}/test", {"address": ADDRESS}), 422)
    assert is_problem(caller.post(f"{one}/burn"), 404, "test, pause, secret, remove")
    for act in ("test", "pause", "secret", "remove"):
        assert is_problem(other.post(f"{one}/{act}"), 404)
    assert session.query(Hook).count() == 1
    assert caller.post(f"{one}/remove").status_code == 204
    assert caller.get("/me/webhooks").json["items"] == []


def test_a_webhook_that_cannot_be_is_refused_by_field(app, db):
    caller = Caller(app, make_person())
    good = {"address": ADDRESS, "about": "all"}
    for changes, field in (
        ({"address": "http://example.org"}, "address"), ({"address": ""}, "address"), ({"address": 7}, "address"),
        ({"about": "cakes"}, "about"), ({"about": None}, "about"), ({"colour": "red"}, "colour"),
    ):  # fmt: skip
        refused = caller.post("/me/webhooks", good | changes)
        assert is_problem(refused, 422), changes
        assert list(refused.json["errors"]) == [field]
    for number in range(5):
        assert caller.post("/me/webhooks", good | {"address": f"{ADDRESS}/{number}"}).status_code == 201
        assert is_problem(caller.post("/me/webhooks", good | {"address": f"{ADDRESS}/0"}), 422)
    assert is_problem(caller.post("/me/webhooks", good), 422)
    assert session.query(Hook).count() == 5
