"""Lists as tables: what Python's own reader of CSV finds in them, what spreadsheets must not, and how long they get."""

import csv
import io
import json
import re
from html import unescape
from typing import Any

import pytest
from sqlalchemy import select

from igtf.api import tables
from igtf.core.db import session
from igtf.core.page import paging
from igtf.core.workflow import WORKFLOWS
from igtf.issues.importing import import_contributions
from igtf.notice.sequencer import give_places
from igtf.people.commands import add_hat
from igtf.record.models import Actor, Event
from igtf.record.moves import perform
from tests.api.kit import ROOT, Caller, is_problem, issue_fields
from tests.consultations.making import PAGE as ASKED
from tests.consultations.making import act, opened, replier
from tests.counting import reads
from tests.factories import by, issue_form, make_person, sign_in
from tests.shared_data import real_file, shared

NETMUNDIAL = "netmundial2014/contributions.json"


def rows_in(answer: Any) -> list[dict[str, str]]:
    """Return the rows of a table, as programs read them that know its encoding by its first sign."""
    assert (answer.status_code, answer.mimetype) == (200, "text/csv"), answer.text
    assert answer.data.startswith(b"\xef\xbb\xbf")
    text = answer.data.decode("utf-8-sig")
    assert text.count("\n") == text.count("\r\n"), "each row is one line, and ends as RFC 4180 says"
    found = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    assert len(found) == text.count("\r\n") - 1
    return found


def file_issue(title: str, **changes: str) -> None:
    fields = issue_fields(description="", function="", source="", affected="", evidence="", concerned="") | changes
    perform(WORKFLOWS["issue"], "file", None, fields | {"title": title}, by=by(make_person()))


def as_cells(item: dict[str, Any], before: str = "") -> dict[str, str]:
    """Return an item of a list in JSON as its row reads, where nothing in it is like a formula."""
    cells: dict[str, str] = {}
    for name, value in item.items():
        if isinstance(value, dict):
            cells |= as_cells(value, f"{before}{name}.")
        elif isinstance(value, list):
            parts = [as_cells(each, f"{before}{name}.") for each in value]
            cells |= {key: "; ".join(part[key] for part in parts) for key in parts[0]}
        elif re.fullmatch(r"[\d-]+T[\d:.]+Z", str(value)):
            cells[before + name] = value[:19].replace("T", " ")
        elif name in ("url", "self"):
            cells[before + name] = f"http://127.0.0.1:8000{value}"
        elif isinstance(value, bool):
            cells[before + name] = "true" if value else "false"
        else:
            cells[before + name] = "" if value is None else " ".join(str(value).split())
    return cells


def test_a_list_reads_back_as_the_api_has_it(app, db):
    make_person("zola", roles=("council",), organisation="Example Network, “Ltd.”")
    file_issue('Who says "no", and why?', summary="One line.\r\nAnother; the end.")
    file_issue("دول غير ساحلية", topic="jurisdiction")
    reader = Caller(app)
    for path in ("/issues", "/people", "/queue", "/issues?topic=jurisdiction", "/people?name=ZOL&region=african"):
        place, _mark, asked = path.partition("?")
        answer = reader.get(f"{place}.csv?{asked}")
        listed = reader.get(path).json["items"]
        assert rows_in(answer) == [as_cells(item) for item in listed]
        assert listed
        assert answer.headers["Content-Disposition"] == f'attachment; filename="igtf-{place[1:]}.csv"'
        assert "Link" not in answer.headers
        said = reader.get("/openapi.json").json["paths"][f"{place}.csv"]["get"]["description"]
        assert said.partition(": ")[2].split(", ") == list(rows_in(answer)[0])
    with reads(app) as said:
        reader.get("/people.csv")
    assert len(said) <= 4


def test_a_table_is_in_no_language_and_for_no_reader(app, db):
    file_issue("Who pays?")
    member = Caller(app, make_person(roles=("council", "moderator")))
    for path in ("/issues.csv", "/people.csv", "/queue.csv"):
        first = Caller(app).get(path)
        assert member.get(path).data == first.data
        assert Caller(app).get(path, Accept_Language="ar").data == first.data
        assert Caller(app).get(f"{path}?lang=fr").data == first.data


