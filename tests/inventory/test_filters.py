"""What a list is filtered by on its page leaves the same rows in the API, and is known to its feed and calendar."""

import csv
import html
import io
import re
from urllib.parse import urlencode

from flask import Flask

from igtf.core.workflow import WORKFLOWS
from igtf.groups.queries import get_group_or_404
from igtf.issues.importing import import_contributions
from igtf.record.filters import known_of
from tests.factories import issue_form, make_person, sign_in

SELECT = re.compile(r'<select name="(\w+)">(.*?)</select>', re.DOTALL)
OPTION = re.compile(r'<option value="([^"]+)"')
ROW = re.compile(r'<a class="t" href="([^"]+)"')
BASE = "http://127.0.0.1:8000"
ELSEWHERE = {
    "occasion": ["1", "2"], "stage": ["active", "forming", "ended"], "late": ["1"], "call": ["2"],
    "about": ["draft-igtf-newiss-first-home"], "body": ["itu"], "filer": ["ines"], "assigned": ["secretariat-desk"],
}  # fmt: skip
"""Filters that a list has as links and not among its fields."""


def offered(page: str, names: list[str]) -> list[tuple[str, str]]:
    """Return the filters that a list offers, with each value; states are left out: a phase has several of them."""
    form = page[: page.rindex("</form>")]
    fields = [(name, html.unescape(value)) for name, text in SELECT.findall(form) for value in OPTION.findall(text)]
    linked = [(name, value) for name in names for value in ELSEWHERE.get(name, [])]
    return [pair for pair in dict.fromkeys([*fields, *linked]) if pair[0] not in ("state", "handle", "topic")]


def test_each_filter_leaves_the_same_in_list_and_api(story: Flask) -> None:
    client, compared, fed = story.test_client(), 0, set()
    for workflow in WORKFLOWS.values():
        address = f"/{workflow.collection}/"
        page = client.get(address)
        if page.status_code != 200 or 'class="twins"' not in page.text.replace("small twins", "twins"):
            continue
        for name, value in offered(page.text, list(workflow.narrowing)):
            asked = urlencode({name: value})
            answer = client.get(f"/api/v1{address.rstrip('/')}?limit=100&{asked}")
            assert answer.status_code == 200, (address, asked, answer.text)
            shown = client.get(f"{address}?{asked}").text
            rows = ROW.findall(shown[shown.index("<main") : shown.index("</main>")])
            listed, items = set(rows), [item["url"] for item in answer.json["items"]]
            if name == "sort":
                assert rows == items[: len(rows)], (address, asked)
            if 'rel="next"' not in shown:
                assert listed == set(items), (address, asked)
                compared += bool(listed)
                table = client.get(f"/api/v1{address.rstrip('/')}.csv?{asked}").data.decode("utf-8-sig")
                urls = {row["url"].removeprefix(BASE) for row in csv.DictReader(io.StringIO(table, newline=""))}
                assert urls == listed, (address, asked)
            for form in () if (address, name) in fed else ("atom", "ics"):
                assert client.get(f"/feeds{address.rstrip('/')}.{form}?{asked}").status_code == 200, (address, asked)
            fed.add((address, name))
    assert compared > 60


def test_a_filter_without_a_field_stays_in_force_when_another_is_chosen(story: Flask) -> None:
    client = story.test_client()
    for address, kept, other in (
        ("/statements/", {"body": "itu", "late": "1"}, {"purpose": "action"}),
        ("/calls/", {"about": "newiss"}, {"phase": "closed"}), ("/drafts/", {"group": "newiss"}, {"phase": "work"}),
        ("/reviews/", {"late": "1"}, {"phase": "work"}), ("/drafts/", {"group": "newiss", "view": "board"}, {}),
    ):  # fmt: skip
        page = client.get(address, query_string=kept).text
        form = page[page.index('<form class="filters"') :]
        form = form[: form.index("</form>")]
        entered = dict(re.findall(r'<input type="(?:hidden|search)" name="(\w+)" value="([^"]+)">', form))
        chosen = dict(re.findall(r'<select name="(\w+)">(?:(?!</select>).)*<option value="([^"]+)" selected', form))
        assert entered | chosen == kept, address
        assert ROW.findall(client.get(address, query_string=kept | other).text) == ROW.findall(
            client.get(address, query_string=entered | chosen | other).text
        )


def test_each_filter_of_a_kind_knows_its_values() -> None:
    for workflow in WORKFLOWS.values():
        assert workflow.narrowing.keys() <= known_of(workflow).keys(), workflow.kind


def test_a_filter_that_only_links_have_is_in_force_and_shown(story: Flask) -> None:
    client = story.test_client()
    about = client.get("/calls/?about=newiss&phase=closed").text
    assert '<a href="/calls/?phase=closed"><span class="unseen">Remove filter: </span>About: newiss ' in about
    group = client.get("/ballots/?group=newiss").text
    assert '<a href="/ballots/?"><span class="unseen">Remove filter: </span>Group: newiss ' in group
    listed = set(ROW.findall(group[group.index("<main") : group.index("</main>")]))
    answer = client.get("/api/v1/ballots?group=newiss&limit=100")
    assert listed == {item["url"] for item in answer.json["items"]}
    assert listed < {item["url"] for item in client.get("/api/v1/ballots?limit=100").json["items"]}


