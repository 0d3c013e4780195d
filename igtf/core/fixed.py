"""Queries in which what never changes is written out, so that only what differs between readers is bound."""

import re
from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import BindParameter, ClauseList, CompoundSelect, Grouping, literal_column
from sqlalchemy.sql import operators
from sqlalchemy.sql.visitors import replacement_traverse

from igtf.core.db import fetch, plans

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


def written_out(query: CompoundSelect[Any]) -> CompoundSelect[Any]:
    """Return a query with its words and numbers in its text: hundreds of parameters cost more than the rows do.

    SQLite plans a query anew each time when a parameter is compared with what the condition of a partial index names.
    """
    return cast(CompoundSelect[Any], replacement_traverse(query, {}, _constant))


def rows_of(query: CompoundSelect[Any], **given: Any) -> Sequence[Any]:
    """Return the rows of a query that is ``written_out``, with what differs between readers ``given``.

    PostgreSQL keeps its plan for all of them: of so many parts, it takes as long as ten pages.
    """
    with plans("force_generic_plan"):
        return fetch(query, given).all()
