"""Connections: on SQLite writers take turns without delay, and not for ever; a server's time zone does not count."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, extract, literal, select, text
from sqlalchemy.exc import DBAPIError, OperationalError

from igtf.core.database import engines
from igtf.core.database.engines import make_engine
from igtf.core.db import UTCDateTime, session

HELD = 0.26
"""Seconds; SQLite by itself would look again when 0.23 and 0.33 have passed."""


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = make_engine(f"sqlite:///{tmp_path}/turns.sqlite3")
    yield made
    made.dispose()


@contextmanager
def turn(engine: Engine) -> Iterator[None]:
    with engine.connect().execution_options(igtf_write=True) as connection, connection.begin():
        yield


def test_a_writer_begins_as_soon_as_the_one_before_is_done(engine):
    begun, late = threading.Event(), []

    def hold() -> None:
        with turn(engine):
            begun.set()
            time.sleep(HELD)
        late.append(time.monotonic())

    for _time in range(3):  # the machine may be busy once
        begun.clear()
        holder = threading.Thread(target=hold)
        holder.start()
        assert begun.wait(5)
        with turn(engine):
            began = time.monotonic()
        holder.join()
        late[-1] = began - late[-1]
    assert min(late) < 0.03


def test_a_writer_gives_up_in_the_end_and_the_next_one_is_patient(engine, monkeypatch):
    monkeypatch.setattr(engines, "LONGEST_WAIT", 0.1)
    began = time.monotonic()
    with turn(engine), pytest.raises(OperationalError, match="locked"), turn(engine):
        pass
    assert 0.1 <= time.monotonic() - began < 5
    with turn(engine), engine.connect() as other:
        assert other.scalar(text("PRAGMA busy_timeout")) == 15_000


def test_an_error_shows_no_value(db):
    with pytest.raises(DBAPIError) as error:
        session.execute(text("INSERT INTO nowhere VALUES (:email)"), {"email": "ada@people.example"})
    assert "INSERT INTO nowhere" in str(error.value)
    session.rollback()
    assert "ada@people.example" not in str(error.value)


def _read(reading: Any) -> tuple[date, int]:
    """Return day and year of a moment that is still on the last day of the year before where the tests' server is."""
    moment = literal(datetime(2027, 1, 1, tzinfo=UTC), UTCDateTime())
    read, year = reading.execute(select(moment, extract("year", moment))).one()
    return read.date(), int(year)


def test_day_and_year_of_what_is_read_are_those_of_utc_whatever_zone_server_and_process_are_in(db, db_url, monkeypatch):
    assert _read(session) == (date(2027, 1, 1), 2027)
    monkeypatch.setenv("PGTZ", "America/Los_Angeles")
    engine = make_engine(db_url)
    with engine.connect() as anew:
        assert _read(anew) == (date(2027, 1, 1), 2027)
    engine.dispose()
