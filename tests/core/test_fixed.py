"""Queries in which what never changes is written out."""

import pytest
from sqlalchemy import Integer, bindparam, column, select

from igtf.core.clock import NOW
from igtf.core.database.fixed import all_of, written_out
from igtf.core.db import dialect, fetch, session
from igtf.record.models import Event, Payload
from tests.factories import issue_form, make_person, sign_in


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_words_and_numbers_are_written_and_all_else_is_bound(engine):
    me = bindparam("me", type_=Integer())
    first = select(column("a")).where(column("a").in_(("x y", "z")), column("b") == me, column("c") == 7)
    second = select(column("a")).where(column("d") < NOW, column("e") == "it\u2019s")
    parts = [written_out(query, engine, mark) for query, mark in ((first, "one_"), (second, "two_"))]
    made = all_of(parts).statement.compile()
    text = " ".join(made.string.split())
    assert "a IN ('x y', 'z') AND b = :me AND c = 7 UNION ALL" in text
    assert "it" not in text
    assert text.count(" :") == 3
    asked, now, word = (made.binds[name] for name in ("me", "two_0", "two_1"))
    assert (asked.required, now.callable, word.value) == (True, NOW.callable, "it\u2019s")


def test_a_parameter_of_several_queries_is_asked_for_once():
    me = bindparam("me", type_=Integer())
    queries = [select(column("a")).where(column("b") == me, column("c") == value) for value in (1, 2)]
    made = all_of(
        written_out(query, "sqlite", f"of_{place}_") for place, query in enumerate(queries)
    ).statement.compile()
    assert list(made.binds) == ["me"]


def test_a_place_in_json_is_named_as_each_engine_does(app, db):
    client = sign_in(app, make_person())
    for title in ("lamps", "ports"):
        assert client.post("/issues/new", data=issue_form(title=title)).status_code == 302
    said = Payload.data["title"].as_string()
    query = select(said.label("title")).join(Event, Event.id == Payload.event_id).where(said == "ports")
    written = all_of([written_out(query, dialect(), "a_")])
    assert [row.title for row in fetch(written)] == list(session.scalars(query)) == ["ports"]
