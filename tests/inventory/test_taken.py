"""Seats of a ballot, positions in a call, members of a group: all that their pages show, as JSON and as tables."""

import csv
import io
import re
from datetime import timedelta

from flask import Flask

from igtf.consensus.commands import open_call
from igtf.core.clock import now
from igtf.core.db import session
from igtf.people.models import Person
from igtf.record.queries import subject_of
from tests.factories import by, issue_form, make_person, sign_in
from tests.groups.making import active_group


def rows_in(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))


def test_the_seats_of_a_ballot_are_those_of_its_roll_call(story: Flask) -> None:
    reader = story.test_client()
    seats = reader.get("/api/v1/ballots/1/seats?limit=100").json["items"]
    taken = [seat for seat in seats if seat["position"] not in (None, "vacant")]
    assert taken
    assert [seat["number"] for seat in seats] == sorted(seat["number"] for seat in seats)
    page = reader.get("/ballots/1").text
    assert 'href="/api/v1/ballots/1/seats.csv"' in page
    for seat in taken:
        assert seat["holder"] in page
        assert seat["holder"] in reader.get(f"/people/{seat['by']}").text
        assert seat["at"].endswith("Z")
    assert {bool(seat["by"]) for seat in seats if seat["holder"]} == {True}
    table = rows_in(reader.get("/api/v1/ballots/1/seats.csv").text)
    assert [(row["number"], row["position"], row["holder"], row["by"]) for row in table] == [
        (str(seat["number"]), seat["position"] or "", seat["holder"] or "", seat["by"] or "") for seat in seats
    ]
    part = reader.get("/api/v1/ballots/1/seats?limit=2").json
    assert part["items"] == seats[:2]
    assert reader.get(part["next"]).json["items"][0] == seats[2]
    assert reader.get("/api/v1/ballots/999/seats").status_code == 404
    assert reader.get("/api/v1/ballots/1/seats?kind=x").status_code == 422
    assert reader.get("/api/v1/issues/1/seats").status_code == 404


def test_the_members_of_a_group_are_those_of_its_page(app, db):
    active_group(app, make_person())
    handles = ["ines", "amina", "noor"]
    for handle in handles:
        assert sign_in(app, make_person(handle)).post("/groups/icost/moves/join").status_code == 302
    reader = app.test_client()
    members = reader.get("/api/v1/groups/icost/members?limit=100").json["items"]
    assert [one["number"] for one in members] == sorted(one["number"] for one in members)
    page = reader.get("/groups/icost/members").text
    assert set(handles) <= {one["handle"] for one in members} == set(re.findall(r'href="/people/([^"]+)"', page))
    assert {one["counts_as"] for one in members if one["handle"] in handles} == {"civil"}
    part = reader.get("/api/v1/groups/icost/members?limit=2").json
    assert part["items"] + reader.get(part["next"]).json["items"] == members[:4]
    table = rows_in(reader.get("/api/v1/groups/icost/members.csv").text)
    assert [row["handle"] for row in table] == [one["handle"] for one in members]
    for twin in ("members", "members.csv"):
        assert f'href="/api/v1/groups/icost/{twin}"' in page
    assert reader.get("/api/v1/groups/nowhere/members").status_code == 404
    last = sign_in(app, session.get_one(Person, members[-1]["number"]))
    assert last.post("/groups/icost/moves/leave").status_code == 302
    assert len(reader.get("/api/v1/groups/icost/members").json["items"]) == len(members) - 1


def test_the_positions_in_a_call_are_read_on_by_people(app, db):
    lead = make_person(roles=("council", "council-chair"))
    sign_in(app, lead).post("/issues/new", data=issue_form())
    call = open_call(
        subject_of("issue", "1"), kind="question", question="Right?", closes_at=now() + timedelta(days=14), by=by(lead)
    )
    path = f"/calls/{call.subject.ref}"
    for handle, value in (("ines", "support"), ("amina", "can-live-with"), ("noor", "abstain")):
        given = {"position": value, "reason": f"{handle} says so.", "step": "done"}
        assert sign_in(app, make_person(handle)).post(f"{path}/moves/take-position", data=given).status_code == 302
    reader = app.test_client()
    first = reader.get(f"/api/v1{path}/positions?limit=2").json
    found = first["items"] + reader.get(first["next"]).json["items"]
    assert [(one["by"], one["position"], one["reason"], one["round"]) for one in found] == [
        ("ines", "support", "ines says so.", 1), ("amina", "can-live-with", "amina says so.", 1),
        ("noor", "abstain", "noor says so.", 1),
    ]  # fmt: skip
    assert {one["counts_as"] for one in found} == {"civil"}
    table = rows_in(reader.get(f"/api/v1{path}/positions.csv").text)
    assert [row["by"] for row in table] == ["ines", "amina", "noor"]
    assert f'href="/api/v1{path}/positions.csv"' in reader.get(f"{path}/positions").text
