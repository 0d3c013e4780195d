"""A backup: all that a database holds, as text; the same file for the same rows, whichever engine they are in.

It is a file of lines of JSON, packed by Zstandard: first what it is; then each table, with the types of its columns,
and its rows in the order of their key; at the end how many rows there were. As it says all of that itself, a program
restores backups of its former schemas too, and a site moves from one engine to the other.
"""

import base64
import json
import os
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter
from pathlib import Path
from typing import IO, Any

from sqlalchemy import (
    JSON,
    Boolean,
    Connection,
    Date,
    Engine,
    Integer,
    LargeBinary,
    Table,
    TableClause,
    Text,
    bindparam,
    column,
    exists,
    insert,
    inspect,
    literal_column,
    select,
    table,
    text,
    update,
)
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.types import TypeEngine

from igtf.core.database import schema
from igtf.core.database.engines import make_engine
from igtf.core.db import Base, UTCDateTime
from igtf.core.finding.search import BY_HAND, index_all
from igtf.core.page.compression import zstd

KIND = "IGTF backup"
TYPES: dict[str, TypeEngine[Any]] = {
    "number": Integer(), "text": Text(), "truth": Boolean(), "moment": UTCDateTime(), "date": Date(),
    "json": JSON(none_as_null=True), "bytes": LargeBinary(),
}  # fmt: skip
READ: dict[str, Callable[[str], Any]] = {
    "moment": datetime.fromisoformat, "date": date.fromisoformat, "bytes": base64.b64decode
}  # fmt: skip
"""What makes a value of the text that stands for it in a backup, where JSON has none of its type."""

LONGEST = 20_000_000
"""Characters of a line that are read: a row with the largest file, or the longest draft, has less."""
AT_ONCE = 1000
"""Rows that are read or written together."""
PACKED: Mapping[int, int] = {zstd.CompressionParameter.compression_level: 6, zstd.CompressionParameter.checksum_flag: 1}
"""How Zstandard packs; with a checksum, by which damage is seen."""


class BackupRefused(Exception):
    """A backup cannot be made of this database, or not be restored into it; the message says why."""


@dataclass(frozen=True)
class KeptTable:
    """How a backup describes a table: its name, its columns in order of their names, its key, what refers to itself."""

    table: str
    columns: dict[str, str]
    key: list[str]
    itself: list[str]

    @property
    def clause(self) -> TableClause:
        return table(self.table, *(column(name, TYPES[kind]) for name, kind in self.columns.items()))


def back_up(url: str, file: Path) -> int:
    """Write all that the database at ``url`` holds at this moment to ``file``, and return how many rows that are.

    The site may go on meanwhile. The file is there when it is whole, and only its owner may read it: it holds what the
    database holds. Raises BackupRefused for a folder that is not there, and CannotStart for a database that has not
    the schema of this program.
    """
    if not file.parent.is_dir():
        raise BackupRefused(f"There is no folder {file.parent}: make it first.")
    engine = make_engine(url)
    try:
        schema.refuse_another(engine)
        with _whole(file) as lines, _at_one_moment(engine) as connection:
            count = 0
            _write(lines, {"is": KIND, "schema": schema.newest()})
            for described, source in _tables():
                _write(lines, vars(described))
                for row in _rows(connection, described, source):
                    _write(lines, row)
                    count += 1
            _write(lines, {"rows": count})
        return count
    finally:
        engine.dispose()


def restore(url: str, file: Path) -> int:
    """Bring all that ``file`` holds into the empty database at ``url``, and return how many rows that are.

    All or nothing, but for the empty tables. The database has the newest schema afterwards. Raises BackupRefused for a
    file that is no backup, a damaged one, one of a newer program, and for a database in which something happened
    already.
    """
    with _opened(file) as lines:
        made = _schema_of(next(lines, None))
        engine = make_engine(url)
        try:
            schema.migrate(url, made)
            if schema.schema_of(engine) != made:
                raise BackupRefused(f"The backup has schema {made}, and the database a newer one already: restore it "
                                    "into a new database, which has no tables yet.")  # fmt: skip
            with engine.connect().execution_options(igtf_write=True) as connection, connection.begin():
                _make_room(connection)
                count = _load_fitting(connection, lines)
                if made == schema.newest():
                    index_all(connection)  # a backup has the texts alone; of an older one, a migration finds the words
        finally:
            engine.dispose()
    schema.migrate(url)
    return count


