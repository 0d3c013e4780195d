"""Prepared queries: they read what SQLAlchemy reads, and refuse as it does."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import bindparam, exists, literal, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, MultipleResultsFound, NoResultFound

from igtf.core.database.adding import add_row
from igtf.core.database.conditions import among, among_given
from igtf.core.database.engines import make_engine, read_from
from igtf.core.database.prepared import Prepared, prepared
from igtf.core.db import database, dialect, fetch, session, writing
from igtf.notice.sequencer import alone
from igtf.record.models import Actor, Event, Payload, Subject
from tests.factories import issue_form, make_person, sign_in


def _sent(statement: Any) -> Prepared[Any]:
    return Prepared(lambda: statement)


def _file_issue(app: Flask) -> int:
    """Let a new participant file an issue, and return its number."""
    sign_in(app, make_person()).post("/issues/new", data=issue_form())
    return session.scalars(select(Subject.id).where(Subject.kind == "issue")).one()


_FROM = bindparam("since", type_=Event.at.type)


def _whole() -> Any:
    """Return a query with a text, a moment, JSON, a truth, what an outer join leaves empty, and values of its own."""
    return (
        select(Event.id, Event.at, Payload.data, Subject.title, exists().where(Actor.id == 0).label("any"),
               literal(7).label("seven"))
        .outerjoin(Payload, Payload.event_id == Event.id)
        .outerjoin(Subject, (Subject.id == Event.subject_id) & (Subject.kind == "issue"))
        .where(Event.at > _FROM, Subject.kind.is_(None) | among(Subject.kind, ["issue", "group"]))
        .order_by(Event.id)
        .limit(100)
    )  # fmt: skip


def test_the_rows_are_those_of_sqlalchemy(app):
    with app.test_request_context("/"):
        _file_issue(app)
        since = {"since": datetime.now(UTC) - timedelta(days=1)}
        known, read = fetch(_whole(), since).all(), fetch(_sent(_whole()), since).all()
        assert [tuple(row) for row in read] == [tuple(row) for row in known]
        assert len(read) > 2
        assert read[0]._fields == known[0]._fields
        assert {type(value) for value in read[-1]} == {type(value) for value in known[-1]}
        assert fetch(_sent(_whole()), {"since": datetime.now(UTC) + timedelta(days=1)}).all() == []


def test_a_query_is_built_at_first_and_its_values_are_given(app):
    built = []

    @prepared
    def _titles(kind: str) -> Any:
        built.append(kind)
        return select(Subject.title).where(Subject.kind == kind, Subject.id == bindparam("number"))

    with app.test_request_context("/"):
        number = _file_issue(app)
        for known in ({"issue", "group"}, set()):
            assert fetch(_titles("issue"), {"number": number}).scalar_one()
            assert fetch(_titles("group"), {"number": number}).first() is None
            assert set(built) == known
            built.clear()
        with pytest.raises(KeyError, match="number"):
            fetch(_titles("issue"))


def test_a_text_is_prepared_too_and_sees_what_is_being_written(app):
    counted = _sent(text("SELECT count(*) AS people FROM person WHERE id >= :least"))
    with app.app_context():
        before = fetch(counted, {"least": 0}).one().people
        with writing():
            make_person()
            assert fetch(counted, {"least": 0}).scalar_one() == before + 1
        assert fetch(counted, {"least": 0}).scalar_one() == before + 1


def test_what_the_driver_refuses_is_refused_as_sqlalchemy_does(app):
    with app.test_request_context("/"):
        with pytest.raises(DBAPIError, match="nowhere"):
            fetch(_sent(text("SELECT 1 FROM nowhere")))
        session.rollback()
        assert fetch(_sent(text("SELECT 1"))).scalar_one() == 1


def test_what_a_query_asks_for_as_a_whole_is_there_to_look_at(app):
    @prepared
    def _events() -> Any:
        return (
            select(Event, Subject.title, Actor, Payload)
            .join(Actor, Actor.id == Event.actor_id)
            .outerjoin(Subject, Subject.id == Event.subject_id)
            .outerjoin(Payload, Payload.event_id == bindparam("payload"))
            .where(Event.subject_id == bindparam("subject"))
        )

    with app.test_request_context("/"):
        number = _file_issue(app)
        row = fetch(_events(), {"subject": number, "payload": 0}).one()
        assert row._fields == ("Event", "title", "Actor", "Payload")
        assert (type(row.Event), type(row.Actor), row.Payload) == (Event, Actor, None)
        known = session.get_one(Event, row.Event.id)
        assert (row.Event.at, row.Event.kind, row.Actor.id) == (known.at, "issue.file", known.actor_id)
        assert fetch(_events(), {"subject": number, "payload": known.id}).one().Payload.data
        with pytest.raises(AttributeError):
            row.Actor.name = "Changed"


@pytest.mark.parametrize("numbers", [[], [1], [1, 2, 3, 10**9]])
def test_several_numbers_are_one_value(app, numbers):
    with app.test_request_context("/"):
        for _person in range(3):
            make_person()
        query = select(Actor.id).order_by(Actor.id)
        asked = _sent(query.where(among_given(Actor.id, "numbers")))
        known = session.scalars(query.where(Actor.id.in_(numbers))).all()
        assert fetch(asked, {"numbers": numbers}).scalars().all() == known


def test_one_row_is_one_row(app):
    people = _sent(select(Actor.id).where(Actor.kind == "person", Actor.id <= bindparam("most")))
    with app.test_request_context("/"):
        numbers = sorted(make_person().id for _person in range(2))
        assert fetch(people, {"most": numbers[0]}).one() == (numbers[0],)
        assert fetch(people, {"most": 0}).one_or_none() is None
        with pytest.raises(NoResultFound):
            fetch(people, {"most": 0}).scalar_one()
        with pytest.raises(MultipleResultsFound):
            fetch(people, {"most": numbers[1]}).one_or_none()


_REFUSED = {
    "sqlite": ("SELECT json(:value)", "malformed JSON"),
    "postgresql": ("SELECT CAST(:value AS integer)", "invalid input syntax"),
}


def test_what_is_refused_in_a_transaction_says_why(app):
    with app.test_request_context("/"):
        asked, why = _REFUSED[dialect()]
        with pytest.raises(DBAPIError, match=why), writing():
            fetch(_sent(text(asked)), {"value": "{"})
        with pytest.raises(DBAPIError, match=why):
            fetch(_sent(text(asked)), {"value": "{"})


def test_a_second_row_of_one_key_is_refused_as_such(app):
    with app.test_request_context("/"):
        row = {"id": make_person().id, "kind": "person", "name": "Again"}
        with pytest.raises(IntegrityError), writing():
            add_row(Actor, row)
        assert session.scalar(select(Actor.name).where(Actor.id == row["id"])) != "Again"


def test_a_query_that_is_written_anew_for_its_values_cannot_be_prepared(app):
    with app.test_request_context("/"), pytest.raises(AssertionError, match="would depend on the values"):
        fetch(_sent(select(Subject.id).where(Subject.id.in_([1, 2]))))


def test_queries_and_objects_of_a_reader_share_one_connection(app):
    with app.test_request_context("/"):
        pool = database().engine.pool
        fetch(_sent(text("SELECT 1")))
        session.scalar(select(Subject.id).limit(1))
        assert pool.checkedout() == 1
        session.rollback()
        assert pool.checkedout() == 0


@pytest.mark.engine("postgresql")
def test_a_query_is_planned_once_on_a_connection_and_not_at_each_of_its_first_uses(db_url: str) -> None:
    engine = make_engine(db_url)
    with engine.connect() as connection:
        for _time in range(2):
            _sent(select(literal(7))).ask(connection, {})
        known = connection.execute(text("SELECT sum(generic_plans + custom_plans) FROM pg_prepared_statements"))
        assert known.scalar() == 2
    engine.dispose()


@pytest.mark.engine("postgresql")
def test_the_steps_of_the_worker_keep_their_plans_and_share_a_connection(app, db):
    with read_from(db.engine), read_from(db.engine):
        pass  # two are free
    for _step in range(3):
        with app.app_context():
            fetch(_sent(text("SELECT 7 AS asked")))
    with alone("clock"):
        pass
    with read_from(db.engine) as connection:
        planned = "SELECT generic_plans + custom_plans FROM pg_prepared_statements WHERE statement LIKE '%AS asked'"
        assert connection.scalars(text(planned)).all() == [3]


@pytest.mark.engine("postgresql")
def test_a_connection_that_only_read_is_a_transaction_for_who_writes_next(db, db_url):
    with read_from(db.engine) as alone:
        driver = alone.connection.driver_connection
        assert driver.autocommit
    with db.engine.connect() as connection:
        assert connection.connection.driver_connection is driver
        assert not driver.autocommit
        connection.execute(text("UPDATE actor SET name = 'Nobody'"))
        connection.rollback()
    with read_from(db.engine) as connection:
        assert driver.autocommit
        assert connection.scalar(text("SELECT count(*) FROM actor WHERE name = 'Nobody'")) == 0
