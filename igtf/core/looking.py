"""Things to look at: rows as objects of their class, for who changes nothing.

SQLAlchemy notes of each object it loads how it was, to write what was changed; that takes ten times as long as to read
it. Here an object is its class and its values, and nothing stands behind it: what was not read with it, and any change
of it, is refused with an AttributeError.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import wraps
from typing import Any, Generic, NamedTuple, ParamSpec, TypeVar

from flask import g
from sqlalchemy import ColumnElement, inspect, select
from sqlalchemy.orm import Mapper, aliased

from igtf.core.context import context
from igtf.core.db import Listing, fetch, in_transaction
from igtf.core.prepared import Prepared

Row = TypeVar("Row")
Given = ParamSpec("Given")
Answer = TypeVar("Answer")


def to_look_at(view: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """Decorator of a view that shows a thing and what its relations join, and no more: it is loaded to look at."""

    @wraps(view)
    def looking(*given: Given.args, **named: Given.kwargs) -> Answer:
        g.looks = True
        return view(*given, **named)

    return looking


def looks() -> bool:
    """Return whether things are loaded to look at: in a view that says so, outside of a write transaction."""
    return "looks" in context().g and not in_transaction()


class _Part(NamedTuple):
    """One of the tables that are read together: the columns of its objects, and what is joined to them."""

    table: type[Any]
    names: Sequence[str]
    first: int
    key: int
    joined: dict[str, "_Part"]

    def made(self, row: Sequence[Any]) -> Any:
        """Return the object in ``row``; None where an outer join found nothing."""
        if row[self.key] is None:
            return None
        thing: Any = object.__new__(self.table)
        known = thing.__dict__
        known.update(zip(self.names, row[self.first : self.first + len(self.names)], strict=True))
        for name, part in self.joined.items():
            known[name] = part.made(row)
        return thing


class Look(Generic[Row]):
    """How the object of ``table`` that meets a condition is read, with those that its relations join; one query."""

    def __init__(self, table: type[Row], condition: ColumnElement[bool]) -> None:
        self._columns: list[Any] = []
        self._joins: list[tuple[Any, bool]] = []
        self._whole = self._part(table, inspect(table))
        query: Listing = select(*self._columns).select_from(table).where(condition)
        for relation, inner in self._joins:
            query = query.join(relation, isouter=not inner)
        self._query = Prepared(query)

    def _part(self, entity: Any, mapper: Mapper[Any]) -> _Part:
        names = [own.key for own in mapper.column_attrs if not own.deferred]
        first = len(self._columns)
        self._columns += [getattr(entity, name) for name in names]
        key = first + names.index(mapper.get_property_by_column(mapper.primary_key[0]).key)
        joined = dict(self._joined(entity, mapper))
        return _Part(mapper.class_, names, first, key, joined)

    def _joined(self, entity: Any, mapper: Mapper[Any]) -> Iterator[tuple[str, _Part]]:
        for relation in mapper.relationships:
            if relation.lazy != "joined":
                continue
            other: Any = aliased(relation.mapper.class_)
            self._joins.append((getattr(entity, relation.key).of_type(other), bool(relation.innerjoin)))
            yield relation.key, self._part(other, relation.mapper)

    def find(self, **given: Any) -> Row | None:
        """Return the object for the values ``given``; None when there is none."""
        row = fetch(self._query, given).first()
        return None if row is None else self._whole.made(row)
