"""The hum: a poll of the room that stores no names. The folding, and an attack on what the database holds."""

import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import inspect, select, text

from igtf.core.db import session
from igtf.meetings.hum import ANSWERS, TOGETHER, HumPart, all_together, fold, mask, token
from igtf.meetings.models import Attendance, Hum, HumCount, HumToken
from igtf.people.stakeholders import ALL_GROUPS
from igtf.record.models import Event, Once, Payload, Subject
from igtf.record.numbers import NUMBERS
from tests.api.kit import Caller
from tests.factories import broken_promises, later, make_person, sign_in, tick
from tests.meetings.making import opened

FLOOR = int(NUMBERS["participation_floor"])

CELLS = [(group, answer) for group in ALL_GROUPS for answer in ANSWERS]
counts = st.lists(st.integers(0, 6), min_size=len(CELLS), max_size=len(CELLS)).map(
    lambda found: dict(zip(CELLS, found, strict=True))
)


@given(counts)
def test_no_part_is_smaller_than_the_floor_and_nothing_is_left_to_subtract(found):
    parts, people = fold(found, FLOOR), sum(found.values())
    assert all(part.people >= FLOOR for part in parts)
    assert sum(part.people for part in parts) == (people if people >= FLOOR else 0)
    for answer in ANSWERS:
        assert sum(getattr(part, answer) for part in parts) == (
            sum(n for (_group, given_answer), n in found.items() if given_answer == answer) if people >= FLOOR else 0
        )
    assert len({part.group for part in parts}) == len(parts)
    assert "unstated" not in {part.group for part in parts}


@given(counts)
def test_a_group_that_stands_apart_has_its_own_answers(found):
    for part in fold(found, FLOOR):
        if part.group != TOGETHER:
            assert [getattr(part, name) for name in ANSWERS] == [found[part.group, name] for name in ANSWERS]


def test_one_government_is_hidden_among_others():
    found = {("civil", "loud"): 5, ("technical", "soft"): 4, ("government", "none"): 1}
    parts = fold(found, FLOOR)
    assert [(part.group, part.people) for part in parts] == [("civil", 5), (TOGETHER, 5)]
    assert fold({("civil", "loud"): 2}, FLOOR) == []


def test_strength_in_words():
    assert str(HumPart("civil", 3, 0, 0).words) == "loud"
    assert str(HumPart("civil", 0, 3, 0).words) == "medium"
    assert str(HumPart("civil", 0, 1, 5).words) == "soft"
    assert str(HumPart("civil", 0, 0, 3).words) == "no hum"
    assert all_together([HumPart("civil", 1, 2, 3), HumPart(TOGETHER, 1, 1, 1)]) == HumPart("all", 2, 3, 4)


def test_tokens_and_masks_need_the_key():
    assert token("key", "salt", 7) != token("other", "salt", 7)
    assert token("key", "salt", 7) != token("key", "other", 7)
    assert mask("key", "salt", "civil", "loud") != mask("other", "salt", "civil", "loud")
    assert 0 <= mask("key", "salt", "civil", "loud") < 2**30


def room(app, groups):
    """Return the chair's client and one for each person present, of these groups, and their ids."""
    _group, chair, client = opened(app)
    people = [make_person(group=group) for group in groups]
    clients = [sign_in(app, person) for person in people]
    for each in clients:
        assert each.post("/meetings/1/moves/attend", data={"mode": "remote"}).status_code == 302
    return client, clients, people, chair


def test_a_hum_from_question_to_strength(app, db):
    client, clients, _people, _chair = room(app, ["civil"] * 4 + ["technical"] * 3 + ["government"])
    outside = sign_in(app, make_person())
    answer = {"answer": "loud"}
    assert clients[0].post("/meetings/1/hum", data=answer).status_code == 403  # nothing was asked
    assert clients[0].post("/meetings/1/moves/ask-hum", data={"question": "Shall we?"}).status_code == 403
    assert client.post("/meetings/1/moves/ask-hum", data={"question": ""}).status_code == 422
    assert client.post("/meetings/1/moves/ask-hum", data={"question": "Shall we?"}).status_code == 302
    assert client.post("/meetings/1/moves/ask-hum", data={"question": "Another?"}).status_code == 403
    assert 'action="/meetings/1/hum"' in clients[0].get("/meetings/1").text
    assert app.test_client().post("/meetings/1/hum", data=answer).status_code == 403
    refused = outside.post("/meetings/1/hum", data=answer)
    assert refused.status_code == 403
    assert "say that you are present first" in refused.text
    assert clients[0].post("/meetings/1/hum", data={"answer": "shout"}).status_code == 422
    for each, given_answer in zip(clients, ["loud"] * 4 + ["soft", "none", "none"] + ["none"], strict=True):
        assert each.post("/meetings/1/hum", data={"answer": given_answer}).status_code == 302
    again = clients[0].post("/meetings/1/hum", data={"answer": "none"})  # a second tap
    assert (again.status_code, again.location) == (302, "/meetings/1#hum")
    assert "nobody knows which answer is yours" in clients[0].get("/meetings/1").text
    during = clients[1].get("/meetings/1").text
    assert "8 answers so far" in during
    assert 'id="hums"' not in during
    assert clients[0].post("/meetings/1/moves/close-hum").status_code == 403
    assert client.post("/meetings/1/moves/close-hum").status_code == 302
    assert "No hum is under way." in client.post("/meetings/1/moves/close-hum").text
    page = app.test_client().get("/meetings/1").text
    assert "Civil society" in page.split("In numbers")[0].split('id="hums"')[1]
    assert "Other groups, together" in page
    assert "Government" not in page.split('id="hums"')[1].split("Who is present")[0]
    assert clients[0].post("/meetings/1/moves/close", data={"step": "done"}).status_code == 403
    assert client.post("/meetings/1/moves/close", data={"step": "done"}).status_code == 302
    assert client.post("/meetings/1/moves/close", data={"step": "done"}).status_code == 409
    minutes = client.get("/meetings/1/moves/publish-minutes").text.split('name="minutes"')[1].split("</textarea>")[0]
    assert "## Hums" in minutes
    assert "“Shall we?”: medium (8 answers)." in minutes
    assert clients[0].post("/meetings/1/hum", data=answer).status_code == 403
    assert broken_promises() == []


