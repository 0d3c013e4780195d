"""Conditions of queries that are built once: that a column has one of several values."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    ARRAY,
    JSON,
    Boolean,
    ColumnElement,
    Integer,
    SelectBase,
    SQLColumnExpression,
    Text,
    bindparam,
    literal_column,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine


def among(column: SQLColumnExpression[Any], names: Iterable[str]) -> ColumnElement[bool]:
    """Return the condition that a column has one of ``names`` of the program, for a query that is built once.

    They stand in the query itself. The text of a plain ``in_`` is written anew at each execution, as it could have any
    number of values; and SQLite plans a query anew whose parameters decide which partial index it may use.
    """
    return column.in_([literal_column(f"'{name}'") for name in names])


class without_index(FunctionElement[Any]):
    """A column by none of whose indexes rows are looked for, as another condition leads to few of them.

    SQLite does not know how few a query within finds, and reads all that are of one kind in one state before a
    person's own few. PostgreSQL decides by itself.
    """

    inherit_cache = True

    def __init__(self, column: Any) -> None:
        super().__init__(column)
        self.type = column.type


class read_late(without_index):
    """A column of a row that is read after what else is asked of the row, as that leaves few.

    SQLite reads a row as soon as a column is asked that is not in the index, before it looks into other tables.
    """

    inherit_cache = True


class by_index(FunctionElement[bool]):
    """The condition that a row has the number of another one, looked for by an index that has the other conditions.

    SQLite looks for a number in the table itself, a page for each row; in an index rows stand close together.
    """

    type, inherit_cache = Boolean(), True

    def self_group(self, against: Any = None) -> Any:
        """Return the condition as it is: no engine needs it to be compared with a truth."""
        return self


class among_given(FunctionElement[bool]):
    """The condition that a column is one of the numbers, or texts, given as a parameter: one value, however many."""

    type, inherit_cache = Boolean(), True

    def __init__(self, column: Any, name: str) -> None:
        given = _Texts() if isinstance(column.type, Text) else _Numbers()
        super().__init__(column, bindparam(name, type_=given))

    def self_group(self, against: Any = None) -> Any:
        """Return the condition as it is: no engine needs it to be compared with a truth."""
        return self


class among_found(FunctionElement[bool]):
    """The condition that a column is one of the numbers that a query finds by itself, which is asked first, and once.

    PostgreSQL joins a query within to what it is asked of, and at last where there are many joins: so all of that would
    be read. It looks for the numbers of an array by the index.
    """

    type, inherit_cache = Boolean(), True

    def __init__(self, column: Any, found: SelectBase) -> None:
        super().__init__(column, found.scalar_subquery())

    def self_group(self, against: Any = None) -> Any:
        """Return the condition as it is: no engine needs it to be compared with a truth."""
        return self


class _Numbers(TypeDecorator[Sequence[Any]]):
    """Numbers as one value: PostgreSQL has arrays, SQLite reads JSON."""

    impl, cache_ok = JSON, True
    of: type[TypeEngine[Any]] = Integer

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(JSON() if dialect.name == "sqlite" else ARRAY(self.of))


class _Texts(_Numbers):
    """Texts as one value."""

    cache_ok = True
    of = Text


@compiles(without_index)
def _column(column: without_index, compiler: Any, **more: Any) -> str:
    return compiler.process(column.clauses.clauses[0], **more)  # type: ignore[no-any-return]


@compiles(without_index, "sqlite")
def _plus_column(column: without_index, compiler: Any, **more: Any) -> str:
    return f"+{_column(column, compiler, **more)}"


@compiles(read_late, "sqlite")
def _select_column(column: read_late, compiler: Any, **more: Any) -> str:
    return f"(SELECT {_column(column, compiler, **more)})"


def _parts(condition: FunctionElement[bool], compiler: Any, more: dict[str, Any]) -> list[str]:
    """Return the parts of a condition as they are written."""
    return [compiler.process(each, **more) for each in condition.clauses]


@compiles(by_index)
def _same(condition: by_index, compiler: Any, **more: Any) -> str:
    number, other = _parts(condition, compiler, more)
    return f"{number} = {other}"


@compiles(by_index, "sqlite")
def _between(condition: by_index, compiler: Any, **more: Any) -> str:
    number, other = _parts(condition, compiler, more)
    return f"{number} BETWEEN {other} AND {other}"


@compiles(among_given, "sqlite")
def _in_json(condition: among_given, compiler: Any, **more: Any) -> str:
    column, given = _parts(condition, compiler, more)
    return f"{column} IN (SELECT value FROM json_each({given}))"


@compiles(among_given, "postgresql")
def _in_array(condition: among_given, compiler: Any, **more: Any) -> str:
    column, given = _parts(condition, compiler, more)
    return f"{column} = ANY ({given})"


@compiles(among_found)
def _in_query(condition: among_found, compiler: Any, **more: Any) -> str:
    column, found = _parts(condition, compiler, more)
    return f"{column} IN {found}"


@compiles(among_found, "postgresql")
def _in_array_of(condition: among_found, compiler: Any, **more: Any) -> str:
    column, found = _parts(condition, compiler, more)
    return f"{column} = ANY (ARRAY {found})"