def test_an_unchanged_table_is_answered_with_304(app, db):
    file_issue("Who pays?")
    reader = Caller(app)
    tag = reader.get("/issues.csv").headers["ETag"]
    again = reader.get("/issues.csv", If_None_Match=tag)
    assert (again.status_code, again.data) == (304, b"")
    file_issue("Who else?")
    assert reader.get("/issues.csv", If_None_Match=tag).status_code == 200


DANGEROUS = {
    "=1+1": "'=1+1", "+1": "'+1", "-2+3": "'-2+3", "@SUM(A1)": "'@SUM(A1)", "  =1": "  '=1", "\t=1": "'=1",
    "=HYPERLINK(\"http://a.example\";\"x\")": "'=HYPERLINK(\"http://a.example\";\"x\")",
    "a;=cmd|' /C calc'!A0;b": "a;'=cmd|' /C calc'!A0;b", "a; -1": "a; '-1", "\uff1d1+1": "'\uff1d1+1",
    'a"\r\n=1+1': 'a" =1+1', 'a;"=1+1;b': 'a;"\'=1+1;b', 'a; "" -1': 'a; "" \'-1',
}  # fmt: skip
HARMLESS = ["1 = 1", "a-b", "'quoted'", "who; what", "a@b", "5 % + 3"]


def test_no_cell_is_a_formula(app, db):
    for text in (*DANGEROUS, *HARMLESS):
        file_issue(f"About {len(text)}", summary=text)
    answer = Caller(app).get("/issues.csv")
    found = [row["summary"] for row in rows_in(answer)]
    assert found[::-1] == [*DANGEROUS.values(), *HARMLESS]
    for row in csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline=""), delimiter=";"):
        assert not [cell for cell in row if cell.strip()[:1] in tuple("=+-@")], "nor where semicolons part the cells"
    make_person("wild", organisation="=2+5")
    make_person("other")
    rows = {row["handle"]: row for row in rows_in(Caller(app).get("/people.csv"))}
    assert rows["wild"]["hats.organisation"] == "'=2+5"
    assert rows["other"]["hats.organisation"] == ""


def test_what_stands_beside_another_in_a_cell_can_be_told_apart(app, db):
    person = make_person("ines", organisation="Lamp; Wick; Co.")
    add_hat(person, stakeholder_group="technical", capacity="for", organisation="Oil Office", by=by(person))
    session.rollback()
    (row,) = [row for row in rows_in(Caller(app).get("/people.csv")) if row["handle"] == "ines"]
    assert row["hats.organisation"].split("; ") == ["Lamp, Wick, Co.", "Oil Office"]
    assert len(row["hats.counts_as"].split("; ")) == len(row["hats.label"].split("; ")) == 2


def test_filters_that_no_list_knows_are_refused_with_a_sentence_and_an_empty_list_has_its_columns(app, db):
    reader = Caller(app)
    for path, known in (("/issues", "?state=open"), ("/people", ""), ("/queue", ""), ("/ballots", "?phase=work")):
        answer = reader.get(f"{path}.csv{known}")
        assert rows_in(answer) == []
        assert answer.text.count(",") > 10
    for bad in ("state=no", "since=soon", "limit=0", "limit=10001", "after=x", "colour=red", "topic=zzz", "state="):
        refused = reader.get(f"/issues.csv?{bad}")
        assert is_problem(refused, 422), bad
        assert list(refused.json["errors"]) == [bad.partition("=")[0]]
    assert is_problem(reader.get("/issues.csv?state=no"), 422, "This is one of: submitted, ")
    assert is_problem(reader.get("/people.csv?region=moon"), 422, "This is one of: african, ")
    assert is_problem(reader.get("/people?group=moon"), 422, "This is one of: government, ")
    assert is_problem(reader.get("/queue.csv?state=resolved"), 422, "This is one of: ")
    assert is_problem(reader.get("/nothing.csv"), 404)
    assert is_problem(reader.post("/issues.csv"), 405, "This address takes GET, HEAD, OPTIONS.")