def test_a_hum_is_answered_and_read_by_the_api(app, db):
    client, clients, people, chair = room(app, ["civil"] * 5)
    callers = [Caller(app, person) for person in people]
    asked = Caller(app, chair).post("/meetings/1/moves/ask-hum", {"question": "Shall we?"})
    assert asked.status_code == 200, asked.json
    assert asked.json["details"]["hums"] == [{"question": "Shall we?", "answered": 0, "closed_at": None, "parts": []}]
    assert callers[0].post("/meetings/99/hum", {"answer": "loud"}).status_code == 404
    assert Caller(app).post("/meetings/1/hum", {"answer": "loud"}).status_code == 401
    outside = Caller(app, make_person()).post("/meetings/1/hum", {"answer": "loud"})
    assert (outside.status_code, "present first" in outside.json["detail"]) == (403, True)
    for wrong in ({}, {"answer": "shout"}, {"answer": ["loud"]}, {"answer": None}, {"answer": "loud", "name": "me"}):
        refused = callers[0].post("/meetings/1/hum", wrong)
        assert (refused.status_code, bool(refused.json["errors"])) == (422, True), wrong
    for each in callers[:4]:
        answered = each.post("/meetings/1/hum", {"answer": "loud"}, Idempotency_Key="once")
        assert answered.status_code == 200, answered.json
    assert answered.json["details"]["hums"][0]["answered"] == 4
    again = callers[0].post("/meetings/1/hum", {"answer": "none"})
    assert (again.status_code, "nobody knows which answer is yours" in again.json["detail"]) == (403, True)
    assert clients[4].post("/meetings/1/hum", data={"answer": "none"}).status_code == 302
    assert client.post("/meetings/1/moves/close-hum").status_code == 302
    (told,) = Caller(app).get("/meetings/1").json["details"]["hums"]
    assert told["closed_at"]
    assert (told["answered"], told["parts"]) == (5, [{"group": "civil", "loud": 4, "soft": 0, "none": 1}])
    assert session.scalars(select(Once.url).where(Once.url.endswith("/hum"))).all() == []


def test_a_hum_that_outlives_the_key_of_the_site_shows_no_made_up_number(app, db, monkeypatch):
    client, clients, people, chair = room(app, ["civil"] * 4)
    client.post("/meetings/1/moves/ask-hum", data={"question": "Shall we?"})
    for each in clients:
        assert each.post("/meetings/1/hum", data={"answer": "loud"}).status_code == 302
    monkeypatch.setitem(app.config, "SECRET_KEY", "another key, of forty characters or more")
    for person in people:
        assert sign_in(app, person).post("/meetings/1/hum", data={"answer": "soft"}).status_code == 302
    assert sign_in(app, chair).post("/meetings/1/moves/close-hum").status_code == 302
    (hum,) = Caller(app).get("/meetings/1").json["details"]["hums"]
    assert (hum["answered"], hum["parts"]) == (0, [])
    assert broken_promises() == []


@pytest.mark.parametrize("by_whom", ["who leads", "the clock"])
def test_closing_the_meeting_closes_the_hum_and_the_record_has_what_came_out(app, db, by_whom):
    client, clients, _people, _chair = room(app, ["civil"] * 3)
    client.post("/meetings/1/moves/ask-hum", data={"question": "Shall we?"})
    clients[0].post("/meetings/1/hum", data={"answer": "loud"})
    if by_whom == "the clock":
        with later(app, 1):
            assert tick() == 1
    else:
        client.post("/meetings/1/moves/close", data={"step": "done"})
    session.rollback()
    said = session.scalar(select(Payload.data).join(Event).where(Event.kind == "meeting.close-hum"))
    assert (said["question"], said["answered"], said["result"]) == ("Shall we?", 1, [])
    hum = session.scalars(select(Hum)).one()
    assert (hum.answered, hum.result, hum.salt) == (1, [], None)
    assert "Too few have answered" in app.test_client().get("/meetings/1").text


