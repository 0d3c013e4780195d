"""Writing through the API: success and refusal together, once each, and nothing half written."""

import json

import pytest
from sqlalchemy import func, select

from igtf.core.db import session, writing
from igtf.groups.kinds import ESTABLISHED
from igtf.issues.forms import MOST_CONSIDERED
from igtf.issues.topics import TOPICS
from igtf.people.commands import add_hat
from igtf.people.models import Person
from igtf.people.spoken import SPOKEN
from igtf.record.filters import one_of_these
from igtf.record.models import Subject
from tests.api.kit import ROOT, Caller, give_token, is_problem, issue_fields
from tests.factories import by, events, make_person, sign_in


def test_an_issue_is_filed_moved_and_commented(app, db):
    filer, member = Caller(app, make_person()), Caller(app, make_person(roles=("council",)))
    made = filer.post("/issues", issue_fields())
    assert made.status_code == 201, made.text
    assert made.headers["Location"] == f"{ROOT}/issues/1"
    assert made.json["state"] == "submitted"
    refused = filer.post("/issues/1/moves/accept", {"reason": "It is mine."})
    assert is_problem(refused, 403, "assigned member")
    accepted = member.post("/issues/1/moves/accept", {"reason": "It is about interconnection."})
    assert accepted.status_code == 200, accepted.text
    assert accepted.json["state"] == "open"
    assert is_problem(member.post("/issues/1/moves/accept", {"reason": "Again."}), 409, "It is now: Open")
    said = filer.post("/issues/1/comments", {"text": "Thank *you*."})
    assert said.status_code == 201
    assert said.json["text"] == "Thank *you*."
    assert filer.get("/issues/1/comments").json["items"] == [said.json]
    assert filer.get("/issues/1").json["counts"]["comments"] == 1
    before = events()
    for body in ({}, {"text": ""}, {"text": 5}, {"text": "a\x00b"}, {"text": "x", "body": "y"}):
        assert is_problem(filer.post("/issues/1/comments", body), 422), body
    assert is_problem(Caller(app, make_person(verified=False)).post("/issues/1/comments", {"text": "x"}), 403)
    assert events() == before + 2  # the unverified person joined with a hat


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"), ({"title": None}, "title"), ({"title": 7}, "title"), ({"title": ["x"]},
        "title"),
        ({"title": "x" * 201}, "title"), ({"title": "a\nb"}, "title"), ({"title": "a\x07b"}, "title"),
        ({"summary": "x" * 501}, "summary"), ({"layer": "cake"}, "layer"), ({"topic": "nothing"}, "topic"),
        ({"topic": True}, "topic"), ({"colour": "red"}, "colour"), ({"title": 1.5}, "title"),
        ({"move": "x"}, "move"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_by_field(app, db, changes, field):
    filer = Caller(app, make_person())
    before = events()
    refused = filer.post("/issues", issue_fields(**changes))
    assert is_problem(refused, 422), refused.text
    assert list(refused.json["errors"]) == [field]
    assert events() == before


def test_what_can_be_chosen_is_told_in_the_refusal_and_in_the_description(app, db):
    filer = Caller(app, make_person())
    first = filer.get("/openapi.json")
    refused = filer.post("/issues", issue_fields(layer="x", topic="zzz", function="king"))
    assert refused.json["errors"] == {
        "layer": ["This is one of: evolution, use, both."],
        "topic": [f"This is one of: {', '.join(TOPICS)}."],
        "function": ["This is one of: forum, oversight."],
    }
    assert filer.get("/openapi.json").data == first.data
    described = first.json["paths"]
    fields = described["/issues"]["post"]["requestBody"]["content"]["application/json"]["schema"]["properties"]
    assert (fields["topic"]["enum"], fields["layer"]["enum"]) == (list(TOPICS), ["evolution", "use", "both"])
    assert fields["language"]["anyOf"][0]["enum"] == [*SPOKEN]
    groups = described["/groups"]["post"]["requestBody"]["content"]["application/json"]["schema"]["anyOf"]
    assert [one["properties"]["kind"]["enum"] for one in groups if "kind" in one["properties"]] == [[*ESTABLISHED]]
    (topic,) = (asked for asked in described["/issues"]["get"]["parameters"] if asked["name"] == "topic")
    assert topic["schema"]["enum"] == [*TOPICS, "unclassified"]
    assert filer.post("/issues", issue_fields(function="")).status_code == 201
    padded = filer.post("/issues", issue_fields(title="Who pays?".ljust(201)))
    assert padded.json["errors"] == {"title": ["This has 201 characters; at most 200."]}
    assert one_of_these([str(number) for number in range(500)]).endswith(", 58, 59, ….")


def test_a_body_that_is_no_object_is_refused_with_the_place(app, db):
    filer = Caller(app, make_person())
    for body, words in (
        (b'{"title": }', "Line 1, column 11"), (b"[]", "object"), (b'"x"', "object"), (b"\xff\xfe", "UTF-8"),
        (b'{"a": 1, "a": 2}', "stands twice"), (b'{"a": NaN}', "NaN"), (b'{"a": "\\ud800"}', "surrogate"),
        (b"[" * 100_000, "nested"), (b'{"a":' * 50 + b"1" + b"}" * 50, "nested"),
        (b'{"a": ' + b"1" * 5000 + b"}", "digits"),
    ):  # fmt: skip
        refused = filer.raw("/issues", body)
        assert is_problem(refused, 400, words), (body[:20], refused.text)
    assert is_problem(filer.raw("/issues", b"title=x", "application/x-www-form-urlencoded"), 415, "application/json")
    unlike = filer.raw("/issues?lang=fr", b"title=x", "application/x-www-form-urlencoded").json
    assert unlike["title"] == filer.raw("/issues?lang=fr", b"{").json["title"] != "Unsupported Media Type"
    assert is_problem(filer.raw("/issues", b'{"a": "' + b"x" * 7_000_000 + b'"}'), 413)


def test_only_a_token_that_counts_writes(app, db):
    person = make_person()
    cookie = sign_in(app, person)
    unsigned = cookie.post(f"{ROOT}/issues", json=issue_fields())
    assert is_problem(unsigned, 401, "token")
    assert unsigned.headers["WWW-Authenticate"].startswith("Bearer")
    tokens = ("nonsense", give_token(person, ended=True))
    for header in (*(f"Bearer {token}" for token in tokens), "Bearer", "Basic eDp5", "Bearer \xe9"):
        for answer in (
            app.test_client().get(f"{ROOT}/issues", headers={"Authorization": header}),
            app.test_client().post(f"{ROOT}/issues", json=issue_fields(), headers={"Authorization": header}),
        ):
            assert is_problem(answer, 401), header
            assert "WWW-Authenticate" in answer.headers
    caller = Caller(app, person)
    assert caller.post("/issues", issue_fields()).status_code == 201
    with writing() as own:
        own.get_one(Person, person.id).deactivated_at = by(person).at
    assert is_problem(caller.get("/issues"), 401)


def test_a_token_that_only_reads_sees_what_is_its_persons_and_does_nothing(app, db):
    member = make_person(roles=("council",))
    acts, reads = Caller(app, member), Caller(app, member, reads_only=True)
    assert acts.post("/issues", issue_fields()).status_code == 201
    for path in ("/issues/1", "/me", "/me/desk", "/me/following", "/me/webhooks"):
        assert reads.get(path).json == acts.get(path).json, path
    for answer in (
        reads.post("/issues", issue_fields(title="Another")), reads.post("/issues/1/comments", {"text": "Yes."}),
        reads.post("/issues/1/moves/volunteer"), reads.put("/issues/1/follow"), reads.delete("/issues/1/follow"),
        reads.post("/me/webhooks", {"address": "https://hooks.example/", "about": "followed"}),
    ):  # fmt: skip
        assert is_problem(answer, 403, "for reading alone"), answer.text
        assert answer.headers["WWW-Authenticate"] == 'Bearer realm="IGTF", error="insufficient_scope"'
    assert acts.get("/issues").json["items"][0]["title"] == issue_fields()["title"]
    assert acts.get("/me/webhooks").json["items"] == []
    assert acts.get("/issues/1/comments").json["items"] == []


def test_the_token_counts_and_not_the_cookie(app, db):
    reader, member = make_person(), make_person(roles=("council",))
    Caller(app, reader).post("/issues", issue_fields())
    both = Caller(app, reader)
    both.client = sign_in(app, member)
    moves = {move["name"]: move["allowed"] for move in both.get("/issues/1").json["moves"]}
    assert moves["withdraw"]
    assert not moves["accept"]


def test_pages_keep_their_protection_while_the_api_needs_none(app, db):
    person = make_person()
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        assert sign_in(app, person).post("/issues/new", data=issue_fields()).status_code == 400
        assert Caller(app, person).post("/issues", issue_fields()).status_code == 201
    finally:
        app.config["WTF_CSRF_ENABLED"] = False


def test_if_match_keeps_from_overwriting(app, db):
    caller = Caller(app, make_person())
    tag = caller.post("/issues", issue_fields()).headers["ETag"]
    changed = caller.post("/issues/1/moves/edit", {"title": "A better title"}, If_Match=tag)
    assert changed.status_code == 200, changed.text
    assert changed.json["title"] == "A better title"
    assert changed.json["summary"] == "Who can set cost-based principles?"
    assert changed.json["revision"] == 2
    for old in (tag, '"1"', "1", "nonsense"):
        refused = caller.post("/issues/1/moves/edit", {"title": "Overwritten"}, If_Match=old)
        assert is_problem(refused, 412), (old, refused.text)
    for present in ('"2"', "*"):
        title = f"Title {present}"
        assert caller.post("/issues/1/moves/edit", {"title": title}, If_Match=present).json["title"] == title
    assert caller.post("/issues/1/moves/support", If_Match='"1"').status_code == 200


def test_a_repeated_key_is_one_act(app, db):
    filer, member = Caller(app, make_person()), Caller(app, make_person(roles=("council",)))
    first = filer.post("/issues", issue_fields(), Idempotency_Key="k1")
    before = events()
    again = filer.post("/issues", issue_fields(), Idempotency_Key="k1")
    assert (again.status_code, again.headers["Location"]) == (201, first.headers["Location"])
    filer.post("/issues", issue_fields(), Idempotency_Key="k2")
    accepts = [member.post("/issues/1/moves/accept", {"reason": "Yes."}, Idempotency_Key="a") for _time in range(2)]
    assert [(answer.status_code, answer.json["state"]) for answer in accepts] == [(200, "open")] * 2
    said = [filer.post("/issues/1/comments", {"text": "Once."}, Idempotency_Key="c") for _time in range(2)]
    assert said[0].json == said[1].json
    assert events() == before + 3
    reused = member.post("/issues/2/moves/accept", {"reason": "Yes."}, Idempotency_Key="a")
    assert reused.status_code == 422
    assert "another act" in reused.json["errors"]["Idempotency-Key"][0]
    assert is_problem(filer.post("/issues/1/comments", {"text": "x"}, Idempotency_Key="k1"), 422, "another act")
    assert is_problem(filer.post("/issues/2/comments", {"text": "x"}, Idempotency_Key="c"), 422, "another act")
    assert is_problem(filer.post("/issues/1/moves/support", Idempotency_Key="c"), 422, "another act")
    assert is_problem(filer.post("/issues", issue_fields(), Idempotency_Key="x" * 201), 422)
    assert session.scalar(select(func.count()).select_from(Subject)) == 2


def test_another_body_under_a_key_is_refused_and_nothing_of_it_is_lost_silently(app, db):
    filer = Caller(app, make_person())
    assert filer.post("/issues", issue_fields(), Idempotency_Key="f").status_code == 201
    evidence = {"link": "https://example.org/a", "sentence": "Prices fell by a third."}
    for path, body, other_words, status in (
        ("/issues/1/moves/add-evidence", evidence, {"link": "https://example.org/b"}, 200),
        ("/issues/1/comments", {"text": "One."}, {"text": "Another text."}, 201),
    ):  # fmt: skip
        key = path.rsplit("/", 1)[1]
        assert filer.post(path, body, Idempotency_Key=key).status_code == status
        before = events()
        again = filer.raw(path, json.dumps(dict(reversed(body.items())), indent=1).encode(), Idempotency_Key=key)
        assert again.status_code == status, "the same in other blanks, and in another order"
        later = body | other_words
        for other in (later, {}):
            refused = filer.post(path, other, Idempotency_Key=key)
            assert is_problem(refused, 422, "with another body"), refused.text
            assert list(refused.json["errors"]) == ["Idempotency-Key"]
        assert events() == before
        assert filer.post(path, later, Idempotency_Key=f"{key}2").status_code == status
        assert events() == before + 1
    refused = filer.post("/issues", issue_fields(title="Another title"), Idempotency_Key="f")
    assert is_problem(refused, 422, "with another body")


def test_a_key_belongs_to_one_act_of_one_person(app, db):
    filer, supporter = Caller(app, make_person()), Caller(app, make_person())
    filer.post("/issues", issue_fields())
    for _time in range(2):
        assert supporter.post("/issues/1/moves/support", Idempotency_Key="k").json["counts"]["supporters"] == 1
    before = events()
    reused = supporter.post("/issues/1/moves/end-support", Idempotency_Key="k")
    assert is_problem(reused, 422, "another act")
    assert list(reused.json["errors"]) == ["Idempotency-Key"]
    assert events() == before
    ended = supporter.post("/issues/1/moves/end-support", Idempotency_Key="K")
    assert (ended.status_code, ended.json["counts"]["supporters"]) == (200, 0)
    assert filer.post("/issues/1/comments", {"text": "Mine."}, Idempotency_Key="k").status_code == 201


def test_moves_that_nobody_makes_are_refused(app, db):
    member = Caller(app, make_person(roles=("council",)))
    member.post("/issues", issue_fields())
    assert is_problem(member.post("/issues/1/moves/decline"), 403, "the clock does")
    assert is_problem(member.post("/issues/1/moves/refer"), 403, "when the statement is sent")
    assert is_problem(member.post("/issues/1/moves/fly"), 404)
    assert is_problem(member.post("/issues/1/moves/file", issue_fields()), 404)
    assert is_problem(member.post("/issues/9/moves/accept"), 404)
    refused = member.get("/issues/1/moves/accept")
    assert is_problem(refused, 405, "This address takes OPTIONS, POST.")
    assert set(refused.headers["Allow"].split(", ")) == {"OPTIONS", "POST"}
    page = member.client.post("/issues/1")
    assert (page.status_code, "use the form there" in page.text) == (405, True)


def test_lists_of_objects_are_checked_row_by_row(app, db):
    member = Caller(app, make_person(roles=("council",)))
    Caller(app, make_person()).post("/issues", issue_fields())
    member.post("/issues/1/moves/accept", {"reason": "Yes."})
    path, row = "/issues/1/moves/propose-finding", {"body": "ITU", "reason": "Not its mandate."}
    for rows, field in (
        ("ITU", "bodies"), (["ITU"], "bodies"), ([row] * (MOST_CONSIDERED + 3), "bodies"),
        ([row | {"x": "y"}], "bodies.0.x"), ([row, row], "bodies.1.body"),
        ([row, {"body": "WTO"}], "bodies.1.reason"), ([row, {"body": "WTO", "reason": "x" * 501}], "bodies.1.reason"),
    ):  # fmt: skip
        refused = member.post(path, {"bodies": rows, "reason": "None can."})
        assert is_problem(refused, 422), refused.text
        assert list(refused.json["errors"]) == [field]


def test_a_person_with_two_hats_names_one(app, db):
    person = make_person()
    second = add_hat(person, stakeholder_group="technical", capacity="personal", organisation="", by=by(person))
    hat = second.id
    caller = Caller(app, person)
    assert list(caller.post("/issues", issue_fields()).json["errors"]) == ["hat"]
    assert caller.post("/issues", issue_fields(hat=hat)).status_code == 201
    assert caller.get("/events?subject=issue").json["items"][0]["hat"]["id"] == hat
    assert list(caller.post("/issues", issue_fields(hat=hat + 99)).json["errors"]) == ["hat"]


def test_the_clock_moves_in_a_demonstration_only(app, db):
    member = Caller(app, make_person(roles=("council",)))
    member.post("/issues", issue_fields())
    member.post("/issues/1/moves/propose-decline", {"reason": "Not about the Internet."})
    reader = Caller(app)
    assert is_problem(reader.post("/demo/clock", {"days": 8}), 404)
    app.config["DEMO"] = True
    try:
        for bad in ({}, {"days": 0}, {"days": True}, {"days": "x"}, {"days": 1, "x": 2}):
            assert is_problem(reader.post("/demo/clock", bad), 422), bad
        assert reader.post("/demo/clock", {"days": 8}).json["moves"] == 1
        assert reader.get("/issues/1").json["state"] == "out-of-scope"
    finally:
        app.config["DEMO"] = False
