"""Reading through the API: lists, filters, subjects in full, people, the record; versions and costs."""

import pytest
from openapi_spec_validator import validate

from igtf.core.clock import now
from igtf.core.db import session, writing
from igtf.core.finding import search
from igtf.core.workflow import WORKFLOWS
from igtf.discussion.commands import comment
from igtf.issues.models import Issue
from igtf.people.roles import end_role
from igtf.people.secretariat import deactivate
from igtf.record.models import Outbox
from igtf.record.moves import perform
from igtf.record.subjects import open_subject
from tests.api.kit import ROOT, Caller, is_problem, issue_fields
from tests.counting import reads
from tests.factories import by, make_person, sign_in


def file_issues(count: int = 1, **changes: str) -> list[Issue]:
    filer = make_person()
    fields = issue_fields(description="", function="", source="", affected="", evidence="", concerned="") | changes
    return [
        perform(WORKFLOWS["issue"], "file", None, fields | {"title": f"Question {number}"}, by=by(filer))
        for number in range(1, count + 1)
    ]


def test_a_list_is_read_page_by_page(app, db):
    file_issues(5)
    reader = Caller(app)
    seen, path = [], "/issues?limit=2"
    while path:
        page = reader.get(path).json
        seen += [item["ref"] for item in page["items"]]
        path = page["next"] and page["next"].removeprefix(ROOT)
    assert seen == ["5", "4", "3", "2", "1"]
    item = reader.get("/issues").json["items"][0]
    assert (item["number"], item["state"], item["phase"], item["url"]) == (5, "submitted", "new", "/issues/5")
    assert item["counts"] == {"comments": 0, "supporters": 0, "followers": 1}
    assert item["opened_at"].endswith("Z")
    with reads(app) as said:
        reader.get("/issues")
    assert len(said) <= 4


def test_words_find_in_a_list_what_many_newer_subjects_of_other_kinds_say_too(app, db):
    (issue,) = file_issues()
    filer = by(make_person())
    with writing():
        for number in range(search.CANDIDATES + 1):
            other = open_subject("outcome", str(number), f"Question {number}", "waiting", by=filer)
            search.put(other.id, other.title, "")
    assert [item["ref"] for item in Caller(app).get("/issues?q=question").json["items"]] == [issue.subject.ref]


def test_filters_choose_and_unknown_ones_are_refused(app, db):
    file_issues(2)
    reader = Caller(app)
    assert len(reader.get("/issues?state=submitted&phase=new&topic=communications-infrastructure").json["items"]) == 2
    assert reader.get("/issues?state=resolved").json == {"items": [], "next": None}
    assert reader.get("/issues?topic=unclassified").json["items"] == []
    assert is_problem(reader.get("/issues?topic=unclassified&group=nowhere"), 422, "Nothing here is called “nowhere”.")
    assert [item["ref"] for item in reader.get("/issues?q=question+2").json["items"]] == ["2"]
    assert len(reader.get("/issues?since=2020-01-01").json["items"]) == 2
    assert reader.get("/issues?since=2099-01-01T00:00:00Z").json["items"] == []
    for bad in ("state=no", "phase=no", "since=soon", "limit=0", "limit=101", "limit=²", "after=x",
    "colour=red",
                "after=2026-01-01~99999999999999999999", "topic=%00", "topic=zzz", "state=", "q=%20"):  # fmt: skip
        refused = reader.get(f"/issues?{bad}")
        assert is_problem(refused, 422), (bad, refused.text)
        assert list(refused.json["errors"]) == [bad.partition("=")[0]]
    for path in ("/issues", "/drafts", "/queue"):
        assert is_problem(reader.get(f"{path}?topic=zzz"), 422, "one of: communications-infrastructure, "), path
    assert is_problem(reader.get("/nothing"), 404)
    assert is_problem(reader.get("/issues/%00"), 404)


