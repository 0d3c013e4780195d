"""What programs branch on: names in no language, values that are listed, filters that are read as they were sent."""

from typing import Any

import pytest
from sqlalchemy import update

from igtf.appeals.decisions import DECISIONS, TAKES_AWAY
from igtf.core.db import session, writing
from igtf.core.workflow import WORKFLOWS
from igtf.council.models import BallotSeat
from igtf.hooks.acts import ACTS
from igtf.hooks.models import Hook
from igtf.people.models import Person
from igtf.record.kinds import event_kinds
from igtf.record.models import HIDDEN
from igtf.record.once import KNOWN
from tests.api.kit import Caller, is_problem, issue_fields
from tests.council.councils import make_ballot, make_council
from tests.factories import make_person


def test_a_seat_names_its_organisation_alone_and_says_apart_whether_it_is_confirmed(app, db):
    _secretariat, members = make_council(organisation="ACME {}")
    ballot = make_ballot(members)
    reader, client = Caller(app), app.test_client()
    with writing():
        session.execute(update(BallotSeat).where(BallotSeat.number == 1).values(recused_for="ACME 1"))
        session.execute(update(BallotSeat).where(BallotSeat.number == 6).values(recused_for="reason:author"))
    path = f"/ballots/{ballot.subject.ref}"
    seats = {seat["number"]: seat for seat in reader.get(f"{path}/seats?lang=fr").json["items"]}
    assert list(seats.values()) == reader.get(f"{path}/seats?lang=en").json["items"], "in no language"
    held = [seat for seat in seats.values() if seat["holder"]]
    assert {(seat["organisation"], seat["confirmed"]) for seat in held} == {
        (f"ACME {seat['number']}", False) for seat in held
    }
    aside = {number: seat["recused_for"] for number, seat in seats.items() if seat["recused_for"]}
    assert aside[1] == "ACME 1"
    assert {seats[number]["text"] for number in aside} == {""}
    page = client.get(f"{path}").text
    assert "ACME 1 – stated, not confirmed" in page
    assert "Belongs to ACME 1." in page
    sits = reader.get("/council/council").json["details"]["seats"][0]
    assert (sits["organisation"], sits["confirmed"]) == ("ACME 1", False)
    assert "ACME 1 – stated, not confirmed" in client.get("/council/").text


def related(app: Any) -> tuple[Caller, Any]:
    caller = Caller(app, make_person("ines"))
    for title in ("One", "Another"):
        caller.post("/issues", issue_fields(title=title))
    done = caller.post("/issues/1/moves/relate", {"relation": "depends-on", "other": "2"})
    return caller, done


def test_a_relation_is_named_in_no_language(app, db):
    caller, done = related(app)
    assert done.status_code == 200, done.text
    for lang in ("en", "fr"):
        (there,), (back,) = (caller.get(f"/issues/{number}?lang={lang}").json["relations"] for number in (1, 2))
        assert (there["name"], there["reverse"], there["ref"]) == ("depends-on", False, "2")
        assert (back["name"], back["reverse"], back["ref"]) == ("depends-on", True, "1")
    assert back["relation"] not in ("depends-on", "is needed by"), "the words are the reader's"


@pytest.mark.parametrize(
    ("asked", "accepts", "said"),
    [("", "", "fr"), ("", "*", "fr"), ("", "de", "fr"), ("", "es, en;q=0.5", "es"), ("?lang=ru", "es", "ru")],
)
def test_the_language_that_a_program_names_comes_before_that_of_the_account(app, db, asked, accepts, said):
    person = make_person("ines")
    caller = Caller(app, person)
    caller.post("/issues", issue_fields())
    with writing():
        session.get_one(Person, person.id).language = "fr"
    expected = Caller(app).get(f"/issues/1?lang={said}").json["moves"]
    headers = {"Accept_Language": accepts} if accepts else {}
    found = caller.get(f"/issues/1{asked}", **headers).json["moves"]
    assert [move["label"] for move in found] == [move["label"] for move in expected]
    described = Caller(app).get("/openapi.json").json["info"]["description"]
    assert "“lang”" in described
    assert "Accept-Language" in described
    assert "?lang=fr" in app.test_client().get("/api/").text


