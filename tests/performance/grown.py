"""The story with many more of what hangs on some subjects: the same rows again, of other people.

Which column holds whose number follows from the foreign keys, so that a new table needs nothing here.
"""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from functools import cache
from itertools import count
from typing import Any

from sqlalchemy import Column, LargeBinary, Table, UniqueConstraint, select

from igtf.core.db import Base, database, session
from tests.performance.bulk import Bulk, loading, raw
from tests.performance.copies import _owner as owner

BESIDE = {
    "procedure_version", "state", "outbox", "tally", "tally_part", "figure", "presence", "progress", "number", "once",
    "mail", "digest_item", "unseen", "role", "hat", "consultation_basket", "consultation_statement", "agenda_item",
    "meeting_document", "meeting_decision", "hum",
}  # fmt: skip
"""Tables that are made of others, and of which one subject has a few: who leads it writes them one by one."""


@cache
def tables() -> dict[str, Table]:
    """Return the tables that grow, by name; none holds bytes."""
    return {
        table.name: table for table in Base.metadata.sorted_tables
        if table.name not in BESIDE and not any(isinstance(column.type, LargeBinary) for column in table.columns)
    }  # fmt: skip


Row = dict[str, Any]
Rows = dict[str, list[Row]]


@cache
def _keys(table: Table) -> list[set[str]]:
    """Return the sets of columns in which no two rows of a table are the same."""
    unique: list[Any] = [one for one in table.constraints if isinstance(one, UniqueConstraint)]
    unique += [table.primary_key, *(index for index in table.indexes if index.unique)]
    alone = [{column.name} for column in table.columns if column.unique]
    return [*({column.name for column in one.columns} for one in unique), *alone]


@cache
def _apart(table: Table, fixed: str) -> set[str]:
    """Return the columns in which another row differs: who acts; of each key what points elsewhere, or all."""
    found = {column.name for column in table.columns if owner(column) == "actor" and column.name != fixed}
    for key in _keys(table):
        pointing = {name for name in key - {fixed} if table.columns[name].foreign_keys and owner(table.columns[name])}
        found |= pointing or key - {fixed}
    return found


def _known_by(table: Table, row: Row) -> set[tuple[Any, ...]]:
    """Return by what a row is known, in each way that is whole."""
    found = {(table.name, *((name, row[name]) for name in sorted(names))) for names in _keys(table)}
    return {key for key in found if all(value is not None for _name, value in key[1:])}


class Grown:
    """Adds ``many`` rows like one that is there to each thing that rows hang on."""

    def __init__(self, bulk: Bulk, rows: Rows, many: int) -> None:
        self.bulk, self.rows, self.many = bulk, rows, many
        self.by_id = {name: {row["id"]: row for row in own if "id" in row} for name, own in rows.items()}
        self.there = {key for name, own in rows.items() for row in own for key in _known_by(tables()[name], row)}
        self.adding = {name: bulk.rows_of(table, tuple(table.columns.keys())) for name, table in tables().items()}
        self.made: dict[tuple[str, int, int], int] = {}
        self.numbers = count(1)

    def grow(self, subjects: Collection[int]) -> None:
        """Add to what hangs on these subjects."""
        for name, rows in self.rows.items():
            for column in tables()[name].columns:
                if owner(column) != "subject" or {column.name} in _keys(tables()[name]):
                    continue
                for row in {row[column.name]: row for row in rows if row[column.name] in subjects}.values():
                    for number in range(self.many):
                        self._another(tables()[name], row, number, column.name)
        self.bulk.flush()

    def _another(self, table: Table, row: Row, number: int, fixed: str = "", alone: bool = False) -> int:
        """Add a row like ``row``, which differs where it has to but in ``fixed``; return its number, if it has one.

        A subject comes with what its kind keeps of it, unless it is wanted ``alone``.
        """
        new, apart = dict(row), _apart(table, fixed)
        for column in table.columns:
            if column.name in apart:
                new[column.name] = self._other(column, row[column.name], number)
        self._add(table, new)
        if table.name == "subject" and not alone:
            for own in self._of_kind(row["id"]):
                mine = self.by_id[own.name][row["id"]] | {"id": new["id"]}
                self._another(own, mine, number, "id")
        return new.get("id", 0)

    def _of_kind(self, subject: int) -> Iterator[Table]:
        for name, rows in self.by_id.items():
            if name != "subject" and subject in rows and owner(tables()[name].columns["id"]) == "subject":
                yield tables()[name]

    def _add(self, table: Table, row: Row) -> None:
        """Add a row, unless there is one of its key."""
        keys = _known_by(table, row)
        if not keys & self.there:
            self.there |= keys
            self.adding[table.name]([raw(row[name]) for name in table.columns.keys()])  # noqa: SIM118

    def _other(self, column: Column[Any], value: Any, number: int) -> Any:
        table: Any = column.table
        name = owner(column)
        if value is None or isinstance(value, bool) or (column.foreign_keys and name not in self.by_id):
            return value
        if column.foreign_keys:
            return self._copy_of(str(name), value, number, alone={column.name} in _keys(table))
        if isinstance(value, datetime):
            return value + timedelta(microseconds=next(self.numbers))
        if isinstance(value, int):
            return self.bulk.number(table.name, column.name)
        return f"{value}-{next(self.numbers)}"

    def _copy_of(self, name: str, key: int, number: int, *, alone: bool) -> int:
        """Return the number of a copy of a row: of its own, or the one of this ``number`` that others name too."""
        if alone and name != "actor":
            return self._another(tables()[name], self.by_id[name][key], number, alone=True)
        place = ("actor", 0, number) if name == "actor" else (name, key, number)
        if place not in self.made:
            self.made[place] = self._person(number) if name == "actor" else self._another(
                tables()[name], self.by_id[name][key], number)  # fmt: skip
        return self.made[place]

    def _person(self, number: int) -> int:
        like = next(iter(self.by_id["person"]))
        actor = self._another(tables()["actor"], self.by_id["actor"][like], number)
        self._add(tables()["person"], self.by_id["person"][like] | {"id": actor})
        return actor


def grow(many: int, subjects: Collection[int]) -> None:
    """Add ``many`` rows to each kind of what hangs on these subjects, in the database of the current application."""
    rows = {name: [dict(row._mapping) for row in session.execute(select(table))] for name, table in tables().items()}
    database().leave()
    with loading(database().engine, lambda _words: None) as bulk:
        Grown(bulk, rows, many).grow(subjects)
