"""Texts of several rows in one value, a line each: the part of a query that brings them, and how it is read.

Engines put the rows of an aggregate together in any order, so each line begins with the number that it goes by.
"""

from typing import Any

from sqlalchemy import Text, cast, func


def lines_of(number: Any, text: Any) -> Any:
    """Return, as SQL, a ``text`` of each row with the ``number`` that says its place; ``read_lines`` reads it."""
    return func.aggregate_strings(cast(number, Text).concat(" ").concat(text), "\n")


def read_lines(found: str | None) -> list[tuple[str, str]]:
    """Return the number and the text of each line that ``lines_of`` brought, by their numbers; none of None."""
    lines = [line.partition(" ")[::2] for line in found.split("\n")] if found else []
    return sorted(lines, key=lambda line: int(line[0]))
