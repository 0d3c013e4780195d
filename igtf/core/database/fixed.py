"""Queries that are kept as text: what never changes is written out, and only what differs between readers is bound."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from itertools import count
from typing import Any, cast

from sqlalchemy import (
    JSON,
    BindParameter,
    ClauseList,
    ColumnElement,
    Grouping,
    TextualSelect,
    bindparam,
    column,
    literal_column,
)
from sqlalchemy import text as sql
from sqlalchemy.engine import Dialect
from sqlalchemy.sql import operators
from sqlalchemy.sql.visitors import replacement_traverse

from igtf.core.database.prepared import Prepared
from igtf.core.db import Listing


@cache
def _writer(engine: str) -> Dialect:
    """Return what writes the text of a query for ``engine``, a parameter as its name alone.

    Its type is said when the text is run.
    """
    made: Dialect = import_module(f"sqlalchemy.dialects.{engine}").dialect(paramstyle="named")
    alone = {"render_bind_cast": lambda _self, _type, _driver_type, name: name}
    made.statement_compiler = type("Named", (made.statement_compiler,), alone)
    return made


_PLAIN = re.compile(r"[a-z0-9 -]*")


@dataclass(frozen=True)
class WrittenQuery:
    """A query as text: what it says, its parameters, and the columns that it gives."""

    text: str
    given: tuple[BindParameter[Any], ...]
    columns: tuple[ColumnElement[Any], ...]


def _text(value: Any) -> Any:
    if isinstance(value, str) and _PLAIN.fullmatch(value):
        return literal_column(f"'{value}'")
    return literal_column(str(value)) if type(value) is int else None


def _constant(known: BindParameter[Any]) -> Any:
    """Return the text of a parameter that holds plain words or numbers, else None: so for a place in JSON, too.

    Each engine names such a place in its own way, as the parameter's type writes it.
    """
    if known.callable or known.required or known.value is None or isinstance(known.type, JSON.JSONElementType):
        return None
    if not known.expanding:
        return _text(known.value)
    texts = [_text(value) for value in known.value]
    plain = texts and all(text is not None for text in texts)
    return Grouping(ClauseList(*texts, operator=operators.comma_op)) if plain else None


def _own(known: BindParameter[Any], name: str) -> BindParameter[Any]:
    """Return a parameter with its value, or with what gives it, under a name that no other query has."""
    if known.callable:
        return bindparam(name, callable_=known.callable, type_=known.type)
    return bindparam(name, known.value, known.type)


def written_out(query: Listing, engine: str, mark: str) -> WrittenQuery:
    """Return a query as text for ``engine`` (sqlite, postgresql), with its words and numbers in it.

    What is not required of who runs it has names that begin with ``mark``: the texts of several queries can be joined.
    Hundreds of parameters cost more than the rows do, and SQLAlchemy's own form of a hundred parts takes 7 MB. SQLite
    plans a query anew each time when a parameter is compared with what the condition of a partial index names.
    """
    numbers = count()

    def said(element: Any, **_more: Any) -> Any:
        if not isinstance(element, BindParameter):
            return None
        constant = _constant(element)
        if constant is not None or element.required:
            return constant
        return _own(element, f"{mark}{next(numbers)}")

    made = cast(Listing, replacement_traverse(query, {}, said)).compile(dialect=_writer(engine))
    return WrittenQuery(
        made.string,
        tuple(bindparam(name, type_=known.type) if known.required else _own(known, name)
              for known, name in made.bind_names.items()),
        tuple(column(known.key or "", known.type) for known in query.selected_columns),
    )  # fmt: skip


def all_of(parts: Iterable[WrittenQuery]) -> Prepared[TextualSelect]:
    """Return the query of the rows of all ``parts``, which have the same columns."""
    several = list(parts)
    return Prepared(lambda: _joined(several))


def _joined(parts: Sequence[WrittenQuery]) -> TextualSelect:
    given = {known.key: known for part in parts for known in part.given}
    joined = sql("\nUNION ALL ".join(part.text for part in parts))
    return joined.bindparams(*given.values()).columns(*parts[0].columns)
