"""Rows that commands add without making objects of them: with the defaults of their models, numbered in order."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import import_module
from types import MappingProxyType
from typing import Any, TypeVar, cast

from sqlalchemy import Insert, bindparam, insert, inspect, select
from sqlalchemy.sql.dml import ReturningInsert

from igtf.core.db import Base, Listing, change, database, dialect, fetch
from igtf.core.prepared import prepared
from igtf.core.wholes import identity_of, known

Row = TypeVar("Row", bound=Base)
Table = type[Base]

Beside = Mapping[Table, Mapping[str, Any]]
"""Rows that belong to a new row: of each table one, whose key is the number that the new row is given."""

_NOTHING: Beside = MappingProxyType({})


def add_rows(table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows of ``table`` that nobody needs as objects, at a third of what the session takes. For commands.

    What the session has not written yet is written first, as the rows may refer to it.
    """
    if rows:
        change(_insert(table, *rows[0]), *rows)


def add_numbered(table: Table, rows: Sequence[Mapping[str, Any]], beside: Sequence[Beside] = ()) -> list[int]:
    """Insert rows of ``table`` as ``add_rows`` does, and return the numbers that they were given, in their order.

    ``beside`` has the rows that belong to each of them. PostgreSQL is sent what belongs together as one statement: each
    message there and back takes as long as what it asks for.
    """
    add = _ADDERS[dialect()]
    return [add(table, row, others) for row, others in zip(rows, beside or [_NOTHING] * len(rows), strict=True)]


def _add_one_by_one(table: Table, row: Mapping[str, Any], beside: Beside) -> int:
    number: int = fetch(_insert_numbered(table, *row), row).scalar_one()
    for other, values in beside.items():
        add_rows(other, [{_key(other): number, **values}])
    return number


def _add_together(table: Table, row: Mapping[str, Any], beside: Beside) -> int:
    parts = [(table, row), *beside.items()]
    statement = _insert_together(*((part, tuple(values)) for part, values in parts))
    given = {_parameter(part, name): value for part, values in parts for name, value in values.items()}
    number: int = fetch(statement, given).scalar_one()
    return number


_ADDERS: Mapping[str, Callable[[Table, Mapping[str, Any], Beside], int]] = {
    "sqlite": _add_one_by_one, "postgresql": _add_together,
}  # fmt: skip


def add_known(table: type[Row], row: Mapping[str, Any], **joined: Base) -> Row:
    """Insert a row of ``table`` and return it as an object, known as it was written, with what its relations join.

    What the database gave it is read when somebody asks for it. Without an ``id`` it is given a number.
    """
    if "id" in row:
        add_rows(table, [row])
    else:
        (number,) = add_numbered(table, [row])
        row = {"id": number, **row}
    own = database().session()
    taken_back = own.identity_map.get(identity_of(table, row))
    if taken_back is not None:  # the row of an attempt that was rolled back had the same number
        own.expunge(taken_back)
    return known(own, table, {**row, **joined})


@prepared
def _insert(table: Table, *names: str) -> Insert:
    return insert(table).values(_values(table, names))


@prepared
def _insert_numbered(table: Table, *names: str) -> ReturningInsert[int]:
    return insert(table).values(_values(table, names)).returning(table.__table__.c.id)


@prepared
def _insert_together(first: tuple[Table, tuple[str, ...]], *others: tuple[Table, tuple[str, ...]]) -> Listing:
    """Return the statement of PostgreSQL that inserts a row and those beside it, of tables and the columns given."""
    table, names = first
    added = insert(table).values(_values(table, names, _parameter)).returning(table.__table__.c.id).cte("added")
    beside = []
    for other, given in others:
        values = _values(other, given, _parameter)
        row = select(added.c.id, *values.values())
        beside.append(insert(other).from_select([_key(other), *values], row, include_defaults=False))
    return select(added.c.id).add_cte(*(each.cte(f"beside_{place}") for place, each in enumerate(beside)))


def _key(table: Table) -> str:
    """Return the name of the column that is the key of ``table``."""
    return cast(str, inspect(table).primary_key[0].key)


def _parameter(table: Table, column: str) -> str:
    return f"{table.__tablename__}_{column}"


def _column(_table: Table, column: str) -> str:
    return column


def _values(table: Table, names: Iterable[str], called: Callable[[Table, str], str] = _column) -> dict[str, Any]:
    """Return the values of an INSERT as parameters, each with the name that ``called`` gives it.

    What the columns ``names`` leave out has the value that the model says.
    """
    columns: Any = table.__table__.c
    own: dict[str, Any] = {
        column.key: bindparam(called(table, column.key), column.default.arg, type_=column.type)
        for column in columns
        if column.key not in names and column.default is not None and column.default.is_scalar
    }
    return {name: bindparam(called(table, name), type_=columns[name].type) for name in names} | own


def own_insert(table: Table, engine: str) -> Any:
    """Return an INSERT of the kind that ``engine`` (sqlite, postgresql) has: it can say what to do on a conflict."""
    return import_module(f"sqlalchemy.dialects.{engine}").insert(table)