def test_a_subject_is_shown_in_full_with_its_moves(app, db):
    file_issues()
    member = make_person(roles=("council",))
    for caller, most in ((Caller(app), 8), (Caller(app, member), 10)):
        with reads(app) as said:
            shown = caller.get("/issues/1")
        assert shown.status_code == 200
        assert len(said) <= most, said
    assert shown.json["details"]["layer"] == "evolution"
    assert "import_key" not in shown.json["details"]
    assert not [name for name in shown.json["details"] if "html" in name]
    assert shown.json["relations"] == []
    moves = {move["name"]: move for move in shown.json["moves"]}
    assert not moves["accept"]["allowed"]
    assert "assigned member" in moves["accept"]["reason"]
    assert moves["volunteer"]["allowed"]
    assert moves["volunteer"]["fields"] == []
    fields = {field["name"]: field for field in moves["propose-decline"]["fields"]}
    assert fields["reason"]["required"]
    assert "lapse" not in moves
    assert is_problem(Caller(app).get("/issues/99"), 404, "Not found: issue 99.")


def test_an_unchanged_subject_is_answered_with_304(app, db):
    (issue,) = file_issues()
    member = make_person(roles=("council",))
    for caller in (Caller(app), Caller(app, member)):
        first = caller.get("/issues/1")
        tag = first.headers["ETag"]
        assert tag.startswith('W/"1.')
        assert "Authorization" in first.headers["Vary"]
        again = caller.get("/issues/1", If_None_Match=tag)
        assert (again.status_code, again.data) == (304, b"")
        comment(issue.subject, text="More is known.", by=by(member))
        assert caller.get("/issues/1", If_None_Match=tag).status_code == 200
    head = Caller(app).client.head(f"{ROOT}/issues/1")
    assert (head.status_code, head.data, head.headers["ETag"] != tag) == (200, b"", True)


def test_a_change_of_a_related_subject_is_a_new_version(app, db):
    member = Caller(app, make_person(roles=("council",)))
    file_issues(2)
    related = member.post("/issues/1/moves/relate", {"relation": "depends-on", "other": 2})
    assert related.status_code == 200, related.text
    seen = [(caller, caller.get("/issues/1").headers["ETag"]) for caller in (Caller(app), member)]
    for caller, tag in seen:
        assert caller.get("/issues/1", If_None_Match=tag).status_code == 304
    assert member.post("/issues/2/moves/accept", {"reason": "In scope."}).status_code == 200
    for caller, tag in seen:
        shown = caller.get("/issues/1", If_None_Match=tag)
        assert shown.status_code == 200
        assert [other["state"] for other in shown.json["relations"]] == ["open"]


def test_people_show_what_is_public(app, db):
    person = make_person("amadou", roles=("council",), organisation="Example Network")
    make_person("unverified", verified=False)
    reader = Caller(app)
    page = reader.get("/people").json
    assert [item["handle"] for item in page["items"]] == ["amadou"]
    assert "@" not in str(page)
    shown = reader.get("/people/Amadou").json
    assert shown["hats"][0]["stakeholder_group"] == "civil"
    assert shown["roles"][0]["role"] == "council"
    assert "state" not in shown
    assert reader.get("/people?group=private").json["items"] == []
    assert is_problem(reader.get("/people/unverified"), 404)
    assert is_problem(reader.get("/people?group=unknown"), 422)
    assert is_problem(Caller(app, person).post("/people/amadou", {}), 405, "This address takes GET, HEAD, OPTIONS.")


def test_a_person_says_who_they_are_and_what_they_were(app, db):
    person = make_person("amadou", roles=("council",))
    client, reader = sign_in(app, person), Caller(app)
    assert [reader.get("/people/amadou").json[name] for name in ("about", "interest", "former_roles")] == ["", None, []]
    profile = {"name": "Amadou Exemplar", "country": "SN", "languages": ["fr"], "about": "Example Network, since 2020"}
    assert client.post("/account/profile", data=profile).status_code == 302
    for text in ("I work for a network.", "I work for *nobody*."):
        assert client.post("/account/interest", data={"text": text}).status_code == 302
    with writing():
        end_role(person.id, "council", at=now())
    with reads(app) as said:
        shown = reader.get("/people/amadou").json
    assert len(said) <= 6
    assert (shown["about"], shown["languages"], shown["roles"]) == (profile["about"], ["fr"], [])
    assert (shown["interest"]["version"], shown["interest"]["text"]) == (2, "I work for *nobody*.")
    (former,) = shown["former_roles"]
    assert (former["role"], former["in"], former["until"][-1]) == ("council", None, "Z")


