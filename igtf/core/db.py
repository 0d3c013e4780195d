"""The database: one session for each request, two kinds of transaction; a replica to read from, where there is one.

Reads begin with BEGIN. Writers take the write lock first (BEGIN IMMEDIATE on SQLite; row locks on PostgreSQL)
and re-read under it what they decide on, so that no acknowledged act is lost (docs/decisions.md, *Writers take the
lock first*).
"""

import random
import time
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import Any, TypeVar, cast

from flask import Flask, Response, has_request_context
from sqlalchemy import (
    DateTime,
    Engine,
    MetaData,
    Result,
    Select,
    Text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Session, scoped_session, sessionmaker
from sqlalchemy.sql.dml import ReturningInsert
from sqlalchemy.types import JSON, TypeDecorator
from werkzeug.local import LocalProxy

from igtf.core.context import context
from igtf.core.database.engines import glance, make_engine, make_glances
from igtf.core.database.prepared import FoundRows, Prepared, Reading
from igtf.core.database.servers import DatabaseServer, bind, mark_write, reads_only, turn_away
from igtf.core.database.sessions import Build, OwnSession, SharedWrite
from igtf.core.errors import Unsure

Outcome = TypeVar("Outcome")
TRIES = 4

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

Listing = Select[*tuple[Any, ...]]
"""A query of columns, as lists paginate them."""

Columns = Reading | ReturningInsert[*tuple[Any, ...]]
"""A query of columns in any form."""


class UTCDateTime(TypeDecorator[datetime]):
    """An aware datetime in UTC on both engines; naive values are refused with ValueError."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a datetime without time zone cannot be stored")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None] | None:
        """Return what reads a moment, in one step: PostgreSQL's are aware, those of SQLite are in UTC as written."""
        if dialect.name != "sqlite":
            read: Any = self.impl_instance.result_processor(dialect, coltype)
            return cast("Callable[[Any], datetime | None] | None", read)
        fromisoformat = datetime.fromisoformat
        return lambda value: None if value is None else fromisoformat(f"{value}+00:00")


class Base(DeclarativeBase):
    """Base of all tables."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {datetime: UTCDateTime, str: Text, dict[str, Any]: JSON, list[str]: JSON}


class Database:
    """The servers and the session of one application."""

    engine: Engine
    """The primary's."""

    def __init__(self, url: str, replica_url: str = "") -> None:
        self.session: scoped_session[OwnSession] = scoped_session(
            cast("sessionmaker[OwnSession]", self._begin),
            scopefunc=lambda: id(context()),
        )
        self.url = url
        self.engine = make_engine(url)
        self._primary = DatabaseServer(self.engine)
        self._replica = DatabaseServer(make_engine(replica_url)) if replica_url else None
        self._glances = make_glances((self._replica or self._primary).engine)

    def _begin(self) -> OwnSession:
        own = OwnSession(expire_on_commit=False)
        bind(own, self._primary, self._replica)
        return own

    def end(self) -> None:
        """End the session; its server may have gone meanwhile."""
        try:
            self.session.remove()
        except DBAPIError:
            self.session.registry.clear()

    def leave(self) -> None:
        """End the session and close all connections."""
        self.end()
        self.dispose()

    @property
    def engines(self) -> set[Engine]:
        """All engines that have connections."""
        return {server.engine for server in (self._primary, self._replica) if server} | {self._glances}

    def dispose(self) -> None:
        """Close the connections that are not in use."""
        for engine in self.engines:
            engine.dispose()

    def glance(self, query: str) -> Any:
        """Return the one value of a query, asked outside of any session where readers are sent; None without answer."""
        return glance(self._glances, query)

    def turn_away(self) -> bool:
        """Let the present request read from the other server, as the one it read from failed; False without one."""
        turned = self.session.registry.has() and turn_away(self.session(), self._primary, self._replica)
        if turned:
            self.end()
        return turned

    def is_silent(self) -> bool:
        """Return whether the primary did not answer a moment ago."""
        return self._primary.silent

    def has_written(self) -> bool:
        """Return whether the present request has committed something."""
        return self.session.registry.has() and bool(self.session().info.get("wrote"))

    def init_app(self, app: Flask) -> None:
        """Give ``app`` this database, mark answers to writes, end the session with each application context."""
        app.extensions["igtf.db"] = self
        app.teardown_appcontext(lambda _error: self.end())

        @app.after_request
        def mark(response: Response) -> Response:
            if self._replica and not reads_only() and self.has_written():
                mark_write(self._primary, response)
            return response


def database() -> Database:
    """Return the database of the current application."""
    found: Database = context().app.extensions["igtf.db"]
    return found


session = cast(OwnSession, LocalProxy(lambda: database().session()))
"""The session of the current request."""


def fetch(
    query: Columns | Prepared[Any], given: Mapping[str, Any] | None = None
) -> Result[*tuple[Any, ...]] | FoundRows:
    """Return the rows of a query of columns, at half of what they cost through a session: it makes no objects.

    A prepared one costs a quarter of that. What the session has not written yet is written first, as the session itself
    would.
    """
    own = database().session()
    own.flush()
    own.send()
    connection = own.at_hand()
    return query.ask(connection, given or {}) if isinstance(query, Prepared) else connection.execute(query, given)


def write(build: Build, *key: Hashable, given: Mapping[str, Any], into: Iterable[str]) -> None:
    """Do what the statements of ``build(*key)`` say, of which nobody asks anything, with the values ``given``.

    At once, or on PostgreSQL together with what follows (``sessions.SharedWrite``); ``into`` names the tables. What the
    session has not written yet is written first. For commands.
    """
    own = database().session()
    own.flush()
    own.gather(SharedWrite(frozenset(into), build, key, given))
    if not own.writing or dialect() == "sqlite":
        own.send()


def part_of(entity: Any, kind: Any) -> list[Any]:
    """Return the columns of ``entity`` that the fields of ``kind``, a NamedTuple, name: for a query of columns."""
    return [getattr(entity, name) for name in kind._fields]


def parts_in(row: Any, *kinds: Any) -> list[Any]:
    """Return what a row of such a query begins with, as one of each of ``kinds``.

    None stands for one whose first field is empty: an outer join found nothing.
    """
    found, start = [], 0
    for kind in kinds:
        values = row[start : start + len(kind._fields)]
        found.append(None if values[0] is None else kind._make(values))
        start += len(values)
    return found


def dialect() -> str:
    """Return 'sqlite' or 'postgresql'."""
    return database().engine.dialect.name


@contextmanager
def plans(mode: str) -> Iterator[None]:
    """Let PostgreSQL plan prepared queries within the block as ``mode`` says: its plan_cache_mode, which is 'auto'."""
    if dialect() != "postgresql":
        yield
        return
    connection = database().session().at_hand()
    connection.exec_driver_sql(f"SET plan_cache_mode = {mode}")
    try:
        yield
    finally:
        with suppress(DBAPIError):  # a transaction that failed takes the setting back itself
            connection.exec_driver_sql("RESET plan_cache_mode")


@contextmanager
def writing() -> Iterator[Session]:
    """One write transaction: the outermost commits, nested ones join, an exception rolls back all."""
    own = database().session()
    if own.writing:
        yield own
        return
    own.rollback()
    own.expire_all()  # what was read before is read again under the lock
    own.writing, own.info["opened"], own.info["followed"], read_from = True, [], [], own.bind
    own.bind = database().engine
    try:
        own.connection(execution_options={"igtf_write": True})
        yield own
        own.flush()
        own.send()
        _commit(own)
        own.info["wrote"], read_from = True, database().engine
    except BaseException:
        own.rollback()
        raise
    finally:
        own.writing, own.bind = False, read_from
        own.info.pop("memo", None)


def _commit(own: Session) -> None:
    try:
        own.commit()
    except DBAPIError as error:
        if error.connection_invalidated:
            raise Unsure from error
        raise


def note_newest() -> None:
    """Let the next pages of the present reader be at least as new as what this request has read from the primary."""
    database().session().info["wrote"] = True


def source() -> Engine:
    """Return the engine of the server that the present session uses."""
    return database().session().bind


def memo(name: str) -> dict[Any, Any]:
    """Return what was read once under ``name`` and holds for this request; nothing is kept beyond a write."""
    if not has_request_context() or session.writing:
        return {}
    everything: dict[str, dict[Any, Any]] = session.info.setdefault("memo", {})
    return everything.setdefault(name, {})


def in_transaction() -> bool:
    """Return whether a ``writing`` block is open already."""
    return database().session().writing


def again_after_collision(act: Callable[[], Outcome]) -> Outcome:
    """Run ``act``, a whole transaction, up to TRIES times: again when another one got in its way."""
    for left in reversed(range(TRIES)):
        try:
            return act()
        except (IntegrityError, OperationalError) as error:
            if not left or not (isinstance(error, IntegrityError) or _collided(error)):
                raise
            time.sleep(random.uniform(0.01, 0.05))  # the two do not meet in step again
    raise AssertionError


def _collided(error: OperationalError) -> bool:
    return getattr(error.orig, "sqlstate", None) in ("40001", "40P01")  # serialisation failure, deadlock


def renew_statistics() -> None:
    """Let SQLite look at a sample of each index, so that it picks the right one; PostgreSQL does so by itself."""
    if dialect() == "sqlite":
        with database().engine.connect().execution_options(igtf_write=True) as connection, connection.begin():
            connection.exec_driver_sql("PRAGMA analysis_limit=1000")
            connection.exec_driver_sql("ANALYZE")
