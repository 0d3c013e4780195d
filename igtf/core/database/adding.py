"""Rows that commands add without making objects of them: with the defaults of their models, numbered in order."""

from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Any, TypeVar, cast

from sqlalchemy import CTE, Insert, bindparam, insert, inspect, select
from sqlalchemy.sql.dml import ReturningInsert

from igtf.core.database.prepared import prepared
from igtf.core.database.wholes import identity_of, known
from igtf.core.db import Base, Listing, database, dialect, fetch, write

Row = TypeVar("Row", bound=Base)
Table = type[Base]

Beside = Mapping[Table, Mapping[str, Any]]
"""Rows that belong to a new row: of each table one, whose key is the number that the new row is given."""

NOTHING: Beside = MappingProxyType({})


def add_row(table: Table, row: Mapping[str, Any], beside: Beside = NOTHING) -> None:
    """Insert a row of ``table`` that nobody needs as an object, and those ``beside`` it. For commands.

    That takes a third of what the session takes. What it has not written yet is written first, as the row may refer
    to it.
    """
    add = _ADD_BESIDE[dialect()] if beside else _add_alone
    add(table, row, beside)


def add_numbered(table: Table, row: Mapping[str, Any], beside: Beside = NOTHING) -> int:
    """Insert a row of ``table`` as ``add_row`` does, and return the number that it was given."""
    return _ADD_NUMBERED[dialect()](table, row, beside)


def _add_alone(table: Table, row: Mapping[str, Any], _beside: Beside = NOTHING) -> None:
    write(_alone, table, *row, given=_given({table: row}), into=[table.__tablename__])


def _add_one_by_one(table: Table, row: Mapping[str, Any], beside: Beside) -> int:
    number: int = fetch(_numbered(table, *row), _given({table: row})).scalar_one()
    for other, values in beside.items():
        _add_alone(other, {_key(other): number, **values})
    return number


def _asked(table: Table, row: Mapping[str, Any], beside: Beside) -> tuple[tuple[Table, tuple[str, ...]], ...]:
    return tuple((part, tuple(values)) for part, values in [(table, row), *beside.items()])


def _add_at_once(table: Table, row: Mapping[str, Any], beside: Beside) -> int:
    asked = _asked(table, row, beside)
    number: int = fetch(_numbered_beside(*asked), _given({table: row, **beside})).scalar_one()
    return number


def _add_together(table: Table, row: Mapping[str, Any], beside: Beside) -> None:
    names = [part.__tablename__ for part in (table, *beside)]
    write(_with_beside, *_asked(table, row, beside), given=_given({table: row, **beside}), into=names)


_ADD_BESIDE: Mapping[str, Callable[[Table, Mapping[str, Any], Beside], Any]] = {
    "sqlite": _add_one_by_one, "postgresql": _add_together,
}  # fmt: skip
_ADD_NUMBERED: Mapping[str, Callable[[Table, Mapping[str, Any], Beside], int]] = {
    "sqlite": _add_one_by_one, "postgresql": _add_at_once,
}  # fmt: skip


def add_known(table: type[Row], row: Mapping[str, Any], **joined: Base) -> Row:
    """Insert a row of ``table`` and return it as an object, known as it was written, with what its relations join.

    What the database gave it is read when somebody asks for it. Without an ``id`` it is given a number.
    """
    if "id" in row:
        add_row(table, row)
    else:
        row = {"id": add_numbered(table, row), **row}
    own = database().session()
    taken_back = own.identity_map.get(identity_of(table, row))
    if taken_back is not None:  # the row of an attempt that was rolled back had the same number
        own.expunge(taken_back)
    return known(own, table, {**row, **joined})


def _alone(table: Table, *names: str) -> list[Insert]:
    return [insert(table).values(_values(table, names))]


@prepared
def _numbered(table: Table, *names: str) -> ReturningInsert[int]:
    return insert(table).values(_values(table, names)).returning(table.__table__.c.id)


@prepared
def _numbered_beside(*asked: tuple[Table, tuple[str, ...]]) -> Listing:
    added, *beside = _with_beside(*asked)
    return select(added.c.id).add_cte(*beside)


def _with_beside(first: tuple[Table, tuple[str, ...]], *others: tuple[Table, tuple[str, ...]]) -> list[CTE]:
    """Return what inserts a row and those beside it, of tables and the columns given, for PostgreSQL."""
    table, names = first
    added = (
        insert(table).values(_values(table, names)).returning(table.__table__.c.id).cte(f"added_{table.__tablename__}")
    )
    made = [added]
    for other, given in others:
        values = _values(other, given)
        row = insert(other).from_select(
            [_key(other), *values], select(added.c.id, *values.values()), include_defaults=False
        )
        made.append(row.cte(f"added_{other.__tablename__}"))
    return made


def _key(table: Table) -> str:
    """Return the name of the column that is the key of ``table``."""
    return cast(str, inspect(table).primary_key[0].key)


def _parameter(table: Table, column: str) -> str:
    return f"{table.__tablename__}_{column}"


def _given(rows: Mapping[Table, Mapping[str, Any]]) -> dict[str, Any]:
    return {_parameter(table, name): value for table, row in rows.items() for name, value in row.items()}


def _values(table: Table, names: Iterable[str]) -> dict[str, Any]:
    """Return the values of an INSERT as parameters, each named after table and column.

    What the columns ``names`` leave out has the value that the model says.
    """
    columns: Any = table.__table__.c
    own: dict[str, Any] = {
        column.key: bindparam(_parameter(table, column.key), column.default.arg, type_=column.type)
        for column in columns
        if column.key not in names and column.default is not None and column.default.is_scalar
    }
    return {name: bindparam(_parameter(table, name), type_=columns[name].type) for name in names} | own


def own_insert(table: Table, engine: str) -> Any:
    """Return an INSERT of the kind that ``engine`` (sqlite, postgresql) has: it can say what to do on a conflict."""
    return import_module(f"sqlalchemy.dialects.{engine}").insert(table)