def test_a_webhook_says_by_a_name_why_it_was_not_taken(app, db):
    caller = Caller(app, make_person())
    made = caller.post("/me/webhooks", {"address": "https://example.org/igtf", "about": "all"}).json
    assert (made["failure"], made["status"]) == (None, None)
    with writing():
        session.execute(update(Hook).values(failure="refused", status=503))
    for lang in ("en", "fr"):
        (hook,) = caller.get(f"/me/webhooks?lang={lang}").json["items"]
        assert (hook["failure"], hook["status"]) == ("refused", 503)


def test_a_kind_of_entry_and_a_subject_that_are_not_there_are_refused(app, db):
    reader = Caller(app, make_person())
    reader.post("/issues", issue_fields())
    assert len(reader.get("/events?kind=issue.file").json["items"]) == 1
    assert reader.get("/events?kind=comment.add&since=0").json["items"] == []
    for asked, field in (
        ("kind=comment.added&since=0", "kind"), ("kind=issue", "kind"), ("subject=issue&ref=99", "ref"),
        ("subject=call&ref=1", "ref"),
    ):  # fmt: skip
        refused = reader.get(f"/events?{asked}")
        assert is_problem(refused, 422), asked
        assert list(refused.json["errors"]) == [field]
    described = reader.get("/openapi.json").json
    assert set(described["components"]["schemas"]["EventKind"]["enum"]) == set(event_kinds())
    (kind,) = (each for each in described["paths"]["/events"]["get"]["parameters"] if each["name"] == "kind")
    assert kind["schema"] == {"$ref": "#/components/schemas/EventKind"}
    columns = described["paths"]["/events.csv"]["get"]["description"]
    assert ", kind, said" in columns


def test_who_keeps_a_copy_learns_which_entries_take_something_away(app, db):
    page = app.test_client().get("/api/").text
    assert [kind for kind in TAKES_AWAY if f"<code>{kind}</code>" not in page] == []
    assert {DECISIONS[kind] for kind in TAKES_AWAY} == {"moderator"}
    hiding = {f"{kind}.{move.name}" for kind, workflow in WORKFLOWS.items() for move in workflow.moves
              if HIDDEN in move.targets and move.offered}  # fmt: skip
    assert hiding <= set(TAKES_AWAY)
    assert set(TAKES_AWAY) <= set(event_kinds())


def test_what_is_given_twice_or_read_by_nobody_is_refused(app, db):
    reader = Caller(app, make_person())
    reader.post("/issues", issue_fields())
    for asked, field in (
        ("/issues?state=submitted&state=resolved", "state"), ("/issues?limit=1&limit=2", "limit"),
        ("/people?name=a&name=b", "name"), ("/queue?limit=1", "limit"), ("/queue.csv?after=x", "after"),
        ("/issues/alike?title=Costs&limit=1", "limit"), ("/bodies/figures?limit=1", "limit"),
        ("/me/webhooks?limit=1", "limit"), ("/me/desk?after=x", "after"), ("/events?since=0&before=3", "before"),
        ("/events?after=3", "after"), ("/issues/1/comments?before=3", "before"), ("/comments?q=a&after=1", "after"),
    ):  # fmt: skip
        refused = reader.get(asked)
        assert is_problem(refused, 422), asked
        assert list(refused.json["errors"]) == [field]
    for asked in ("/queue?lang=fr", "/issues?limit=1", "/events?since=0&limit=1", "/issues/1/comments?limit=1&after=0",
                  "/comments?q=a&before=9&limit=1", "/me/following?limit=1"):  # fmt: skip
        assert reader.get(asked).status_code == 200, asked