def test_drafts_and_calls_are_narrowed_to_the_group_that_is_typed(story: Flask) -> None:
    client = story.test_client()
    for address, view in (("/drafts/", {}), ("/drafts/", {"view": "board"}), ("/calls/", {})):
        all_rows, mine, none = (
            client.get(address, query_string=view | group).text
            for group in ({}, {"group": "newiss"}, {"group": "no-one"})
        )
        assert '<input type="search" name="group" value="newiss">' in mine, (address, view)
        assert 0 < len(set(ROW.findall(mine))) < len(set(ROW.findall(all_rows))), (address, view)
        assert "Group: “no-one” is not known here" in none, (address, view)


def test_a_feed_has_what_its_list_has(story: Flask) -> None:
    client = story.test_client()
    forming, ended = (client.get(f"/feeds/groups.atom?stage={stage}").text for stage in ("forming", "ended"))
    with story.app_context():
        rules, cables = (get_group_or_404(None, ref).subject.title for ref in ("rules", "cables"))
    assert [title in forming for title in (rules, cables)] == [True, False]
    assert [title in ended for title in (rules, cables)] == [False, True]


def test_a_filter_whose_value_no_list_knows_is_said_and_never_an_empty_list(story: Flask) -> None:
    client, asked = story.test_client(), 0
    for workflow in WORKFLOWS.values():
        address = f"/{workflow.collection}/"
        page = client.get(address)
        if page.status_code != 200 or "twins" not in page.text:
            continue
        rows = ROW.findall(page.text[page.text.index("<main") :])
        for name in known_of(workflow):
            shown = client.get(f"{address}?{name}=nonsense")
            said = f'“nonsense” is not known here, so the list is not narrowed by it. <a href="{address}?">'
            assert (shown.status_code, said in shown.text) == (200, True), (address, name)
            assert bool(ROW.findall(shown.text[shown.text.index("<main") :])) == bool(rows), (address, name)
            assert "nonsense" not in shown.text[shown.text.index("small twins") : shown.text.index("</main>")], (
                "links leave it out"
            )
            api = f"/api/v1{address[:-1]}"
            for twin in (api, f"{api}.csv", f"/feeds{address[:-1]}.atom", f"/feeds{address[:-1]}.ics"):
                refused = client.get(f"{twin}?{name}=nonsense")
                assert (refused.status_code, refused.mimetype) == (422, "application/problem+json"), (twin, name)
                assert list(refused.json["errors"]) == [name]
                asked += 1
    assert asked > 150


def test_a_feed_or_calendar_refuses_a_filter_that_there_is_not(story: Flask) -> None:
    client = story.test_client()
    paths = [f"/feeds/{name}.{form}" for name in ("all", "issues", "meetings") for form in ("atom", "ics")]
    paths += ["/feeds/queue.atom", "/feeds/issues/1.atom", "/feeds/issues/1.ics", "/feeds/people/ines.ics"]
    for path in paths:
        for name in ("topik", "since", "q"):
            refused = client.get(f"{path}?{name}=access&lang=fr")
            assert (refused.status_code, refused.mimetype) == (422, "application/problem+json"), (path, name)
            assert list(refused.json["errors"]) == [name]
        assert client.get(f"{path}?lang=fr").status_code == 200, path
    (said,) = client.get("/feeds/issues.atom?topik=access&lang=en").json["errors"]["topik"]
    assert said.startswith("There is no such filter. There are: ")
    assert " topic" in said


SAID = {
    "outcomes": {"occasion": ("occasion", "occasion_number")}, "recommendations": {"addressee": ("addressees",)},
    "groups": {"kind": ("group_kind",)}, "calls": {"kind": ("call_kind",), "topic": ("topic",)},
    "bodies": {"kind": ("body_kind",)}, "objections": {"call": ("call",)}, "statements": {"body": ("body",)},
    "ballots": {"purpose": ("purpose",)}, "reviews": {"verdict": ("verdict",)}, "appeals": {"verdict": ("verdict",)},
}  # fmt: skip
"""Collection → filter → what its items say of it."""


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def test_what_an_item_says_its_list_is_filtered_by(story: Flask) -> None:
    client = story.test_client()
    for collection, filters in SAID.items():
        items = client.get(f"/api/v1/{collection}?limit=100").json["items"]
        for name, keys in filters.items():
            said = {(one, item["ref"]) for item in items for key in keys for one in _listed(item[key]) if one}
            found = {value: client.get(f"/api/v1/{collection}", query_string={name: value, "limit": 100}).json
                     for value, _ref in said}  # fmt: skip
            for value, number in said:
                assert number in [each["ref"] for each in found[value].get("items", [])], (collection, name, value)
    described = client.get("/api/v1/openapi.json").json["paths"]
    for workflow in WORKFLOWS.values():
        for each in described[f"/{workflow.collection}"]["get"]["parameters"]:
            if each.get("name") in workflow.narrowing:
                assert ("enum" in each["schema"]) or each["description"] != "one of these", (workflow.kind, each)
                assert "page of the list" not in each["description"]