def everything(db) -> dict[str, list[tuple]]:
    """Return every row of every table, in the order in which the database keeps them."""
    session.rollback()
    names = inspect(db.engine).get_table_names()
    return {name: [tuple(row) for row in session.execute(text(f'SELECT * FROM "{name}"'))] for name in names}


def test_from_the_database_alone_no_answer_can_be_told(app, db, caplog, capsys):
    caplog.set_level(logging.DEBUG)
    client, clients, people, _chair = room(app, ["civil", "technical", "government", "private", "civil"])
    client.post("/meetings/1/moves/ask-hum", data={"question": "Shall we?"})
    before = everything(db)
    capsys.readouterr()
    given_answers = ["loud", "none", "soft", "loud", "none"]
    for each, answer in zip(clients, given_answers, strict=True):
        assert each.post("/meetings/1/hum", data={"answer": answer}).status_code == 302
    during = everything(db)
    changed = {name for name in during if during[name] != before[name]}
    assert changed == {"hum_count", "hum_token"}  # no event, no submit key, no time, no page touched, no mail

    logged = capsys.readouterr()
    said = caplog.text + logged.out + logged.err
    assert not any(f"answer={word}" in said or f'"{word}"' in said for word in ANSWERS)

    # A token stands for nobody without the site's key: a trial of every person with all the database holds fails.
    salt = during["hum"][0][5]
    assert salt
    tokens = {row[1] for row in during["hum_token"]}
    assert len(tokens) == len(people)
    for guess in ("", salt, "only for tests"):
        assert not tokens & {token(guess, salt, person.id) for person in people}
    assert all(len(row) == 2 for row in during["hum_token"])

    # A count tells nothing without the key, also of a group of one person, and all rows are there from the beginning.
    rows = sorted(row[:3] for row in during["hum_count"])
    assert rows == sorted(row[:3] for row in before["hum_count"])
    assert len(rows) == len(ALL_GROUPS) * len(ANSWERS)
    assert not {row[3] for row in during["hum_count"]} & set(range(len(people) + 1))

    client.post("/meetings/1/moves/close-hum")
    session.rollback()
    assert session.query(HumToken).count() == session.query(HumCount).count() == 0
    hum = session.scalars(select(Hum)).one()
    assert hum.salt is None
    assert hum.result == [{"group": TOGETHER, "loud": 2, "soft": 1, "none": 2}]
    assert session.query(Attendance).count() == len(people)
    payload = session.scalar(
        select(Payload.data).join(Event, Event.id == Payload.event_id).where(Event.kind == "meeting.close-hum")
    )
    assert set(payload) == {"question", "strength", "answered", "result"}
    assert not [row for row in session.scalars(select(Once.url)) if row.endswith("/hum")]


def test_all_counts_are_written_at_once(app, db, engine_name):
    """PostgreSQL marks each row with the transaction that wrote it: all rows of a hum carry the same mark."""
    client, clients, _people, _chair = room(app, ["civil", "technical", "private"])
    client.post("/meetings/1/moves/ask-hum", data={"question": "Shall we?"})
    clients[0].post("/meetings/1/hum", data={"answer": "loud"})
    session.rollback()
    if engine_name == "postgresql":
        assert len(session.execute(text("SELECT DISTINCT xmin::text FROM hum_count")).all()) == 1
    else:  # SQLite keeps no such mark; the order of its rows is that of the key
        rows = session.execute(text("SELECT rowid FROM hum_count ORDER BY rowid")).scalars().all()
        assert rows == list(range(1, len(ALL_GROUPS) * len(ANSWERS) + 1))


def test_an_answer_touches_no_page(app, db):
    client, clients, _people, _chair = room(app, ["civil"] * 3)
    client.post("/meetings/1/moves/ask-hum", data={"question": "Shall we?"})
    session.rollback()
    before = session.execute(select(Subject.touched, Subject.active_at, Subject.revision)).all()
    clients[0].post("/meetings/1/hum", data={"answer": "soft"})
    session.rollback()
    assert session.execute(select(Subject.touched, Subject.active_at, Subject.revision)).all() == before


@pytest.mark.parametrize("closed", ["close-hum", "close"])
def test_nobody_answers_after_the_end(app, db, closed):
    client, clients, _people, _chair = room(app, ["civil"] * 3)
    client.post("/meetings/1/moves/ask-hum", data={"question": "Shall we?"})
    client.post(f"/meetings/1/moves/{closed}", data={"step": "done"})
    assert clients[0].post("/meetings/1/hum", data={"answer": "soft"}).status_code == 403