@contextmanager
def _whole(file: Path) -> Iterator[IO[str]]:
    """Yield the file to write to; it takes its name when all is on the disk. Two at once write two files."""
    with tempfile.NamedTemporaryFile(dir=file.parent, prefix=f"{file.name}.", suffix=".part", delete=False) as raw:
        part = Path(raw.name)
        try:
            with zstd.open(raw, "wt", options=PACKED, encoding="utf-8", newline="\n") as lines:
                yield lines
            raw.flush()
            os.fsync(raw.fileno())
            part.replace(file)
        finally:
            part.unlink(missing_ok=True)


@contextmanager
def _at_one_moment(engine: Engine) -> Iterator[Connection]:
    """Yield a connection that sees the database as it is at this moment, whatever is written meanwhile."""
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        yield connection


def _tables() -> Iterator[tuple[KeptTable, Table | TableClause]]:
    """Yield each table, after those that it refers to; what is searched stands last."""
    for each in Base.metadata.sorted_tables:
        itself = [key.parent.name for key in each.foreign_keys if key.column.table is each]
        yield KeptTable(each.name, _columns(each), [part.name for part in each.primary_key], itself), each
    for text_table in BY_HAND:
        yield KeptTable(text_table.name, _columns(text_table), ["rowid"], []), text_table


def _columns(source: Table | TableClause) -> dict[str, str]:
    return {each.name: _kind(each.type) for each in sorted(source.columns, key=attrgetter("name"))}


def _kind(type_: TypeEngine[Any]) -> str:
    return next(name for name, known in TYPES.items() if isinstance(type_, type(known)))


def _rows(connection: Connection, described: KeptTable, source: Table | TableClause) -> Iterator[Sequence[Any]]:
    """Yield the rows of a table in the order of its key, which is that of its bytes in both engines."""
    plain = {"postgresql": "C", "sqlite": "BINARY"}[connection.dialect.name]
    order = [source.c[name].collate(plain) if described.columns[name] == "text" else source.c[name]
             for name in described.key]  # fmt: skip
    asked = select(*(source.c[name] for name in described.columns)).order_by(*order)
    for row in connection.execution_options(yield_per=AT_ONCE).execute(asked):
        yield tuple(row)


def _write(lines: IO[str], value: Any) -> None:
    lines.write(json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_written) + "\n")


def _written(value: date | bytes) -> str:
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value.isoformat()


@contextmanager
def _opened(file: Path) -> Iterator[Iterator[Any]]:
    """Yield what each line of a backup holds."""
    with zstd.open(file, "rt", encoding="utf-8", newline="\n") as lines:
        try:
            yield map(_read, iter(lambda: lines.readline(LONGEST), ""))
        except (zstd.ZstdError, EOFError, ValueError) as damage:
            raise BackupRefused(f"{file} is not a backup of this program, or damaged: {damage}") from damage


def _read(line: str) -> Any:
    try:
        return json.loads(line)
    except RecursionError as error:
        raise ValueError("it has a line that is nested beyond sense") from error


def _schema_of(head: Any) -> str:
    """Return the schema that the first line of a backup names."""
    if not isinstance(head, dict) or head.get("is") != KIND:
        raise ValueError("its first line does not say that it is one")
    made = str(head.get("schema"))
    if not made.isdecimal():
        raise ValueError("its first line names no schema")
    if made > schema.newest():
        raise BackupRefused(f"The backup has schema {made}, which is newer than this program: restore it "
                            "with the one that made it, or a later one.")  # fmt: skip
    return made


def _make_room(connection: Connection) -> None:
    """Take away what an empty database has from its first day. Raises BackupRefused when something happened since."""
    if connection.scalar(select(exists(select(literal_column("1")).select_from(table("event"))))):
        raise BackupRefused("The database is not empty: a backup is restored into a new one.")
    there = set(inspect(connection).get_table_names())  # a former schema may lack some
    for each in (each for each in reversed(Base.metadata.sorted_tables) if each.name in there):
        if connection.scalar(select(exists(select(literal_column("1")).select_from(table(each.name))))):
            connection.execute(table(each.name).delete())


