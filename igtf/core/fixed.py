"""Queries that are kept as text: what never changes is written out, and only what differs between readers is bound."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, cast

from sqlalchemy import (
    BindParameter,
    ClauseList,
    CompoundSelect,
    Grouping,
    TextualSelect,
    bindparam,
    column,
    literal_column,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.sql import operators
from sqlalchemy.sql.visitors import replacement_traverse

from igtf.core.db import fetch, plans


class _Named(postgresql.base.PGCompiler):
    """Writes a parameter as its name alone: its type is said when the text is run."""

    def render_bind_cast(self, type_: Any, dbapi_type: Any, sqltext: str) -> str:
        return sqltext


_WRITERS: Mapping[str, Dialect] = {
    "sqlite": sqlite.dialect(paramstyle="named"),
    "postgresql": postgresql.dialect(paramstyle="named"),  # type: ignore[no-untyped-call]
}  # fmt: skip
"""By engine what writes the text of a query, with the names of its parameters."""

_WRITERS["postgresql"].statement_compiler = _Named

_PLAIN = re.compile(r"[a-z0-9 -]*")


def _text(value: Any) -> Any:
    if isinstance(value, str) and _PLAIN.fullmatch(value):
        return literal_column(f"'{value}'")
    return literal_column(str(value)) if type(value) is int else None


def _constant(element: Any, **_more: Any) -> Any:
    """Return the text of a parameter that holds plain words or numbers; None leaves the element as it is."""
    if not isinstance(element, BindParameter) or element.callable or element.required or element.value is None:
        return None
    if not element.expanding:
        return _text(element.value)
    texts = [_text(value) for value in element.value]
    known = texts and all(text is not None for text in texts)
    return Grouping(ClauseList(*texts, operator=operators.comma_op)) if known else None


def _named(name: str, known: BindParameter[Any]) -> BindParameter[Any]:
    """Return a parameter as the text of a query names it: with its value, with what gives it, or to be given."""
    if known.callable:
        return bindparam(name, callable_=known.callable, type_=known.type)
    return bindparam(name, type_=known.type) if known.required else bindparam(name, known.value, known.type)


def written_out(query: CompoundSelect[Any], engine: str) -> TextualSelect:
    """Return a query as text for ``engine`` (sqlite, postgresql), with its words and numbers in it.

    Hundreds of parameters cost more than the rows do, and SQLAlchemy's own form of eighty parts takes 7 MB. SQLite
    plans a query anew each time when a parameter is compared with what the condition of a partial index names.
    """
    made = cast(CompoundSelect[Any], replacement_traverse(query, {}, _constant)).compile(dialect=_WRITERS[engine])
    named = [_named(name, known) for known, name in made.bind_names.items()]
    columns = [column(known.key or "", known.type) for known in query.selected_columns]
    return text(made.string).bindparams(*named).columns(*columns)


def rows_of(query: TextualSelect, **given: Any) -> Sequence[Any]:
    """Return the rows of a query that is ``written_out``, with what differs between readers ``given``.

    PostgreSQL keeps its plan for all of them: of so many parts, it takes as long as ten pages.
    """
    with plans("force_generic_plan"):
        return fetch(query, given).all()
