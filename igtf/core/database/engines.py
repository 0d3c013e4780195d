"""Engines: how this program connects to SQLite and to PostgreSQL."""

import json
import os
import select
import sqlite3
import threading
import time
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine.url import make_url
from sqlalchemy.exc import DisconnectionError, SQLAlchemyError

# Seconds and milliseconds after which a server that says nothing is given up; an address may name its own.
PATIENCE = {"connect_timeout": 3, "keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3,
            "tcp_user_timeout": 10_000}  # fmt: skip

# SQLite keeps datetimes as text; the adapter is named here because the driver's own is deprecated.
sqlite3.register_adapter(datetime, lambda moment: moment.isoformat(" "))


PATIENT, AT_ONCE = "PRAGMA busy_timeout=15000", "PRAGMA busy_timeout=0"
"""How many milliseconds SQLite waits until another connection is done."""

DISK_FULL = "53100"
"""PostgreSQL's code for it (Appendix A of its manual)."""

LONGEST_WAIT, LOOK_AGAIN = 15, 0.0003
"""Seconds for which a writer waits for those before it, and after which it looks again whether they are done."""


def _driver(connection: Connection) -> sqlite3.Connection:
    return cast(sqlite3.Connection, connection.connection.driver_connection)


def _begin_writing(connection: Connection) -> None:
    """Begin as soon as the writer before is done; SQLite itself would look again after 1, 2, 5, 10 … 100 ms."""
    driver = _driver(connection)
    last = time.monotonic() + LONGEST_WAIT
    driver.execute(AT_ONCE)
    try:
        while time.monotonic() < last:
            try:
                driver.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.Error as error:
                if not _is_busy(error):
                    break
            time.sleep(LOOK_AGAIN)
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # refused as SQLAlchemy says it
    finally:
        driver.execute(PATIENT)


def _is_busy(error: sqlite3.Error) -> bool:
    """Return whether another connection writes; busy is of several kinds."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY


def is_full(error: Exception) -> bool:
    """Return whether a database refused to write because there is no room left on its disk."""
    cause = getattr(error, "orig", None) or error
    return "database or disk is full" in str(cause) or getattr(cause, "sqlstate", None) == DISK_FULL


def _lower(text: str | None) -> str | None:
    """Return a text in lower case, in any script as PostgreSQL does: SQLite's own ``lower`` knows ASCII alone.

    For queries only, LIKE without regard to case among them. No index may use it, or other programs could not write.
    """
    return text and text.lower()


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _pragmas(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        connection.execute(PATIENT)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "temp_store=MEMORY"):  # fmt: skip
            connection.execute(f"PRAGMA {pragma}")
        connection.create_function("lower", 1, _lower, deterministic=True)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if connection.get_execution_options().get("igtf_write", False):
            _begin_writing(connection)
        else:
            _driver(connection).execute("BEGIN")


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


_WAYS: dict[str, Any] = {"json_serializer": _json, "hide_parameters": True}
"""How values are written, and that no error shows them: logs hold neither addresses nor texts nor what signs in."""

_LAST_FIRST: dict[str, Any] = {"pool_use_lifo": True}
"""Of the connections that are free the one is taken that was used last: it knows what it has read or planned."""

_SIZE: dict[str, Any] = {"pool_size": 10, "max_overflow": 10, "pool_timeout": 10} | _LAST_FIRST
_ASKED_FOR = {"options": "-c jit=off -c timezone=UTC"}
"""What a connection to PostgreSQL asks for, whatever its server is set to.

It would compile the desk's hundred parts for seconds each time, and then run them in milliseconds. Moments come in the
zone of the connection, by default that of the machine on which the server was set up: their days would be those of it.
"""


PREPARED = 400
"""Queries that a connection to PostgreSQL keeps prepared: as many as all pages and moves ask together, and some."""


def _remember(connection: Any, _record: Any) -> None:
    connection.prepared_max = PREPARED


class _Asked(threading.local):
    """How a connection is used that this thread asks for: each query alone (``read_from``), or in a transaction."""

    alone = False


_asked = _Asked()


def _is_open(connection: Any, _record: Any, _proxy: Any) -> None:
    """Let go of a connection that its server has closed, and of nothing else: there the end of it can be read.

    A write cannot be tried on another connection. To ask the server whether it is there would take it a query for each
    request.
    """
    if connection.closed or _has_something_to_say(connection.pgconn.socket):
        raise DisconnectionError
    if connection.autocommit is not _asked.alone:
        connection.autocommit = _asked.alone


def _has_something_to_say(socket: int) -> bool:
    waiting = select.poll()
    waiting.register(socket, select.POLLIN)
    return bool(waiting.poll(0))


def make_engine(url: str) -> Engine:
    """Return an engine for ``url`` (sqlite:///file or postgresql://…), set up as this program needs it."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        if parsed.database:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(parsed, **_WAYS, **(_LAST_FIRST if parsed.database else {}))
        _prepare_sqlite(engine)
        return engine
    os.environ.pop("PGTZ", None)  # libpq would put the zone that it names above the one that is asked for
    engine = create_engine(parsed, **_SIZE, **_WAYS, connect_args=_patience(parsed) | _ASKED_FOR)
    event.listen(engine, "connect", _remember)
    event.listen(engine, "checkout", _is_open)
    return engine


def read_from(engine: Engine) -> Connection:
    """Return a connection of ``engine`` for what only reads, in requests and in the worker.

    On PostgreSQL each query is its own transaction, as each sees its own state there anyway. A transaction that only
    read would end with a rollback, at which the driver forgets all queries that the server has prepared; and to plan
    a page's queries takes PostgreSQL several times as long as to run them. The driver is told at the checkout, where
    the connection was used for something else before: SQLAlchemy would tell it, and take it back, each time.
    """
    _asked.alone = True
    try:
        return engine.connect()
    finally:
        _asked.alone = False


def _patience(url: URL) -> dict[str, int]:
    return {name: value for name, value in PATIENCE.items() if name not in url.query}


def make_glances(engine: Engine) -> Engine:
    """Return the engine of single queries on the server of ``engine``, each of them one message there and back."""
    if engine.dialect.name == "sqlite":
        return engine
    asked = _patience(engine.url) | _ASKED_FOR
    return create_engine(engine.url, **_SIZE, **_WAYS, isolation_level="AUTOCOMMIT", connect_args=asked)


def glance(engine: Engine, query: str) -> Any:
    """Return the one value of a query, without what SQLAlchemy does around one; None when the server is silent."""
    silence = engine.dialect.loaded_dbapi.Error
    try:
        connection = engine.raw_connection()
    except (silence, SQLAlchemyError):
        return None
    try:
        cursor = connection.cursor()
        cursor.execute(query)
        return cursor.fetchone()[0]  # type: ignore[index]
    except silence:
        connection.invalidate()
        return None
    finally:
        connection.close()