def _load_fitting(connection: Connection, lines: Iterator[Any]) -> int:
    """Add the rows of each table. Raises ValueError also for values that are not what their columns take."""
    try:
        return _load(connection, lines)
    except (LookupError, OverflowError, TypeError, DataError, IntegrityError) as error:
        said = str(getattr(error, "orig", error)).partition("\n")[0]
        raise ValueError(f"it has a row that does not fit into its table: {said}") from error


def _load(connection: Connection, lines: Iterator[Any]) -> int:
    """Add the rows of each table. Raises ValueError for a backup that ends before its end, or goes on behind it."""
    count, into = 0, None
    there = set(inspect(connection).get_table_names()) - {"alembic_version"}  # which schema it is, the first line says
    for line in lines:
        if isinstance(line, list):
            if into is None:
                raise ValueError("it has rows before it has a table")
            into.add(line)
            count += 1
        else:
            if into:
                into.finish()
            if isinstance(line, dict) and "rows" in line:
                if line["rows"] != count:
                    raise ValueError(f"it has {count} rows in place of {line['rows']}")
                if any(True for _more in lines):  # who reads to the end learns that the checksum there is right
                    raise ValueError("it goes on behind its end")
                return count
            into = _Loaded(connection, _kept_of(line, there))
    raise ValueError("its end is missing")


def _kept_of(line: Any, there: Collection[str]) -> KeptTable:
    """Return the table that a line of a backup describes, one of those that are ``there``: names go into statements."""
    if not isinstance(line, dict) or line.keys() != KeptTable.__annotations__.keys():
        raise ValueError("it has a line that is neither a table nor a row")
    kept = KeptTable(**line)
    if not isinstance(kept.columns, dict) or not isinstance(kept.itself, list):
        raise ValueError("it has a line that is neither a table nor a row")
    if kept.table not in list(there) or not all(kind in list(TYPES) for kind in kept.columns.values()):
        raise ValueError(f"its schema has no such table: {kept.table}")
    if not all(name in list(kept.columns) for name in kept.itself):
        raise ValueError(f"{kept.table} has no column of those that refer to itself")
    return kept


class _Loaded:
    """A table that is filled: rows wait until there are many, references to later rows of it until all are there."""

    def __init__(self, connection: Connection, kept: KeptTable) -> None:
        self.connection, self.kept, self.clause = connection, kept, kept.clause
        self.names = list(kept.columns)
        self.read = [(place, READ[kind]) for place, kind in enumerate(kept.columns.values()) if kind in READ]
        self.waiting: list[Mapping[str, Any]] = []
        self.later: dict[str, list[Mapping[str, Any]]] = {name: [] for name in kept.itself}

    def add(self, row: list[Any]) -> None:
        """Add a row as it stands in the backup."""
        for place, read in self.read:
            if row[place] is not None:
                row[place] = read(row[place])
        values = dict(zip(self.names, row, strict=True))
        for name, later in self.later.items():
            if values[name] is not None and values[name] > values["id"]:
                later.append({"its": values["id"], "to": values[name]})
                values[name] = None
        self.waiting.append(values)
        if len(self.waiting) == AT_ONCE:
            self._send()

    def finish(self) -> None:
        """Write what waits, and let the engine number on after the highest of the rows."""
        self._send()
        for name, later in self.later.items():
            if later:
                its = self.clause.c.id == bindparam("its")
                self.connection.execute(update(self.clause).where(its).values({name: bindparam("to")}), later)
        if self.connection.dialect.name == "postgresql" and "id" in self.names:
            self.connection.execute(
                text(f"SELECT setval(pg_get_serial_sequence('{self.kept.table}', 'id'), max(id))"
                     f' FROM "{self.kept.table}" HAVING max(id) IS NOT NULL')
            )  # fmt: skip

    def _send(self) -> None:
        if self.waiting:
            self.connection.execute(insert(self.clause), self.waiting)
            self.waiting = []