def test_an_issue_shows_what_is_proposed_and_who_objects(app, db):
    file_issues()
    proposer, other = (make_person(name, roles=("council",), group=group) for name, group in
                       (("ines", "civil"), ("chen", "technical")))  # fmt: skip
    first, second = Caller(app, proposer), Caller(app, other)
    assert first.get("/issues/1").json["details"]["proposal"] is None
    assert first.post("/issues/1/moves/propose-decline", {"reason": "Out of *scope*."}).status_code == 200
    objected = second.post("/issues/1/moves/object", {"reason": "It is within."})
    assert objected.status_code == 200, objected.text
    shown = Caller(app).get("/issues/1").json["details"]["proposal"]
    assert (shown["move"], shown["state"], shown["given"]) == ("decline", "pending", {})
    assert (shown["reason"], shown["effective_at"][-1]) == ("Out of *scope*.", "Z")
    (objection,) = shown["objections"]
    assert (objection["handle"], objection["reason"]) == ("chen", "It is within.")


def test_an_issue_shows_its_translations(app, db):
    file_issues()
    writer = Caller(app, make_person("ines"))
    assert writer.get("/issues/1").json["details"]["translations"] == []
    given = {"language": "fr", "title": "Question une", "summary": "Qui fixe des principes ?"}
    assert writer.post("/issues/1/moves/translate", given).status_code == 200
    (shown,) = writer.get("/issues/1").json["details"]["translations"]
    assert {name: shown[name] for name in given} == given
    assert shown["handle"] == "ines"


def test_a_closed_account_is_shown_as_its_page_is_and_stands_in_no_list(app, db):
    left = make_person("amadou")
    secretariat = make_person("zola", roles=("secretariat",))
    reader = Caller(app)
    assert reader.get("/people/amadou").json["closed_at"] is None
    deactivate(left, reason="Left.", by=by(secretariat))
    shown = reader.get("/people/amadou")
    assert reader.client.get("/people/amadou").status_code == shown.status_code == 200
    assert (shown.json["name"], shown.json["closed_at"][-1]) == ("Amadou Exemplar", "Z")
    assert [item["handle"] for item in reader.get("/people").json["items"]] == ["zola"]
    assert is_problem(reader.get("/people/nobody"), 404, "no such person")


PATHS = (
    "/issues/1", "/issues", "/comments/1", "/issues/1/comments.csv", "/events/1", "/people/ines", "/openapi.json",
    "/me", "/issues/9",
)  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_an_answer_is_for_who_asks_in_their_language(app, db, path):
    caller = Caller(app, make_person("ines"))
    caller.post("/issues", issue_fields())
    caller.post("/issues/1/comments", {"text": "Why?"})
    assert {"authorization", "accept-language"} <= caller.get(path).vary.as_set()


def test_what_a_moderator_hid_is_gone_as_the_description_says(app, db):
    filer, judge = Caller(app, make_person()), Caller(app, make_person(roles=("moderator",)))
    filer.post("/issues", issue_fields())
    assert judge.post("/issues/1/moves/hide", {"reason": "Spam."}).status_code == 200
    described, reader = Caller(app).get("/openapi.json").json["paths"], Caller(app, make_person())
    for verb, path, given in (
        ("get", "", None), ("get", "/comments", None), ("post", "/comments", {"text": "Why?"}),
        ("post", "/moves/support", {}),
    ):  # fmt: skip
        answer = reader.get(f"/issues/1{path}") if verb == "get" else reader.post(f"/issues/1{path}", given)
        assert is_problem(answer, 410, "spam or abuse"), path
        assert "410" in described[f"/issues/{{ref}}{path}"][verb]["responses"], path
    assert filer.get("/issues/1").status_code == 200
    assert "410" not in described["/calls/{ref}"]["get"]["responses"], "no call is hidden"


