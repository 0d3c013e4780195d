"""Prepared queries: what pages ask again and again is worked out once, and then given to the driver as it is.

SQLAlchemy looks up at each execution what never changes for a query that is built once: its text, how its values are
written, how its columns are read. That takes three times as long as SQLite takes to answer.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, wraps
from typing import Any, Generic, NamedTuple, ParamSpec, TypeVar, cast

from sqlalchemy import (
    BindParameter,
    CompoundSelect,
    Connection,
    Result,
    Select,
    TextClause,
    TextualSelect,
)
from sqlalchemy.engine import Dialect, IteratorResult
from sqlalchemy.engine.result import SimpleResultMetaData
from sqlalchemy.sql.compiler import SQLCompiler

Given = ParamSpec("Given")
Process = Callable[[Any], Any]

Reading = Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]] | TextualSelect | TextClause
"""A query that reads columns."""

Query = TypeVar("Query", bound=Reading)


class _Value(NamedTuple):
    """A parameter: under which name it is given, what writes it, and what stands for it when it is not given."""

    name: str
    write: Process | None
    own: BindParameter[Any]

    def of(self, given: Mapping[str, Any]) -> Any:
        value = given[self.name] if self.name in given or self.own.required else self.own.effective_value
        return self.write(value) if self.write else value


class _Asked(NamedTuple):
    """A query as one engine takes it; the values are listed in their order, or named."""

    text: str
    values: Sequence[_Value]
    listed: bool

    def given(self, given: Mapping[str, Any]) -> Any:
        if self.listed:
            return [value.of(given) for value in self.values]
        return {value.name: value.of(given) for value in self.values}


class _Read(NamedTuple):
    """How the rows of a query are read: by the names of the columns, and which of them by what."""

    names: SimpleResultMetaData
    columns: Sequence[tuple[int, Process]]

    def rows(self, found: Iterable[Sequence[Any]]) -> Iterable[Sequence[Any]]:
        return map(self._row, found) if self.columns else found

    def _row(self, found: Sequence[Any]) -> Sequence[Any]:
        values = list(found)
        for place, read in self.columns:
            values[place] = read(values[place])
        return values


class Prepared(Generic[Query]):
    """A query that is built once, for each engine that it is asked on."""

    def __init__(self, statement: Query) -> None:
        self.statement = statement
        self._asked: dict[str, _Asked] = {}
        self._read: dict[str, _Read] = {}

    def ask(self, connection: Connection, given: Mapping[str, Any]) -> Result[*tuple[Any, ...]]:
        """Return the rows for the values ``given``. Where the driver refuses, SQLAlchemy is asked, and says why."""
        engine = connection.dialect
        if not _may_ask_again(connection):
            return connection.execute(self.statement, given)
        asked = self._asked.get(engine.name) or self._asked.setdefault(engine.name, _asked(self.statement, engine))
        try:
            cursor: Any = self.run(connection, asked.text, asked.given(given))
            found = cursor.fetchall()
        except engine.loaded_dbapi.Error:
            return connection.execute(self.statement, given)
        read = self._read.get(engine.name) or self._read.setdefault(
            engine.name, _read(self.statement, engine, cursor.description)
        )
        return IteratorResult(read.names, iter(read.rows(found)))

    @staticmethod
    def run(connection: Connection, text: str, values: Any) -> Any:
        """Send a query to the server of ``connection``, and return the driver's cursor."""
        driver: Any = connection.connection.driver_connection
        return driver.execute(text, values)


def _may_ask_again(connection: Connection) -> bool:
    """Return whether more can be asked after something was refused: in a transaction of PostgreSQL nothing can."""
    driver: Any = connection.connection.driver_connection
    return connection.dialect.name == "sqlite" or bool(driver.autocommit)


def _asked(statement: Reading, engine: Dialect) -> _Asked:
    made = statement.compile(dialect=engine)
    assert isinstance(made, SQLCompiler)
    assert not made.post_compile_params, "its text would depend on the values that it is given"
    known = {name: own for own, name in made.bind_names.items()}
    whole = made.construct_expanded_state({own.key: None for own in known.values() if own.required})
    names = whole.positiontup if made.positional else whole.parameters
    values = [
        _Value(name, known[name].type.dialect_impl(engine).bind_processor(engine), known[name]) for name in names or ()
    ]
    return _Asked(whole.statement, values, listed=bool(made.positional))


def _read(statement: Reading, engine: Dialect, description: Sequence[Sequence[Any]]) -> _Read:
    if isinstance(statement, TextClause):
        return _Read(SimpleResultMetaData([column[0] for column in description]), [])
    columns = list(statement.selected_columns)
    assert len(columns) == len(description)
    reading = [
        column.type.dialect_impl(engine).result_processor(engine, described[1])
        for column, described in zip(columns, description, strict=True)
    ]
    names = SimpleResultMetaData([str(column.key) for column in columns])
    return _Read(names, [(place, read) for place, read in enumerate(reading) if read])


def prepared(build: Callable[Given, Query]) -> Callable[Given, Prepared[Query]]:
    """Decorator of what builds a query: it is built once for all, or for each of the few arguments that it is given."""
    made: Any = cache(lambda *given, **named: Prepared(build(*given, **named)))
    return cast("Callable[Given, Prepared[Query]]", wraps(build)(made))
