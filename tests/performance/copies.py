"""Many of what ``samples`` made by commands: the same rows again, under new numbers, of other people.

Which column holds whose number follows from the foreign keys, so that a new table needs nothing here.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, Table, select

from igtf.core.db import Base, session
from igtf.core.finding.search import TEXTS
from igtf.people.models import Role
from igtf.record.models import Actor, Hat
from tests.performance.bulk import BATCH, Bulk, raw
from tests.performance.samples import Sample

UNDECLARED = {("draft", "current_id"): "revision", ("draft", "declared_on_id"): "revision",
              ("draft", "consent_call_id"): "subject", ("two_step", "first_id"):
              "two_step"}  # fmt: skip
"""Columns that hold the number of a row without a foreign key."""

START = datetime(2026, 1, 5)  # noqa: DTZ001 (as it is written, in UTC)
"""When everybody had been told of what is copied: nothing of it waits for the worker."""

APART = timedelta(minutes=1)
"""How much older each copy is than the one before."""

Ids = dict[str, dict[int, int]]
"""Table → number in the sample → number in the copy."""


def _owner(column: Column[Any]) -> str | None:
    """Return the table whose numbers a column holds; its own when it is numbered; None for anything else."""
    table = column.table
    if (table.name, column.name) in UNDECLARED:
        return UNDECLARED[table.name, column.name]
    for key in column.foreign_keys:
        if found := _owner(key.column):
            return found
    return table.name if column.primary_key and column.name == "id" and not column.foreign_keys else None  # type: ignore[attr-defined]


Person = tuple[int, list[int]]
"""A person and the hats of that person."""


@dataclass
class Captured:
    """The rows of a sample by table, the numbers that are its own, and the people in it that copies have others for."""

    sample: Sample
    rows: dict[Table, list[Any]]
    own: dict[str, list[int]]
    indexed: list[int]
    people: list[Person]

    @property
    def subjects(self) -> list[Any]:
        return next(rows for table, rows in self.rows.items() if table.name == "subject")


NOT_COPIED = ("actor", "hat", "person", "sign_in", "tally", "tally_part", "contact_link", "mail", "once", "digest_item",
              "unseen")  # fmt: skip


def capture(sample: Sample) -> Captured:
    """Return what belongs to a sample: what points to one of its subjects, and what points to that."""
    own: dict[str, set[int]] = defaultdict(set)
    rows: dict[Table, list[Any]] = {}
    for table in Base.metadata.sorted_tables:
        if table.name not in NOT_COPIED:
            mine = [row for row in session.execute(select(table)) if _belongs(table, row, sample, own)]
            numbered = any(_owner(column) == table.name and column.primary_key for column in table.columns)
            own[table.name].update(row.id for row in mine if numbered)
            rows |= {table: mine} if mine else {}
    indexed = own["subject"] & set(session.scalars(select(TEXTS.c.rowid)))
    return Captured(
        sample, rows, {name: sorted(ids) for name, ids in own.items() if ids}, sorted(indexed),
        [] if sample.council else _people_in(rows),
    )  # fmt: skip


def _belongs(table: Table, row: Any, sample: Sample, own: dict[str, set[int]]) -> bool:
    if table.name == "subject":
        return row.id in sample.subjects
    if table.name == "relation":  # is of the subject that it goes out from
        return row.subject_id in own["subject"]
    keys = [(column, name) for column in table.columns if column.foreign_keys and (name := _owner(column))]
    return any(row._mapping[column] in own[name] for column, name in keys)


def _people_in(rows: dict[Table, list[Any]]) -> list[Person]:
    """Return the persons who are others in each copy: all but the members of the council, who oversee."""
    used = {
        getattr(row, column.name) for table, own in rows.items() for column in table.columns
        if _owner(column) == "actor" for row in own
    }  # fmt: skip
    sits = select(Role.person_id).where(Role.name == "council")
    persons = session.scalars(select(Actor.id).where(Actor.kind == "person", Actor.id.in_(used - {None}),
                                                      Actor.id.not_in(sits))).all()  # fmt: skip
    return [(person, list(session.scalars(select(Hat.id).where(Hat.actor_id == person)))) for person in persons]


@dataclass
class Others:
    """Who and what copies have to do with: people with a hat each; subjects by kind; a title and a text."""

    people: Sequence[tuple[int, int]]
    subjects: dict[str, Sequence[int]]
    words: Callable[[], tuple[str, str]]


@dataclass
class Copy:
    """One copy in the making: the new numbers, by how much it is older, new names and titles, the places in the log."""

    ids: Ids
    older: timedelta
    texts: dict[str, str]
    place: Callable[[], int]


Change = Callable[[Any, Copy], Any]


def _change(column: Column[Any]) -> Change | None:
    """Return how a value of a column differs in a copy; None: not at all."""
    if name := _owner(column):
        return lambda value, copy: copy.ids[name].get(value, value) if name in copy.ids else value
    if column.name == "log_index":
        return lambda _value, copy: copy.place()
    if column.name == "told_at":
        return lambda _value, copy: raw(START - copy.older)
    if column.name in ("ref", "name", "title"):
        return lambda value, copy: copy.texts.get(value, value)
    if column.type.python_type is datetime:
        return lambda value, copy: raw(value - copy.older) if value else None
    return None


@dataclass
class _Plan:
    """How the rows of one table are written: the values as they are, and what differs by the place in the row."""

    add: Callable[[Any], None]
    rows: list[list[Any]]
    changes: list[tuple[int, Change]]


def _plan(bulk: Bulk, table: Table, rows: list[Any]) -> _Plan:
    changes = [(place, change) for place, column in enumerate(table.columns) if (change := _change(column))]
    changed = {place for place, _change in changes}
    kept = [[value if place in changed else raw(value) for place, value in enumerate(row)] for row in rows]
    names = tuple(column.name for column in table.columns)
    if table.name == "subject":  # numbers as names are unique within their kind only
        for row in kept:
            row[names.index("ref")] = f"{row[names.index('kind')]} {row[names.index('ref')]}"
    return _Plan(bulk.rows_of(table, names), kept, changes)


def add_copies(bulk: Bulk, found: Captured, count: int, others: Others) -> list[int]:
    """Add ``count`` copies of a sample; return the numbers of the first subject of each."""
    plans = [_plan(bulk, table, rows) for table, rows in found.rows.items()]
    search, made = bulk.search(), []
    for number in range(1, count + 1):
        bodies = {row.title: others.words() for row in found.subjects}
        copy = _copy(bulk, found, number, others, {old: new for old, (new, _body) in bodies.items()})
        for plan in plans:
            for row in plan.rows:
                new = row.copy()
                for place, change in plan.changes:
                    new[place] = change(new[place], copy)
                plan.add(new)
        for row in found.subjects:
            if row.id in found.indexed:
                search((copy.ids["subject"][row.id], *bodies[row.title]))
        made.append(copy.ids["subject"][found.sample.subjects[0]])
        bulk.flush(BATCH)
    bulk.flush()
    return made


def _copy(bulk: Bulk, found: Captured, number: int, others: Others, titles: dict[str, str]) -> Copy:
    ids: Ids = {name: {old: bulk.number(name) for old in own} for name, own in found.own.items()}
    for kind, old in found.sample.others.items():
        ids["subject"][old] = others.subjects[kind][number % len(others.subjects[kind])]
    cast = [others.people[(number * 17 + place) % len(others.people)] for place in range(len(found.people))]
    ids["actor"] = {old: new for (old, _hats), (new, _hat) in zip(found.people, cast, strict=True)}
    ids["hat"] = {hat: new for (_old, own), (_new, new) in zip(found.people, cast, strict=True) for hat in own}
    names = {}
    for row in found.subjects:
        name = bulk.ref(row.kind) if row.ref.isdigit() else f"{row.ref}-{number}"
        names |= {f"{row.kind} {row.ref}": name} | ({} if row.ref.isdigit() else {row.ref: name})
    return Copy(ids, APART * number, titles | names, lambda: bulk.number("outbox", "log_index"))