def test_nothing_is_created_where_moves_create(app, db):
    person = make_person()
    for collection in ("calls", "objections", "ballots", "recommendations", "people", "events"):
        for caller in (Caller(app), Caller(app, person)):
            refused = caller.post(f"/{collection}", {})
            assert is_problem(refused, 405), collection
            assert set(refused.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
    assert is_problem(Caller(app).post("/issues", {}), 401)


def test_the_record_is_read_in_the_order_of_the_log(app, db):
    (issue,) = file_issues()
    with writing() as own:
        for place, row in enumerate(own.query(Outbox).order_by(Outbox.event_id), start=1):
            row.log_index = place
    session.rollback()
    reader = Caller(app)
    seen, path = [], "/events?since=0&limit=2"
    while path:
        page = reader.get(path).json
        seen += [item["log_index"] for item in page["items"]]
        path = page["next"] and page["next"].removeprefix(ROOT)
    assert seen == sorted(seen)
    assert seen[0] == 1
    newest = reader.get("/events?limit=1").json
    assert newest["items"][0]["kind"] == "issue.file"
    assert "before=" in newest["next"]
    filed = reader.get("/events?subject=issue&ref=1").json["items"]
    assert [item["subject"]["ref"] for item in filed] == ["1"]
    assert filed[0]["data"]["title"] == "Question 1"
    assert reader.get(filed[0]["self"].removeprefix(ROOT)).json == filed[0]
    assert reader.get("/events?kind=issue.accept").json["items"] == []
    handle, other = filed[0]["actor"]["handle"], make_person("amadou")
    assert other.actor.handle == "amadou"
    for asked in (f"actor={handle}", f"actor={handle.upper()}&since=0", "actor=amadou"):
        found = reader.get(f"/events?{asked}").json["items"]
        assert {item["actor"]["handle"] for item in found} == {asked[6:].split("&")[0].lower()}
        assert ("issue.file" in {item["kind"] for item in found}) == (asked != "actor=amadou")
    assert reader.get("/events?actor=amadou&subject=issue").json["items"] == []
    assert is_problem(reader.get("/events?actor=nobody-at-all"), 422, "Nothing here is called “nobody-at-all”.")
    for bad in ("subject=cake", "since=x", "ref=1", "before=-1", "state=open"):
        assert is_problem(reader.get(f"/events?{bad}"), 422), bad
    assert is_problem(reader.get("/events/999999999999"), 404)
    with reads(app) as said:
        reader.get("/events?since=0")
    assert len(said) <= 4
    assert issue.subject.ref == "1"


@pytest.mark.engine("sqlite")  # nothing of it is asked of a database
def test_the_description_is_valid_and_names_every_offered_move(app, db):
    described = Caller(app).get("/openapi.json").json
    validate(described)
    for workflow in WORKFLOWS.values():
        for move in workflow.moves:
            path = f"/{workflow.collection}/{{ref}}/moves/{move.name}"
            assert (path in described["paths"]) == (move.offered and bool(move.sources))
    page = app.test_client().get("/api/")
    assert page.status_code == 200
    assert b"openapi.json" in page.data
    assert b"curl" in page.data
    assert set(Caller(app).get("/").json["collections"]) >= {"issues", "outcomes", "people", "events"}


def test_who_is_about_to_file_asks_what_says_the_same(app, db):
    filer = Caller(app, make_person())
    filer.post("/issues", issue_fields(title="Prices of transit in landlocked countries"))
    filer.post("/issues", issue_fields(title="Who keeps the names of ministries?", summary="Nobody does."))
    found = Caller(app).get("/issues/alike?title=Transit+prices&summary=Landlocked").json["items"]
    assert [(item["self"], item["supporters"]) for item in found] == [(f"{ROOT}/issues/1", 0)]
    assert Caller(app).get("/issues/alike?title=Volcanoes").json == {"items": [], "next": None}
    for path, field in (("", "title"), ("?topic=jurisdiction", "title"), ("?title=x&topic=cakes", "topic"),
                        ("?title=x&colour=red", "colour"), ("?title=", "title")):  # fmt: skip
        refused = filer.get(f"/issues/alike{path}")
        assert is_problem(refused, 422), path
        assert list(refused.json["errors"]) == [field]
    assert Caller(app).get(f"/issues/alike?title={'transit+' * 400}").status_code == 200
