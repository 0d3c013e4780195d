"""Databases for tests: real commits in a fresh copy of a template made once, on SQLite and PostgreSQL."""

import os
import pwd
import shutil
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from typing import Any, Protocol

import psycopg
from alembic import command
from alembic.config import Config
from sqlalchemy import URL, Engine, event
from sqlalchemy.engine.url import make_url

from igtf.core.database.engines import make_engine
from igtf.core.db import Database, session
from igtf.record import numbers

Prepare = Callable[[str], None]
"""Makes a template of the empty database at a URL: brings it to the newest schema, tells a story."""

# Nothing here has to survive a power cut, so nothing waits for the disk. Its zone is not the one of the record, as that
# of a server is where its operators live: what a page, a mail or a count says is UTC all the same.
SERVER_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "shared_buffers": "64MB",
    "max_connections": "60",
    "max_wal_size": "64MB",
    "log_min_messages": "fatal",
    "timezone": "America/Los_Angeles",
}

# Each test has connections of its own and asks few queries often. PostgreSQL would plan a query at each of the first
# ten times: so it is prepared at the first, and planned once. That takes a fifth off the time of a test.
PLANNED_ONCE = SERVER_SETTINGS | {"plan_cache_mode": "force_generic_plan"}
PREPARED_AT = {"prepare_threshold": 0}

LEFT = 2
"""Databases of former tests that a cluster still has."""

# The server ends, and its files with it, when the tests close their end of the pipe, also by being killed.
GUARD = '"$@" & server=$!; cat >/dev/null; kill -QUIT $server; wait $server; rm -rf "$0"'

MEMORY = Path("/dev/shm")
MEMORY_NEEDED = 2**30


def scratch_folder() -> Path:
    """Return a new folder for databases, in memory where 1 GiB is free: some 20 times as fast as a disk.

    It is not under pytest's own folder, which only the tests' user may enter.
    """
    in_memory = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= MEMORY_NEEDED
    return Path(tempfile.mkdtemp(prefix="igtf-test-", dir=MEMORY if in_memory else None))


_UNTURNED: list[str] = []
"""Why rows are not turned round now; empty otherwise."""


def turn_round(connection: Any, _record: Any) -> None:
    """Let a new connection to SQLite answer in reverse what has no ORDER BY.

    So a list that owes its order to the engine alone fails a test, as it might on PostgreSQL or on another day.
    """
    if isinstance(connection, sqlite3.Connection) and not _UNTURNED:
        connection.execute("PRAGMA reverse_unordered_selects=ON")


@contextmanager
def as_they_come(why: str) -> Iterator[None]:
    """Let the connections that are made within the block have rows as SQLite finds them: there steps are counted."""
    _UNTURNED.append(why)
    try:
        yield
    finally:
        _UNTURNED.pop()


class Databases(Protocol):
    """A source of databases of one engine."""

    def fresh(self, prepare: Prepare) -> Any:
        """Return a context manager: the URL of a prepared database of its own, gone afterwards."""


class SQLite:
    """Copies of files in ``folder``, one for each way to prepare them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._numbers = count(1)

    @contextmanager
    def fresh(self, prepare: Prepare) -> Iterator[str]:
        """Yield the URL of a copy of the template; the file is removed afterwards."""
        template = self.folder / f"{prepare.__name__}.sqlite3"
        if not template.exists():
            unfinished = self.folder / "unfinished.sqlite3"
            prepare(f"sqlite:///{unfinished}")
            unfinished.rename(template)
        copy = self.folder / f"test{next(self._numbers)}.sqlite3"
        shutil.copyfile(template, copy)
        yield f"sqlite:///{copy}"
        for suffix in ("", "-wal", "-shm"):
            copy.with_name(copy.name + suffix).unlink(missing_ok=True)


class PostgreSQL:
    """A private cluster in ``folder``, reached through a socket there; start it with ``cluster()``."""

    def __init__(self, folder: Path) -> None:
        """Raise psycopg.OperationalError when the cluster does not answer yet."""
        self.folder = folder
        self._numbers = count(1)
        self._prepared: set[str] = set()
        self._left: list[str] = []
        self._own = self.connect()

    def url(self, database: str) -> str:
        """Return the URL of ``database`` for SQLAlchemy."""
        return f"postgresql+psycopg://igtf@/{database}?host={self.folder}"

    @contextmanager
    def fresh(self, prepare: Prepare) -> Iterator[str]:
        """Yield the URL of a copy of the template; it is dropped after the next ones, whoever is still connected.

        Right after a test its connections are closed, but the server has not noticed yet: it would wait a tenth of a
        second for each.
        """
        template = f"template_{prepare.__name__}"
        if template not in self._prepared:
            self._run(f"CREATE DATABASE {template}")
            prepare(self.url(template))
            self._prepared.add(template)
        name = f"test{next(self._numbers)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        yield self.url(name)
        self._left.append(name)
        if len(self._left) > LEFT:
            self._run(f"DROP DATABASE {self._left.pop(0)} WITH (FORCE)")

    def connect(self) -> psycopg.Connection:
        """Return a connection to the cluster's maintenance database."""
        return psycopg.connect(f"host={self.folder} user=igtf dbname=postgres", autocommit=True)

    def _run(self, statement: str) -> None:
        self._own.execute(statement.encode())

    def close(self) -> None:
        """Close the connection that databases are made and dropped by."""
        self._own.close()