@pytest.mark.parametrize(("name", "value"), [("BATCH", 2), ("LARGEST", 10)])
def test_a_long_list_goes_on_where_the_file_ends(app, db, monkeypatch, name, value):
    monkeypatch.setattr(paging if name == "BATCH" else tables, name, value)
    monkeypatch.setattr(paging, "BATCH", 2)
    for number in range(1, 8):
        file_issue(f"Question {number}", topic="jurisdiction")
    reader, seen, path = Caller(app), [], "/issues.csv?topic=jurisdiction&limit=5"
    names = []
    while path:
        answer = reader.get(path)
        seen.append([row["title"] for row in rows_in(answer)])
        names.append(answer.headers["Content-Disposition"].partition("filename=")[2])
        link = re.fullmatch('<(.+)>; rel="next"', answer.headers.get("Link", ""))
        path = link and link[1].removeprefix(ROOT)
    assert [title for part in seen for title in part] == [f"Question {number}" for number in range(7, 0, -1)]
    assert [len(part) for part in seen] == ([5, 2] if name == "BATCH" else [2, 2, 2, 1])
    assert set(names) == {'"igtf-issues-part.csv"'}


def test_a_list_that_just_fits_is_whole(app, db, monkeypatch):
    monkeypatch.setattr(paging, "BATCH", 2)
    for number in range(4):
        file_issue(f"Question {number}")
    for limit in ("4", "5"):
        answer = Caller(app).get(f"/issues.csv?limit={limit}")
        assert (len(rows_in(answer)), "Link" in answer.headers) == (4, False)


def test_who_writes_out_lists_again_and_again_is_told_to_wait(limited):
    client = limited.test_client()
    for _time in range(20):
        assert client.get(f"{ROOT}/issues.csv").status_code == 200
    for path in ("/issues.csv", "/people.csv", "/queue.csv"):
        refused = client.get(f"{ROOT}{path}")
        assert is_problem(refused, 429, "Ask again in a minute.")
        assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert client.get(f"{ROOT}/issues").status_code == 200


def test_a_page_leads_to_the_table_of_what_it_shows(app, db):
    ines = sign_in(app, make_person("ines"))
    for title, topic in (("Who pays?", "jurisdiction"), ("Who decides?", "digital-divide")):
        assert ines.post("/issues/new", data=issue_form(title=title, topic=topic)).status_code == 302
    reader = app.test_client()

    def twins(path: str) -> dict[str, Any]:
        part = reader.get(path).text.partition('twins">')[2].partition("</p>")[0]
        return {
            name: reader.get(unescape(place)) for place, name in re.findall('href="([^"]+)">(?:<bdi>)?([^<]+)<', part)
        }

    for path in ("/issues/?state=&phase=new&topic=jurisdiction&view=x", "/issues/queue?state=&topic=jurisdiction"):
        given = twins(path)
        assert [row["title"] for row in rows_in(given["CSV"])] == ["Who pays?"], path
        assert [item["title"] for item in given["JSON"].json["items"]] == ["Who pays?"], path
        assert {answer.status_code for answer in given.values()} == {200}
    make_person("chen", group="technical", country="CN")
    given = twins("/people/?name=+CHE+&group=technical&region=asia_pacific&lang=en")
    assert [row["handle"] for row in rows_in(given["CSV"])] == ["chen"]
    assert [item["handle"] for item in given["JSON"].json["items"]] == ["chen"]
    assert rows_in(twins("/people/?group=nonsense&name=ines")["CSV"])[0]["handle"] == "ines"


