"""What the API says of each subject of the story: all of it is described, as its page has it, by few queries."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from sqlalchemy import select

from igtf.core.db import session
from igtf.core.workflow import WORKFLOWS
from igtf.people.models import Person
from igtf.record.models import Actor, Subject
from igtf.record.moves import url_of
from tests.api.kit import ROOT, Caller
from tests.api.test_tables import rows_in
from tests.counting import reads

MOST, SIGNED_IN = 8, 6
"""Queries of a subject in full; whoever is signed in has person, hats and roles too, and forms with their choices."""


def strict(schema: Any) -> Any:
    """Return a schema that admits nothing which it does not name."""
    if isinstance(schema, list):
        return [strict(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    found = {name: strict(part) for name, part in schema.items()}
    return {"additionalProperties": False, **found} if isinstance(schema.get("properties"), dict) else found


def validator(client: FlaskClient, name: str) -> Draft202012Validator:
    described = strict(client.get(f"{ROOT}/openapi.json").json["components"])
    return Draft202012Validator({"components": described, "$ref": f"#/components/schemas/{name}"})


@pytest.fixture
def subjects(story: Flask) -> dict[str, list[str]]:
    """Return the addresses of all subjects of the story by kind."""
    found: dict[str, list[str]] = {kind: [] for kind in WORKFLOWS}
    with story.app_context():
        for subject in session.scalars(select(Subject).order_by(Subject.id)):
            found[subject.kind].append(url_of(subject))
    return found


def told(client: FlaskClient, paths: list[str]) -> Iterator[tuple[dict[str, Any], str]]:
    """Give the details of subjects that can be seen, each with the text of its page."""
    for path in paths:
        answer = client.get(ROOT + path)
        if answer.status_code == 200:
            yield answer.json["details"], unescape(client.get(path).text)


def test_answers_are_as_the_description_says(story: Flask, subjects: dict[str, list[str]]) -> None:
    with story.app_context():
        known = select(Person).join(Actor, Actor.id == Person.id).where(Actor.handle == "ines")
        ines = Caller(story, session.scalars(known).one())
    reader = Caller(story)
    seen = set()
    for kind, workflow in WORKFLOWS.items():
        full, listed = (validator(reader.client, f"{kind.title()}{form}") for form in ("Detail", ""))
        for item in reader.get(f"/{workflow.collection}?limit=100").json["items"]:
            listed.validate(item)
        for path in subjects[kind]:
            for caller in (reader, ines):
                answer = caller.get(path)
                if answer.status_code == 200:
                    full.validate(answer.json)
                    seen.add(kind)
    assert WORKFLOWS.keys() - seen == set(), "the story has no such subject"
    described = reader.get("/openapi.json").json["components"]
    person = Draft202012Validator({"components": described, "$ref": "#/components/schemas/PersonDetail"})
    for item in reader.get("/people?limit=100").json["items"]:
        answer = reader.get(f"/people/{item['handle']}").json
        person.validate(answer)
        assert answer.keys() == described["schemas"]["PersonDetail"]["properties"].keys()


def test_a_subject_in_full_makes_few_queries(story: Flask, subjects: dict[str, list[str]]) -> None:
    with story.app_context():
        known = select(Person).join(Actor, Actor.id == Person.id).where(Actor.handle == "ines")
        ines = Caller(story, session.scalars(known).one())
    many = {}
    for caller, most in ((Caller(story), MOST), (ines, MOST + SIGNED_IN)):
        for path in (path for paths in subjects.values() for path in paths):
            with reads(story) as sent:
                answer = caller.get(path)
            if answer.status_code == 200 and len(sent) > most:
                many[path] = len(sent)
    assert many == {}


def test_a_meeting_has_its_agenda_papers_and_presence(story: Flask, subjects: dict[str, list[str]]) -> None:
    seen: dict[str, int] = {}
    for details, page in told(story.test_client(), subjects["meeting"]):
        for part, word in (("agenda", "title"), ("documents", "title"), ("decisions", "text")):
            seen[part] = seen.get(part, 0) + len(details[part])
            assert [each[word] for each in details[part] if each[word] not in page] == []
        present = details["present"]
        assert (present is None) == ('id="present"' not in page)
        if present and present["people"]:
            seen["present"] = seen.get("present", 0) + present["people"]
            assert sum(present["counts_as"].values()) == sum(present["region"].values()) == present["people"]
            assert [each["name"] for each in present["first"] if each["name"] not in page] == []
            assert len(present["first"]) == min(12, present["people"])
    assert [part for part in ("agenda", "decisions", "present") if not seen[part]] == []


def test_a_group_has_its_people_and_milestones(story: Flask, subjects: dict[str, list[str]]) -> None:
    roles, planned = set(), 0
    for details, page in told(story.test_client(), subjects["group"]):
        roles |= {each["role"] for each in details["people"]}
        assert [each["name"] for each in details["people"] if each["name"] not in page] == []
        assert page.count('<li id="milestone-') == len(details["milestones"])
        for each in details["milestones"]:
            planned += 1
            assert each["deliverable"] in page
            assert [draft["url"] for draft in each["drafts"] if draft["url"] not in page] == []
    assert roles >= {"chair", "responsible", "proposer"}
    assert planned


def test_the_council_has_who_sits_on_it(story: Flask) -> None:
    client = story.test_client()
    details, page = client.get(f"{ROOT}/council/council").json["details"], client.get("/council/").text
    held = [seat for seat in details["seats"] if seat["holder"]]
    assert len(held) > 5
    assert [seat["number"] for seat in details["seats"]] == sorted(seat["number"] for seat in details["seats"])
    for seat in held:
        assert f'href="/people/{seat["holder"]}"' in page
    assert f'href="/people/{details["chair"]["handle"]}"' in page
    assert [one["handle"] for one in details["liaisons"] if f'href="/people/{one["handle"]}"' not in page] == []


def test_an_issue_has_what_is_proposed_and_who_objects(story: Flask, subjects: dict[str, list[str]]) -> None:
    proposed = 0
    for details, page in told(story.test_client(), subjects["issue"]):
        if proposal := details["proposal"]:
            proposed += 1
            assert "reason_html" not in proposal["given"]
            for objection in proposal["objections"]:
                assert objection["name"] in page
                assert objection["reason"] in page
    assert proposed


def test_an_appeal_has_its_rungs_and_the_entry_that_is_appealed(story: Flask, subjects: dict[str, list[str]]) -> None:
    client, found = story.test_client(), 0
    for details, page in told(client, subjects["appeal"]):
        entry = client.get(f"{ROOT}/events/{details['decision']}").json
        assert (entry["kind"], entry["subject"]["ref"]) == (details["event"]["kind"], details["about"]["ref"])
        for rung in details["rungs"]:
            found += len(rung["members"])
            assert rung["label"] in page
            assert [each["name"] for each in rung["members"] if each["name"] not in page] == []
    assert found


def test_a_draft_has_what_its_page_says(story: Flask, subjects: dict[str, list[str]]) -> None:
    client, seen = story.test_client(), set()
    for details, page in told(client, subjects["draft"]):
        assert [each["name"] for each in details["people"] if each["name"] not in page] == []
        assert [each["action"] for each in details["asks"] if each["action"] not in page] == []
        assert [word for word in (*details["addressees"], *details["keywords"]) if word not in page] == []
        assert details["abstract"].split("\n")[0] in page
        assert details["intended_status"] in page
        assert [each["url"] for each in details["revisions"] if f'href="{each["url"]}"' not in page] == []
        assert [each["deliverable"] for each in details["milestones"] if each["deliverable"] not in page] == []
        newest = details["revisions"][0]
        shared = details["revision"].keys() - {"hash"}
        assert {name: newest[name] for name in shared} == {name: details["revision"][name] for name in shared}
        assert details["revision"]["hash"] in page
        seen |= {each["role"] for each in details["people"]}
        seen |= {name for name in ("asks", "addressees", "keywords", "milestones") if details[name]}
    assert seen >= {"author", "editor", "chair", "responsible", "asks", "addressees", "milestones"}


def test_a_recommendation_has_the_address_of_its_text(story: Flask, subjects: dict[str, list[str]]) -> None:
    client = story.test_client()
    for details, _page in told(client, subjects["recommendation"]):
        assert "# " in client.get(details["source"]).text
    assert subjects["recommendation"]


def test_a_person_has_what_they_say_of_themselves_and_former_roles(story: Flask) -> None:
    client, said = story.test_client(), set()
    for item in client.get(f"{ROOT}/people?limit=100").json["items"]:
        person, page = client.get(item["self"]).json, unescape(client.get(item["url"]).text)
        assert person["about"] in page
        said |= {name for name in ("about", "interest", "roles", "former_roles") if person[name]}
        assert (person["interest"] is None) == ("interest" in page and "None given yet." in page)
    assert "roles" in said


def test_a_poll_has_what_was_chosen(story: Flask, subjects: dict[str, list[str]]) -> None:
    polls = 0
    for details, page in told(story.test_client(), subjects["call"]):
        assert (details["chosen"] is None) == (details["kind"] != "options")
        for option in details["chosen"]["options"] if details["chosen"] else ():
            row = page.partition(f'<th scope="row" dir="auto">{option["text"]}</th>')[2].partition("</tr>")[0]
            shown = [int(number) for number in re.findall(r">(\d+)</td>", row)]
            assert shown == [option["all"][value] for value in ("prefer", "can-live-with", "reject")]
            for axis in ("counts_as", "region"):
                assert sum(sum(each.values()) for each in option[axis].values()) == sum(shown)
            polls += sum(shown) > 0
    assert polls > 2


SAME = {
    "issue": {"layer": "layer", "assigned": "assigned"}, "group": {"group_kind": "kind"},
    "ballot": {"purpose": "purpose"}, "call": {"call_kind": "kind", "revision_number": "revision_number"},
    "statement": {"direction": "direction", "purpose": "purpose", "sent_at": "sent_at"},
    "meeting": {"starts_at": "starts_at", "length": "length", "place": "place"},
    "review": {"verdict": "verdict", "reviewer": "reviewer"}, "body": {"acronym": "acronym", "body_kind": "kind"},
}  # fmt: skip
"""Kind → what its lists say beside, and how its details call the same."""
OTHERS = {("ballot", "decides_on"): "decides_on", ("call", "about"): "about", ("appeal", "about"): "about"}


def test_lists_say_what_the_details_do(story: Flask) -> None:
    client, seen = story.test_client(), set()
    for kind in {*SAME, *(kind for kind, _name in OTHERS)}:
        for item in client.get(f"{ROOT}/{WORKFLOWS[kind].collection}?limit=100").json["items"]:
            details = client.get(item["self"]).json["details"]
            assert {name: item[name] for name in SAME.get(kind, {})} == {
                name: details[own] for name, own in SAME.get(kind, {}).items()
            }
            for name in (name for of, name in OTHERS if of == kind):
                assert item[name] == {part: details[name][part] for part in ("kind", "ref")}
            seen.add(kind)
    assert len(seen) == 9


def test_a_recommendation_is_listed_with_whom_it_addresses_and_what_became_of_that(story: Flask) -> None:
    client, asks = story.test_client(), 0
    page = unescape(client.get("/recommendations/").text)
    rows = {row["ref"]: row for row in rows_in(client.get(f"{ROOT}/recommendations.csv"))}
    for item in client.get(f"{ROOT}/recommendations?limit=100").json["items"]:
        own = client.get(item["self"]).json["details"]["asks"]
        assert client.get(f"{item['self']}/asks").json == {"items": own, "next": None}
        assert client.get(f"{item['self']}/asks?after=1").json["items"] == own[1:]
        assert len(rows_in(client.get(f"{item['self']}/asks.csv"))) == len(own)
        assert item["addressees"] == list(dict.fromkeys(ask["addressee"] for ask in own))
        assert f"to {', '.join(item['addressees'])}" in page
        statuses = [ask["status"] for ask in own]
        counted = [item["asks"], item["done"], item["late"]]
        assert counted == [len(own), statuses.count("done"), statuses.count("overdue")]
        assert rows[item["ref"]]["addressees"].split("; ") == item["addressees"]
        assert rows[item["ref"]]["asks"] == str(len(own))
        asks += len(own)
    assert asks


def test_dissent_and_reviews_are_listed_with_what_they_are_about(story: Flask) -> None:
    client = story.test_client()
    refs = {kind: {row["ref"] for row in rows_in(client.get(f"{ROOT}/{kind}.csv"))} for kind in ("calls", "drafts")}
    minorities = rows_in(client.get(f"{ROOT}/minority-statements.csv"))
    reviews = client.get(f"{ROOT}/reviews?limit=100").json["items"]
    assert {row["call"] for row in minorities} <= refs["calls"]
    assert {item["draft"] for item in reviews} <= refs["drafts"]
    assert (len(minorities) > 0, len(reviews) > 0) == (True, True)
    for item in reviews:
        details = client.get(item["self"]).json["details"]
        assert (details["draft"]["ref"], details["revision"]["number"]) == (item["draft"], item["revision_number"])


def test_bodies_of_a_kind_are_listed_as_their_page_has_them(story: Flask) -> None:
    client, seen = story.test_client(), 0
    for kind in ("technical", "multistakeholder"):
        page = client.get(f"/bodies/?kind={kind}").text
        assert f'href="/api/v1/bodies?kind={kind}"' in page
        items = client.get(f"{ROOT}/bodies?limit=100&kind={kind}").json["items"]
        assert {item["body_kind"] for item in items} == {kind}
        assert set(re.findall(r'class="t" href="(/bodies/[^"]+)"', page)) == {item["url"] for item in items}
        assert client.get(f"/feeds/bodies.atom?kind={kind}").status_code == 200
        seen += len(items)
    assert seen > 10
    assert client.get(f"{ROOT}/bodies?kind=nonsense").status_code == 422
    assert "/api/v1/bodies" not in client.get("/bodies/?q=internet").text.partition("<main")[2].partition("</main>")[0]


def test_a_ballot_has_what_it_takes_to_pass(story: Flask, subjects: dict[str, list[str]]) -> None:
    missing = 0
    for details, page in told(story.test_client(), subjects["ballot"]):
        count, result = details["count"], details["result"]
        if result:
            assert {name: result[name] for name in count if name != "taken"} == {
                name: value for name, value in count.items() if name != "taken"
            }
        assert f"{count['taken']} of {count['base']} seats of the base have a position" in page
        assert count["passes"] == all(condition["ok"] for condition in count["conditions"])
        if not result:
            missing += len(count["smallest"])
            assert [each["holder"] for each in count["smallest"] if each["holder"] not in page] == []
    assert missing


def test_an_election_has_its_candidates_and_whom_each_seat_accepts(
    story: Flask, subjects: dict[str, list[str]]
) -> None:  # fmt: skip
    stand, voted = 0, 0
    for details, page in told(story.test_client(), subjects["election"]):
        assert [each["name"] for each in details["candidates"] if each["name"] not in page] == []
        stand += len(details["candidates"])
        count = details["count"]
        assert (count is None) == ("Whom each seat accepts" not in page)
        if count:
            assert [seat["name"] for seat in count["seats"] if seat["name"] not in page] == []
            voted += sum(seat["accepts"] is not None for seat in count["seats"])
    assert (stand > 0, voted > 0) == (True, True)


def test_a_selection_has_its_nominees_and_who_was_chosen(story: Flask, subjects: dict[str, list[str]]) -> None:
    nominees, chosen = 0, 0
    for details, page in told(story.test_client(), subjects["selection"]):
        for part in ("nominees", "chosen"):
            assert [each["name"] for each in details[part] if each["name"] not in page] == []
        assert [each["reason"] for each in details["objections"] if each["reason"] not in page] == []
        nominees, chosen = nominees + len(details["nominees"]), chosen + len(details["chosen"])
    assert (nominees > 0, chosen > 0) == (True, True)


def test_a_recall_has_who_signed_and_who_volunteers(story: Flask, subjects: dict[str, list[str]]) -> None:
    signed = 0
    for details, page in told(story.test_client(), subjects["recall"]):
        signatures = details["signatures"]
        assert f"{signatures['counted']} of {signatures['needed']}" in page
        assert [each["name"] for each in signatures["people"] if each["name"] not in page] == []
        assert [each["name"] for each in details["volunteers"] if each["name"] not in page] == []
        signed += len(signatures["people"])
    assert signed


def test_tables_are_joined_by_what_their_rows_name(story: Flask) -> None:
    client = story.test_client()
    bodies = {row["ref"] for row in rows_in(client.get(f"{ROOT}/bodies.csv"))}
    letters = rows_in(client.get(f"{ROOT}/statements.csv"))
    assert letters
    assert {row["body"] for row in letters} <= bodies
    drafts = {row["ref"] for row in rows_in(client.get(f"{ROOT}/drafts.csv"))}
    calls = [row for row in rows_in(client.get(f"{ROOT}/calls.csv")) if row["about.kind"] == "draft"]
    assert {row["about.ref"] for row in calls} <= drafts
    assert calls


def test_meetings_are_read_in_the_order_of_their_page(story: Flask) -> None:
    client, path, starts = story.test_client(), f"{ROOT}/meetings?sort=starts&limit=1", []
    while path:
        page = client.get(path).json
        starts += [item["starts_at"] for item in page["items"]]
        path = page["next"]
    assert starts == sorted(starts, reverse=True)
    assert len(starts) == len(client.get(f"{ROOT}/meetings?limit=100").json["items"]) > 1
    table = rows_in(client.get(f"{ROOT}/meetings.csv?sort=starts"))
    assert [row["starts_at"] for row in table] == [moment[:19].replace("T", " ") for moment in starts]
    assert list(client.get(f"{ROOT}/issues?sort=starts").json["errors"]) == ["sort"]
