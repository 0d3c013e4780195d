"""Tables to be taken along: CSV (RFC 4180) that programs read, and spreadsheets open and carry nothing out of."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from igtf.core.text.jsontext import json_text

_FORMULA = re.compile(r"(^ *|;[ \"]*)(?=[=+\-@\uff0b\uff0d\uff1d\uff20])")
"""Where a cell begins, or would in a spreadsheet that parts cells by semicolons, with what begins a formula there.

A quotation mark behind a semicolon is doubled in the file, which that spreadsheet takes for an empty text. The last
four are the same signs in full width, which some spreadsheets take for them.
"""


class CsvTable:
    """A file of CSV that is being written: UTF-8 with the mark by which Excel knows it, its lines end with CR LF."""

    def __init__(self, columns: Sequence[str]) -> None:
        self._bytes = io.BytesIO()
        self._text = io.TextIOWrapper(self._bytes, "utf-8-sig", newline="", write_through=True)
        self._writer = csv.writer(self._text)
        self._writer.writerow(columns)

    def add(self, rows: Iterable[Iterable[Any]]) -> None:
        """Add rows of values, as ``cell`` writes each."""
        self._writer.writerows([cell(value) for value in row] for row in rows)

    @property
    def size(self) -> int:
        """How many bytes there are until now."""
        return self._bytes.tell()

    @property
    def data(self) -> bytes:
        """What is written until now."""
        return self._bytes.getvalue()


def cell(value: Any) -> Any:
    """Return a value as a cell has it: nothing for None, words as in JSON, a moment in UTC as spreadsheets read it."""
    if isinstance(value, str):
        return harmless(value)
    write = _OTHERS.get(type(value))
    return write(value) if write else value


_OTHERS: dict[type, Callable[[Any], str]] = {
    datetime: lambda moment: moment.astimezone(UTC).isoformat(" ", "seconds")[:19],
    bool: lambda value: str(value).lower(),
    list: lambda value: harmless("; ".join(map(str, value))),
    dict: lambda value: harmless(json_text(value)),
}
"""How values are written that the writer of CSV would write otherwise."""


def harmless(text: str) -> str:
    """Return a text on one line, with an apostrophe before what a spreadsheet would take for a formula (CWE-1236)."""
    line = text if text.isprintable() else " ".join(text.split())
    if line[:1].isalnum() and line.isascii() and ";" not in line:
        return line
    return _FORMULA.sub(r"\1'", line)