@real_file(NETMUNDIAL)
def test_the_contributions_to_netmundial_read_back(app, db, monkeypatch):
    monkeypatch.setattr(paging, "BATCH", 50)
    import_contributions(shared(NETMUNDIAL).read_bytes(), source="NETmundial 2014")
    reader, items, path = Caller(app), [], "/issues?limit=100"
    while path:
        page = reader.get(path).json
        items += page["items"]
        path = page["next"] and page["next"].removeprefix(ROOT)
    rows = rows_in(reader.get("/issues.csv"))
    assert len(rows) == len(items) == 187
    changed = [(row, cells) for row, cells in zip(rows, map(as_cells, items), strict=True) if row != cells]
    assert all(row["summary"].replace("'", "") == cells["summary"].replace("'", "") for row, cells in changed)
    assert len(changed) < 5


def test_the_record_is_a_table_in_both_orders(app, db, monkeypatch):
    monkeypatch.setattr(tables, "BATCH", 2)
    for number in range(3):
        file_issue(f"Question {number}")
    give_places()
    reader = Caller(app)
    who = session.scalars(select(Actor.handle).join(Event).where(Event.kind == "issue.file")).first()
    for asked in ("", "?since=0", "?kind=issue.file", f"?actor={who}", "?since=2&limit=3"):
        rows, listed = rows_in(reader.get(f"/events.csv{asked}")), reader.get(f"/events{asked}").json["items"]
        assert [row["number"] for row in rows] == [str(item["number"]) for item in listed]
        assert [json.loads(row["data"]) for row in rows] == [item["data"] for item in listed]
        assert [(row["actor.handle"], row["hat.counts_as"], row["subject.ref"]) for row in rows] == [
            (item["actor"]["handle"] or "", item["hat"]["counts_as"] if item["hat"] else "",
             item["subject"]["ref"] if item["subject"] else "")
            for item in listed
        ]  # fmt: skip
    part = reader.get("/events.csv?since=2&limit=3")
    assert part.headers["Content-Disposition"] == 'attachment; filename="igtf-events-part.csv"'
    rest = reader.get(re.fullmatch('<(.+)>; rel="next"', part.headers["Link"])[1].removeprefix(ROOT))
    places = [int(row["log_index"]) for row in rows_in(part) + rows_in(rest)]
    assert places == list(range(3, 3 + len(places)))
    assert reader.get("/events.csv?since=0").headers["Content-Disposition"].endswith('"igtf-events.csv"')
    assert is_problem(reader.get("/events.csv?since=soon"), 422, "")
    assert is_problem(reader.get("/events.csv?before=-1"), 422, "")


def test_a_thread_is_a_table(app, db):
    file_issue("Who pays?")
    writer = Caller(app, make_person("ines"))
    for text in ("=1+1", "Who *else*?\nNobody."):
        writer.post("/issues/1/comments", {"text": text})
    first, second = rows_in(writer.get("/issues/1/comments.csv"))
    assert (first["text"], second["text"]) == ("'=1+1", "Who *else*? Nobody.")
    assert (first["author.handle"], first["hat.counts_as"], first["paragraph"]) == ("ines", "civil", "")
    assert is_problem(writer.get("/issues/2/comments.csv"), 404)
    page = app.test_client().get("/issues/1").text
    assert 'href="/api/v1/issues/1/comments.csv"' in page


def test_replies_are_a_table_with_a_column_for_each_question(app, db):
    opened(app)
    replier(app, handle="ines")
    replier(app, handle="chen", group="technical", country="CN")
    moderator = sign_in(app, make_person(roles=("moderator",)))
    assert act(moderator, "hide-reply", reply="1", reason="It is an advertisement.") == 302
    reader = Caller(app)
    first, second = rows_in(reader.get("/consultations/1/replies.csv"))
    assert (second["by"], second["counts_as"], second["region"]) == ("chen", "technical", "asia_pacific")
    assert [second[f"answers.q{number}"] for number in range(1, 5)] == ["1; 3", "4", "Ask *more* people.", ""]
    assert (first["by"], first["answers.q1"], first["hidden_reason"]) == ("ines", "", "It is an advertisement.")
    page = app.test_client().get(f"{ASKED}/replies").text
    assert f'href="/api/v1{ASKED}/replies.csv"' in page
