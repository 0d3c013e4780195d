"""Prepared queries: what pages ask again and again is worked out once, and then given to the driver as it is.

SQLAlchemy looks up at each execution what never changes for a query that is built once: its text, how its values are
written, how its columns are read. That takes three times as long as SQLite takes to answer. What a query asks for as
a whole row is read as an object to look at (``wholes``).
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from functools import cache, lru_cache, wraps
from importlib import import_module
from typing import Any, Generic, NamedTuple, NoReturn, ParamSpec, TypeVar, cast

from sqlalchemy import (
    BindParameter,
    CompoundSelect,
    Connection,
    Insert,
    Select,
    TextClause,
    TextualSelect,
    Update,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import MultipleResultsFound, NoResultFound
from sqlalchemy.sql.compiler import SQLCompiler

from igtf.core.database.wholes import Spread

Given = ParamSpec("Given")
Process = Callable[[Any], Any]

Reading = Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]] | TextualSelect | TextClause
"""A query that reads columns."""
Writing = Insert | Update | TextClause
"""A statement that writes; where it returns columns, it is read too."""

Query = TypeVar("Query", bound=Reading | Writing)


class _Value(NamedTuple):
    """A parameter: under which name it is given, what writes it, and what stands for it when it is not given."""

    name: str
    write: Process | None
    own: BindParameter[Any]

    def of(self, given: Mapping[str, Any]) -> Any:
        value = given[self.name] if self.name in given or self.own.required else self.own.effective_value
        return self.write(value) if self.write else value


class _Asked(NamedTuple):
    """A query as one engine takes it: each value once, and the names in their order where values are listed.

    ``fixed``: the values, as they are written, that its author wrote into it, by name; ``values`` are the others.
    """

    text: str
    fixed: Mapping[str, Any]
    values: Sequence[_Value]
    places: Sequence[str] | None

    def given(self, given: Mapping[str, Any]) -> Any:
        named = {**self.fixed}
        for value in self.values:
            named[value.name] = value.of(given)
        return [named[name] for name in self.places] if self.places is not None else named


class FoundRows:
    """What a prepared query found, asked for as SQLAlchemy's own result is. The rows are named tuples.

    To ask one for a value by its name takes a tenth of what it takes SQLAlchemy's rows.
    """

    def __init__(self, rows: list[Any]) -> None:
        self._rows = rows

    def __iter__(self) -> Iterator[Any]:
        return iter(self._rows)

    def all(self) -> list[Any]:
        """Return all rows."""
        return self._rows

    def first(self) -> Any:
        """Return the first row; None when there is none."""
        return self._rows[0] if self._rows else None

    def one_or_none(self) -> Any:
        """Return the only row; None when there is none. MultipleResultsFound when there are several."""
        if len(self._rows) > 1:
            raise MultipleResultsFound("Several rows were found where one at most was asked for")
        return self.first()

    def one(self) -> Any:
        """Return the only row. NoResultFound when there is none, MultipleResultsFound when there are several."""
        if not self._rows:
            raise NoResultFound("No row was found where one was asked for")
        return self.one_or_none()

    def scalars(self) -> "FoundRows":
        """Return the first value of each row."""
        return FoundRows([row[0] for row in self._rows])

    def scalar(self) -> Any:
        """Return the first value of the first row; None when there is none."""
        return self._rows[0][0] if self._rows else None

    def scalar_one(self) -> Any:
        """Return the first value of the only row, as ``one`` returns it."""
        return self.one()[0]


class _Read(NamedTuple):
    """How the rows of a query are read: which columns by what, whole rows by what, and by what they get their names.

    What is empty is read as nothing, whatever the column.
    """

    columns: Sequence[tuple[int, Process]]
    wholes: Process | None
    named: Process

    def rows(self, found: Iterable[Sequence[Any]]) -> FoundRows:
        read = map(self._row, found) if self.columns else found
        return FoundRows(list(map(self.named, map(self.wholes, read) if self.wholes else read)))

    def _row(self, found: Sequence[Any]) -> Sequence[Any]:
        values = list(found)
        for place, read in self.columns:
            value = values[place]
            if value is not None:
                values[place] = read(value)
        return values


class Prepared(Generic[Query]):
    """A statement that is worked out once for each engine that it is sent to, and built again to make others of it.

    To SQLAlchemy a statement is a hundred objects: they would take eighty times what is kept of it.
    """

    def __init__(self, build: Callable[[], Query]) -> None:
        self._build = build
        self._texts: dict[str, _Asked] = {}
        self._reads: dict[str, _Read] = {}

    @property
    def statement(self) -> Query:
        """The statement, as SQLAlchemy has it."""
        return self._build()

    def ask(self, connection: Connection, given: Mapping[str, Any]) -> FoundRows:
        """Return the rows for the values ``given``. What the driver refuses is raised as SQLAlchemy does."""
        engine = connection.dialect
        asked, read = self._asked(engine), self._reads.get(engine.name)
        try:
            cursor: Any = self.run(connection, asked.text, asked.given(given))
            if read is None:
                spread = Spread(self._build())
                read = self._reads[engine.name] = _read(spread, engine, cursor.description)
            return read.rows(cursor.fetchall())
        except engine.loaded_dbapi.Error as refusal:
            _refused(connection, asked.text, refusal)

    def do(self, connection: Connection, given: Mapping[str, Any]) -> None:
        """Do what the statement says with the values ``given``. What the driver refuses is raised as ``ask`` does."""
        engine = connection.dialect
        asked = self._asked(engine)
        try:
            self.run(connection, asked.text, asked.given(given))
        except engine.loaded_dbapi.Error as refusal:
            _refused(connection, asked.text, refusal)

    def _asked(self, engine: Dialect) -> _Asked:
        return self._texts.get(engine.name) or self._texts.setdefault(
            engine.name, _asked(Spread(self._build()).query, engine)
        )

    @staticmethod
    def run(connection: Connection, text: str, values: Any) -> Any:
        """Send a statement to the server of ``connection``, and return the driver's cursor.

        PostgreSQL is told that it comes again: at its first use on a connection, not after five of them.
        """
        driver: Any = connection.connection.driver_connection
        if _is_numbered(connection.dialect):
            return _numbering()(driver).execute(_encoded(text), values, prepare=True)
        return driver.execute(text, values)


def _refused(connection: Connection, text: str, refusal: Exception) -> NoReturn:
    """Let SQLAlchemy raise what the driver refused, as it does of its own statements, and give up a lost connection."""
    connection._handle_dbapi_exception(refusal, text, None, None, None)


def _is_numbered(engine: Dialect) -> bool:
    """Return whether the server takes values by their numbers ($1), and its driver puts these in for names."""
    return engine.name == "postgresql"


@cache
def _numbering() -> Any:
    """Return the cursor of psycopg that puts nothing in: the others read a text beyond 4 kB anew each time for that."""
    return import_module("psycopg").RawCursor


@lru_cache(5_000)
def _encoded(text: str) -> bytes:
    """Return a statement as it is sent; psycopg looks up which ones the server knows by these bytes."""
    return text.encode()


@lru_cache(4)
def _numbered(engine: Dialect) -> Dialect:
    """Return what writes queries as ``engine`` does, with the numbers of values in the places of their names."""
    own = copy(engine)
    own.paramstyle, own.positional = "numeric_dollar", True
    own.identifier_preparer = own.preparer(own)
    return own


def _asked(statement: Reading | Writing, engine: Dialect) -> _Asked:
    made = statement.compile(dialect=_numbered(engine) if _is_numbered(engine) else engine)
    assert isinstance(made, SQLCompiler)
    assert not made.post_compile_params, "its text would depend on the values that it is given"
    known = {name: own for own, name in made.bind_names.items()}
    whole = made.construct_expanded_state({own.key: None for own in known.values() if own.required})
    names = whole.positiontup if made.positional else whole.parameters
    values = [
        _Value(name, known[name].type.dialect_impl(engine).bind_processor(engine), known[name])
        for name in dict.fromkeys(names or ())
    ]
    fixed = {value.name: value.of({}) for value in values if _is_fixed(value.own)}
    left = [value for value in values if value.name not in fixed]
    return _Asked(whole.statement, fixed, left, list(names or ()) if made.positional else None)


def _is_fixed(own: BindParameter[Any]) -> bool:
    """Return whether a parameter is a value that stands in the statement: it has no name by which one is given."""
    return own.unique and own.callable is None and not own.required


@lru_cache(1_000)
def _kind(*names: str) -> Any:
    return namedtuple("Row", names, rename=True)


def _named(names: Iterable[str]) -> Process:
    """Return what makes a named tuple of a row. What has no name of its own has none."""
    made: Process = _kind(*names)._make
    return made


def _read(spread: Spread, engine: Dialect, description: Sequence[Sequence[Any]]) -> _Read:
    if isinstance(spread.query, TextClause):
        return _Read([], None, _named([column[0] for column in description]))
    columns = list(spread.query.exported_columns)
    assert len(columns) == len(description)
    reading = [
        column.type.dialect_impl(engine).result_processor(engine, described[1])
        for column, described in zip(columns, description, strict=True)
    ]
    processed = [(place, read) for place, read in enumerate(reading) if read]
    return _Read(processed, spread.row, _named(spread.names))


def prepared(build: Callable[Given, Query]) -> Callable[Given, Prepared[Query]]:
    """Decorator of what builds a statement: it is prepared once, or once for each of the few arguments it takes."""
    made: Any = cache(lambda *given, **named: Prepared(lambda: build(*given, **named)))
    return cast("Callable[Given, Prepared[Query]]", wraps(build)(made))