def test_lists_of_other_things_than_subjects_say_it_too(story: Flask) -> None:
    client, asked = story.test_client(), 0
    addresses = {
        "/people/": ("name=ines", "group", "region", "m49", "country"), "/bodies/": ("q=internet", "kind"),
        "/bodies/figures": ("", "kind"),
        "/search": ("q=internet", "in", "kind", "state", "phase", "topic", "group"),
        "/statistics": ("year=2026", "topic", "layer", "region"), "/groups/newiss/drafts": ("q=first", "phase"),
    }  # fmt: skip
    for address, (others, *names) in addresses.items():
        rest = f"{address}?{others}"
        without = ROW.findall(client.get(rest).text)
        for name in names:
            shown = client.get(f"{rest}&{name}=nonsense")
            said = f'“nonsense” is not known here, so the list is not narrowed by it. <a href="{rest}">'
            assert (shown.status_code, said in shown.text) == (200, True), (address, name)
            assert ROW.findall(shown.text) == without, (address, name)
            asked += 1
    assert asked == 16
    assert "is not known here" not in client.get("/search?q=internet&kind=draft&state=published&group=newiss").text
    kept = client.get("/search?q=internet&state=published").text
    assert "State: “published” is not known here" not in kept
    assert '<a href="/search?q=internet"><span class="unseen">Remove filter: </span>State: ' in kept
    assert "State: “published” is not known here" in client.get("/search?q=internet&kind=issue&state=published").text
    for address, name in (("/api/v1/people", "group"), ("/api/v1/people", "country"), ("/statistics.json", "layer")):
        refused = client.get(f"{address}?{name}=nonsense", headers={"Accept": "application/json"})
        assert refused.status_code == 422, address
        assert name in refused.text
    assert client.get("/statistics.json?layer=use").status_code == 200


def test_the_other_filters_stay_in_force(story: Flask) -> None:
    client = story.test_client()
    both = client.get("/issues/?topic=nonsense&phase=closed").text
    closed = client.get("/issues/?phase=closed").text
    assert ROW.findall(both[both.index("<main") :]) == ROW.findall(closed[closed.index("<main") :])
    assert "Topic: “nonsense” is not known here" in both
    assert '<a href="/issues/?phase=closed">Take it away</a>' in both
    assert "is not known here" not in closed
    queue = client.get("/issues/queue?assigned=nobody-such&topic=unclassified").text
    assert "“nobody-such” is not known here" in queue
    assert client.get("/feeds/queue.atom?assigned=nobody-such").status_code == 422
    assert client.get("/api/v1/queue?assigned=nobody-such").status_code == 422
    assert client.get("/feeds/all.atom?topic=nonsense").status_code == 422
    assert client.get("/feeds/all.atom?topic=unclassified").status_code == 200


def test_a_feed_has_what_has_no_topic_as_its_list(app: Flask, db: object) -> None:
    import_contributions(
        b'[{"n": 1, "title": "Costs", "author": "Ada Exemplar", "abstract": "Who pays?"}]', source="Test"
    )
    client = sign_in(app, make_person())
    assert client.post("/issues/new", data=issue_form(title="Prices of transit")).status_code == 302
    fed = client.get("/feeds/issues.atom?topic=unclassified").text
    assert ["Costs" in fed, "Prices of transit" in fed] == [True, False]


def test_the_filters_of_the_search_mean_what_those_of_lists_mean(story: Flask) -> None:
    client = story.test_client()
    for kind, asked in (("meeting", "group=council"), ("draft", "group=newiss"), ("issue", "phase=decided")):
        first = client.get(f"/api/v1/{kind}s?limit=1&{asked}").json["items"][0]
        shown = client.get("/search", query_string=f"q={first['title'].split()[0]}&kind={kind}&{asked}").text
        assert f'class="t" href="{first["url"]}"' in shown, asked
    nothing = client.get("/search?q=internet&kind=issue&topic=unclassified").text
    assert "is not known here" not in nothing
    assert not ROW.findall(nothing)


def test_people_are_listed_by_the_same_filters_in_page_and_api(story: Flask) -> None:
    client, compared = story.test_client(), 0
    fields = [pair for pair in offered(client.get("/people/").text, []) if pair[1]]
    for name, value in [*fields, ("name", "ines"), ("name", "INE"), ("name", "ministry of"), ("name", "nobody-such")]:
        asked = urlencode({name: value})
        answer = client.get(f"/api/v1/people?limit=25&{asked}")
        assert answer.status_code == 200, asked
        shown = client.get(f"/people/?{asked}").text
        listed = ROW.findall(shown[shown.index("<main") : shown.index("</main>")])
        assert listed == [item["url"] for item in answer.json["items"]], asked
        compared += bool(listed)
    assert {name for name, _value in fields} == {"group", "region", "m49", "country"}
    assert compared > 20