def test_comments_are_found_on_subjects_of_each_kind(app, db):
    reader = Caller(app)
    for kind in WORKFLOWS:
        assert reader.get(f"/comments?q=a&kind={kind}").status_code == 200, kind
    assert is_problem(reader.get("/comments?q=a&kind=cake&state=resolved"), 422)


def test_the_description_lists_the_values_of_filters_and_of_columns(app, db):
    described = Caller(app).get("/openapi.json").json
    for workflow in WORKFLOWS.values():
        given = {each["name"]: each for each in described["paths"][f"/{workflow.collection}"]["get"]["parameters"]}
        for name in workflow.narrowing:
            known = workflow.known[name]
            expected = {"type": "string"} if callable(known) else {"enum": list(known)}
            assert given[name]["schema"] == expected, (workflow.kind, name)
    kinds = described["components"]["schemas"]
    for kind, name, value in (
        ("Group", "group_kind", "working"), ("Call", "call_kind", "last-call"), ("Ballot", "purpose", "recall"),
        ("Statement", "direction", "out"), ("Statement", "purpose", "action"), ("Body", "body_kind", "technical"),
    ):  # fmt: skip
        assert value in kinds[kind]["properties"][name]["enum"], (kind, name)
    assert "use" in kinds["Issue"]["properties"]["layer"]["anyOf"][0]["enum"]


def test_how_long_a_key_is_known_is_said_and_how_a_paused_webhook_goes_on(app, db):
    described = Caller(app).get("/openapi.json").json
    key = described["components"]["parameters"]["IdempotencyKey"]["description"]
    assert f"within {KNOWN.days} days" in key
    assert f"under the same key within {KNOWN.days} days" in app.test_client().get("/api/").text
    test = described["paths"]["/me/webhooks/{number}/test"]["post"]["summary"]
    assert test == str(ACTS["test"].summary) == "Send a test, and go on where it was paused"


def test_former_texts_of_comments_and_issues_are_read(app, db):
    caller, other = Caller(app, make_person()), Caller(app, make_person(roles=("moderator",)))
    caller.post("/issues", issue_fields())
    caller.post("/issues/1/comments", {"text": "Why?"})
    assert caller.get("/comments/1/history").json == {"items": [], "next": None}
    assert caller.post("/comments/1/edit", {"text": "Why not?"}).status_code == 200
    (former,) = caller.get("/comments/1/history").json["items"]
    assert former["text"] == "Why?"
    assert caller.get("/issues/1/versions").json["items"] == []
    for number in range(12):
        done = caller.post("/issues/1/moves/edit", {"summary": f"Who pays {number}?"})
        assert done.status_code == 200, done.text
    seen, path = [], "/issues/1/versions"
    while path:
        page = caller.get(path.removeprefix("/api/v1")).json
        seen += page["items"]
        path = page["next"]
    assert [each["number"] for each in seen] == [*range(12, 0, -1)]
    assert (seen[-1]["summary"], seen[0]["summary"]) == (issue_fields()["summary"], "Who pays 10?")
    assert other.post("/comments/1/hide", {"reason": "Rude."}).status_code == 200
    assert caller.get("/comments/1/history").json["items"] == [], "as on its page"
    assert is_problem(caller.get("/comments/9/history"), 404)
    assert is_problem(caller.get("/issues/9/versions"), 404)
    assert is_problem(caller.get("/issues/1/versions?limit=1"), 422)
    assert other.post("/issues/1/moves/hide", {"reason": "Spam."}).status_code == 200
    assert is_problem(Caller(app).get("/issues/1/versions"), 410)
    assert is_problem(Caller(app).get("/comments/1/history"), 410)


def test_the_numbers_of_the_procedure_are_read(app, db):
    numbers = Caller(app).get("/procedure").json
    known = {row["name"]: row for row in numbers["numbers"]}
    assert (known["contest_days"]["value"], known["contest_days"]["unit"]) == (30, "days")
    assert 0 < known["base_share"]["value"] < 1
    assert (numbers["version"], numbers["since"], len(numbers["versions"])) == (1, None, 1)