def binaries() -> Path:
    """Return the folder with initdb: $PG_BIN, else Debian's newest; LookupError says what to install."""
    debian = Path("/usr/lib/postgresql").glob("*/bin")
    newest_first = sorted(debian, key=lambda folder: float(folder.parent.name), reverse=True)
    for folder in [Path(os.environ.get("PG_BIN", "/nowhere")), *newest_first]:
        if (folder / "initdb").exists():
            return folder
    raise LookupError("no PostgreSQL here: apt-get install postgresql, set PG_BIN or run with --db sqlite")


def _unprivileged() -> dict[str, Any]:
    """Return Popen's arguments for a server that refuses root: another user when we are root."""
    if os.getuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    user = known.get("postgres") or known["nobody"]
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


@contextmanager
def cluster(folder: Path | None = None, settings: dict[str, str] = SERVER_SETTINGS) -> Iterator[PostgreSQL]:
    """Yield a started private cluster in ``folder``, by default in memory; it is stopped and removed afterwards."""
    folder = folder or scratch_folder()
    server_user = _unprivileged()
    if server_user:
        os.chown(folder, server_user["user"], server_user["group"])
    environment = {"PATH": os.defpath, "LC_ALL": "C.UTF-8"}
    try:
        subprocess.run(
            [binaries() / "initdb", "--pgdata", folder / "data", "--username=igtf", "--auth=trust",
             "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"],
            check=True, stdout=subprocess.DEVNULL, cwd=folder, env=environment, **server_user,
        )  # fmt: skip
        options = [f"--{name}={value}" for name, value in settings.items()]
        command = [str(binaries() / "postgres"), "-D", str(folder / "data"), "-k", str(folder), *options]
        with subprocess.Popen(
            ["/bin/sh", "-c", GUARD, str(folder), *command],
            stdin=subprocess.PIPE, start_new_session=True, cwd=folder, env=environment, **server_user,
        ), closing(_started(folder)) as databases:  # fmt: skip
            yield databases
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _started(folder: Path, seconds: float = 30) -> PostgreSQL:
    deadline = time.monotonic() + seconds
    while True:
        try:
            return PostgreSQL(folder)
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


_LEADS_TO: dict[Engine, URL] = {}


def lead(database: Database, url: str) -> None:
    """Let an application's ``database`` be another one of the same engine: what SQLAlchemy knows of its queries stays.

    An engine made anew would work out each of them anew, which takes longer than most tests.
    """
    database.leave()
    database.url = url
    for engine in database.engines:
        if engine not in _LEADS_TO:
            event.listen(engine, "do_connect", _elsewhere(engine))
        _LEADS_TO[engine] = make_url(url)
    numbers.forget()


def _elsewhere(engine: Engine) -> Callable[..., None]:
    def connect(_dialect: Any, _record: Any, listed: list[Any], named: dict[str, Any]) -> None:
        listed[:], own = engine.dialect.create_connect_args(_LEADS_TO[engine])
        named.update(own | (PREPARED_AT if engine.dialect.name == "postgresql" else {}))

    return connect


def upgraded_from_before(url: str, revision: str) -> None:
    """Take the migration ``revision`` and those after it back, and run them again over what a database has.

    What the session has open is rolled back.
    """
    session.rollback()
    settings = Config(toml_file="pyproject.toml")
    settings.attributes["engine"] = engine = make_engine(url)
    command.downgrade(settings, f"{revision}-1")
    command.upgrade(settings, "head")
    engine.dispose()
