"""Whole rows in a query of columns: each is read as an object of its class, to look at.

SQLAlchemy notes of each object it loads how it was, to write what was changed; that takes ten times as long as to read
it. Here an object is its class and its values, and nothing stands behind it: what was not read with it, and any change
of it, is refused with an AttributeError. Where something is to be written, ``adopted`` makes an object of the session
of one that was read a moment ago.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import Any, NamedTuple, TypeVar, cast

from sqlalchemy import Select, inspect
from sqlalchemy.orm import Mapper, Session, aliased, make_transient_to_detached
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.util import identity_key

Read = Callable[[Sequence[Any]], Any]
Row = TypeVar("Row")


class _Whole(NamedTuple):
    """One of the tables that are read together: the columns of its objects, and what is joined to them."""

    table: type[Any]
    names: Sequence[str]
    first: int
    key: int
    joined: Mapping[str, "_Whole"]

    def made(self, row: Sequence[Any]) -> Any:
        """Return the object in ``row``; None where an outer join found nothing."""
        if row[self.key] is None:
            return None
        thing: Any = object.__new__(self.table)
        known = thing.__dict__
        known.update(zip(self.names, row[self.first : self.first + len(self.names)], strict=True))
        for name, whole in self.joined.items():
            known[name] = whole.made(row)
        return thing


def _is_whole(asked: Any) -> bool:
    """Return whether what a query asks for is a class, or another name of one, and not a column."""
    entity = asked.get("entity")
    return entity is not None and asked["expr"] is entity


class Spread:
    """A query with the columns of what it asks for as a whole, and what its relations join; ``row`` makes a row of it.

    ``row`` is None for a query of columns alone.
    """

    def __init__(self, query: Any) -> None:
        self.query = query
        self.names = [str(column.key) for column in getattr(query, "exported_columns", ())]
        self.row: Read | None = None
        asked = query.column_descriptions if isinstance(query, Select) else ()
        if any(map(_is_whole, asked)):
            self._spread(query, asked)

    def _spread(self, query: Select[*tuple[Any, ...]], asked: Sequence[Any]) -> None:
        self._columns: list[Any] = []
        self._joins: list[tuple[Any, bool]] = []
        readers = [self._reader(each, always=not place) for place, each in enumerate(asked)]
        query = query.with_only_columns(*self._columns, maintain_column_froms=True)
        for relation, inner in self._joins:
            query = query.join(relation, isouter=not inner)
        self.query, self.names = query, [each["name"] for each in asked]
        self.row = lambda row: [read(row) for read in readers]

    def _reader(self, asked: Any, *, always: bool) -> Read:
        if _is_whole(asked):
            return self._whole(asked["entity"], inspect(asked["entity"]).mapper, always=always).made
        self._columns.append(asked["expr"])
        return itemgetter(len(self._columns) - 1)

    def _whole(self, entity: Any, mapper: Mapper[Any], *, always: bool) -> _Whole:
        names = [own.key for own in mapper.column_attrs if not own.deferred]
        first = len(self._columns)
        self._columns += [getattr(entity, name) for name in names]
        key = first + names.index(mapper.get_property_by_column(mapper.primary_key[0]).key)
        return _Whole(mapper.class_, names, first, key, dict(self._joined(entity, mapper, always=always)))

    def _joined(self, entity: Any, mapper: Mapper[Any], *, always: bool) -> Iterator[tuple[str, _Whole]]:
        for relation in mapper.relationships:
            if relation.lazy != "joined":
                continue
            other: Any = aliased(relation.mapper.class_)
            inner = always and bool(relation.innerjoin)
            self._joins.append((getattr(entity, relation.key).of_type(other), inner))
            yield relation.key, self._whole(other, relation.mapper, always=inner)


def number_of(thing: Any) -> int:
    """Return the id of a row that is in the database: it is not read again in a transaction that began since.

    The row may be one to look at.
    """
    known: Any = inspect(thing, raiseerr=False)
    return cast(int, known.identity[0] if known else thing.id)


def identity_of(table: Any, values: Mapping[str, Any]) -> Any:
    """Return by what a session knows the row of ``table`` with ``values``."""
    return identity_key(table, tuple(values[name] for name in _keys(table)))


@cache
def _keys(table: Any) -> Sequence[str]:
    mapper = inspect(table)
    return [mapper.get_property_by_column(column).key for column in mapper.primary_key]


def known(own: Session, table: type[Row], values: Mapping[str, Any]) -> Row:
    """Return the object of a session with the key in ``values``, known as they say; as SQLAlchemy would load it.

    The session may have it already. What ``values`` leave out is read when somebody asks for it.
    """
    found = cast("Row | None", own.identity_map.get(identity_of(table, values)))
    if found is not None:
        for name, value in values.items():
            set_committed_value(found, name, value)
        return found
    made = table()
    vars(made).update(values)
    make_transient_to_detached(made)
    own.add(made)
    return made


def adopted(own: Session, thing: Row) -> Row:
    """Return the object of a session for one to look at, with what is joined to it, as both were read."""
    values = dict(vars(thing))
    for name in _relations(cast(Any, type(thing))) & values.keys():
        if is_to_look_at(values[name]):
            values[name] = adopted(own, values[name])
    return known(own, type(thing), values)


@cache
def _relations(table: Any) -> frozenset[str]:
    return frozenset(inspect(table).relationships.keys())


def is_to_look_at(value: Any) -> bool:
    """Return whether ``value`` is a row as an object to look at, of which no session knows."""
    return hasattr(type(value), "__mapper__") and inspect(value, raiseerr=False) is None
