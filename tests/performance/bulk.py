"""Bulk loading: rows as plain tuples straight to the driver, by COPY or executemany, with the indexes built afterwards.

Values are as both engines read them: moments as text without zone (UTC), JSON as text, no objects.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from sqlalchemy import Engine, Table
from sqlalchemy.types import JSON

from igtf.core.db import Base
from igtf.core.finding.search import TEXTS, WORDS, found_by
from igtf.record.models import Number

BATCH = 50_000
"""Rows that wait in memory before they are written."""

Row = Sequence[Any]

_NO_INDEX = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL",
    "postgresql": "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index "
    "WHERE indrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace) "
    "AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)",
}
_BEGIN = {  # nobody else is there, and what is lost by a power cut is loaded again
    "sqlite": ("PRAGMA foreign_keys=OFF", "PRAGMA journal_mode=OFF", "PRAGMA synchronous=OFF",
               "PRAGMA cache_size=-400000"),
    "postgresql": ("SET session_replication_role = replica", "SET synchronous_commit = off", "SET TimeZone = 'UTC'",
                   "SET maintenance_work_mem = '512MB'"),
}  # fmt: skip
_END = {"sqlite": ("PRAGMA journal_mode=WAL",), "postgresql": ()}


def raw(value: Any) -> Any:
    """Return a value of a column as it is written: moments as text, lists and mappings as JSON."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat(" ", "microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return value


def _default(column: Any) -> Any:
    """Return what a column holds that nobody gives a value."""
    if column.default is None or not (column.default.is_scalar or column.default.is_callable):
        return None
    return [] if isinstance(column.type, JSON) else raw(column.default.arg)


def _line(row: Row) -> str:
    return "\t".join(
        [
            "\\N" if value is None
            else str(value) if type(value) is not str
            else value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
            for value in row
        ]
    )  # fmt: skip


class Bulk:
    """A connection of the driver, and the rows that wait for it."""

    def __init__(self, connection: Any, engine: str) -> None:
        self.connection, self.engine = connection, engine
        self.last: dict[tuple[str, str], int] = {}
        self.series = defaultdict(int, self.ask("SELECT series, last FROM number"))
        self.waiting: dict[tuple[str, tuple[str, ...]], list[Row]] = defaultdict(list)
        self.count = 0

    def ask(self, statement: str, given: Sequence[Any] = ()) -> list[Any]:
        """Return the rows of a statement."""
        cursor = self.connection.cursor()
        cursor.execute(statement, given)
        return list(cursor.fetchall()) if cursor.description else []

    def number(self, table: str, column: str = "id") -> int:
        """Return the next number of a table's column."""
        if (table, column) not in self.last:
            self.last[table, column] = self.ask(f"SELECT coalesce(max({column}), 0) FROM {table}")[0][0]
        self.last[table, column] += 1
        return self.last[table, column]

    def ref(self, series: str) -> str:
        """Return the next number of a series, as text."""
        self.series[series] += 1
        return str(self.series[series])

    def into(self, model: type[Base], *names: str) -> Callable[..., None]:
        """Return a function that adds a row of ``model`` with values for ``names``; the others have their defaults."""
        table: Any = model.__table__
        others = [(column.name, _default(column)) for column in table.columns if column.name not in names]
        given = [(name, value) for name, value in others if value is not None]
        constant = tuple(raw(value) for _name, value in given)
        add = self.rows_of(table, (*names, *(name for name, _value in given)))
        return lambda *values: add((*values, *constant))

    def rows_of(self, table: Table, names: tuple[str, ...]) -> Callable[[Row], None]:
        """Return a function that adds a row of ``table``, as a sequence of values for ``names``."""
        return self._add((table.name, names))

    def search(self) -> Callable[[Row], None]:
        """Return a function that adds id, title and text of a subject to the full text index."""
        beside = {
            "sqlite": (("rowid", "title", "body"), (WORDS, ("rowid", "title", "body"))),
            "postgresql": (("rowid", "title", "body", "words"), None),
        }
        names, words_there = beside[self.engine]
        read = self._add((TEXTS.name, names))
        found = self._add(words_there) if words_there else None

        def add(row: Row) -> None:
            number, title, body = row
            words = tuple(found_by(self.engine, title, body).values())
            read((number, title, body) if found else (number, title, body, *words))
            if found:
                found((number, *words))

        return add

    def people(self) -> Callable[[Row], None]:
        """Return a function that adds id, words of the name and words of the organisation of a person found by them."""
        return self._add(("search_people", ("rowid", "name", "organisation")))

    def _add(self, key: tuple[str, tuple[str, ...]]) -> Callable[[Row], None]:
        def add(row: Row) -> None:
            self.waiting[key].append(row)
            self.count += 1

        return add

    def flush(self, least: int = 0) -> None:
        """Write what waits, when there are ``least`` rows."""
        if self.count < least:
            return
        cursor = self.connection.cursor()
        for (table, names), rows in self.waiting.items():
            if self.engine == "sqlite":
                places = ", ".join("?" * len(names))
                cursor.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({places})", rows)
            else:
                with cursor.copy(f"COPY {table} ({', '.join(names)}) FROM STDIN") as copy:
                    for begin in range(0, len(rows), 1000):
                        copy.write("".join([_line(row) + "\n" for row in rows[begin : begin + 1000]]))
        self.waiting.clear()
        self.count = 0


def _keep_numbers(bulk: Bulk) -> None:
    """Let the program go on after the numbers that were given."""
    bulk.ask("DELETE FROM number")
    add = bulk.rows_of(Number.__table__, ("series", "last"))  # type: ignore[arg-type]
    for row in bulk.series.items():
        add(row)
    bulk.flush()
    for (table, column), last in bulk.last.items():
        if bulk.engine == "postgresql" and column == "id":
            bulk.ask("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", (table, last))


@contextmanager
def loading(engine: Engine, say: Callable[[str], None]) -> Iterator[Bulk]:
    """Yield a ``Bulk`` over a connection of ``engine``; indexes are made and all is committed at the end."""
    name, connection = engine.dialect.name, engine.connect()
    driver: Any = connection.connection.driver_connection
    bulk = Bulk(driver, name)
    for statement in _BEGIN[name]:
        bulk.ask(statement)
    indexes = bulk.ask(_NO_INDEX[name])
    bulk.ask("BEGIN" if name == "sqlite" else "SELECT 1")
    for index, _made in indexes:
        bulk.ask(f"DROP INDEX {index}")
    yield bulk
    bulk.flush()
    say(f"  {len(indexes)} indexes")
    for _index, made in indexes:
        bulk.ask(made)
    _keep_numbers(bulk)
    driver.commit()
    for statement in _END[name]:
        bulk.ask(statement)
    connection.detach()  # its settings are of no use for anybody else
    connection.close()
