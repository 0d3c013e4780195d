"""Calls, objections, minority statements, reviews and appeals are found by the topic of what they are about."""

import csv
import io

import pytest
from sqlalchemy import update

from igtf.core.db import writing
from igtf.core.workflow import workflow_of
from igtf.record.models import Subject
from tests.appeals.house import GROUND, decision
from tests.consensus.world import World
from tests.factories import later, tick

TOPIC = "freedom-of-expression"
KINDS = {"calls": 2, "objections": 1, "minority-statements": 1, "appeals": 1}
"""Collection → how many are about the draft."""


@pytest.fixture
def world(app, db):
    """Yield the world once its draft has a topic, an objection, a minority statement and an appeal."""
    world = World(app)
    with writing() as session:
        session.execute(update(Subject).where(Subject.kind == "draft").values(topic=TOPIC))
    world.object(world.raises)
    world.post(world.raises, "/objections/1/moves/retract", {"position": "support"})
    world.post(world.helps, "/calls/2/moves/take-position", {"position": "support"})
    with later(app, 15):
        tick()
        world.post(world.helps, "/calls/2/moves/dissent", {"title": "Costs", "text": "They are not named."})
        appeal = GROUND | {"decision": decision("call.declare").id, "step": "done"}
        world.post(world.helps, "/appeals/new", appeal)
        yield world


def items(reader, collection, asked):
    """Return the items of a list, which its table has too."""
    found = reader.get(f"/api/v1/{collection}?{asked}").json["items"]
    table = reader.get(f"/api/v1/{collection}.csv?{asked}").data.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(table)))
    assert [(row["ref"], row["topic"]) for row in rows] == [(each["ref"], each["topic"] or "") for each in found]
    return found


def test_what_is_about_a_draft_is_found_by_its_topic(app, world):
    reader = app.test_client()
    for collection, number in KINDS.items():
        found = items(reader, collection, f"topic={TOPIC}")
        assert [each["topic"] for each in found] == [TOPIC] * number, collection
        assert {reader.get(each["self"]).json["topic"] for each in found} == {TOPIC}
        assert items(reader, collection, "topic=unclassified") == items(reader, collection, "topic=spam") == []
        page = reader.get(f"/{collection}/?topic={TOPIC}").text
        feed = reader.get(f"/feeds/{collection}.atom?topic={TOPIC}").text
        everything = reader.get(f"/feeds/all.atom?topic={TOPIC}").text
        for each in found:
            assert f'href="{each["url"]}"' in page
            heading = f"<title>{workflow_of(collection).full_name_of(each['ref'])}: "
            assert heading in feed
            assert heading in everything
        assert "<entry>" not in reader.get(f"/feeds/{collection}.atom?topic=unclassified").text
        for word in ("last-call", "denied", "nonsense"):
            assert reader.get(f"/api/v1/{collection}?topic={word}").status_code == 422


def test_a_calendar_has_the_calls_of_a_topic(app, db):
    world, reader = World(app), app.test_client()
    with writing() as session:
        session.execute(update(Subject).where(Subject.kind == "draft").values(topic=TOPIC))
    world.object(world.raises)
    for path in ("calls", "all"):
        assert "/calls/2" in reader.get(f"/feeds/{path}.ics?topic={TOPIC}").text
        assert "/calls/2" not in reader.get(f"/feeds/{path}.ics?topic=unclassified").text


def test_a_kind_that_has_no_topics_refuses_the_filter(app, db):
    reader = app.test_client()
    for path in ("/api/v1/groups", "/api/v1/statements.csv", "/feeds/meetings.ics", "/feeds/bodies.atom"):
        refused = reader.get(f"{path}?topic={TOPIC}")
        assert refused.status_code == 422
        assert refused.json["errors"]["topic"][0].startswith("There is no such filter. There are: ")
    described = reader.get("/api/v1/openapi.json").json["paths"]
    for collection, there in (("groups", False), ("calls", True), ("appeals", True)):
        names = [each.get("name") for each in described[f"/{collection}"]["get"]["parameters"]]
        assert ("topic" in names) is there
