"""What JSON columns hold as rows of a query: the database counts it, whatever engine it is."""

from typing import Any

from sqlalchemy import JSON, Text, cast, func
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction


def entries_of(column: Any, name: str) -> Any:
    """Return the entries of a JSON object as a table with ``key`` and ``value``, the value as its JSON text."""
    return func.json_each(column).table_valued("key", "value", name=name)


class _Items(GenericFunction[Any]):
    """The items of a list that is given as JSON text; both engines call their column ``value``."""

    name, type, inherit_cache = "json_items", JSON(), True


def items_of(text: Any, name: str) -> Any:
    """Return the items of a list, given as its JSON text, as a table with ``value``."""
    return _Items(text).table_valued("value", name=name)


def as_text(value: Any) -> Any:
    """Return the value of an entry as its JSON text, by which it can be grouped."""
    return cast(value, Text)


@compiles(_Items, "sqlite")
def _each(items: _Items, compiler: Any, **more: Any) -> str:
    return f"json_each({compiler.process(items.clauses, **more)})"


@compiles(_Items, "postgresql")
def _elements(items: _Items, compiler: Any, **more: Any) -> str:
    return f"json_array_elements_text(CAST({compiler.process(items.clauses, **more)} AS JSON))"
