"""What a page asks of the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from flask import Flask
from sqlalchemy import event

READS = ("SELECT", "WITH", "(SELECT")
IN_FORCE = "max(procedure_version.number)"


class Sent(NamedTuple):
    """A statement with its parameters, as it was sent."""

    text: str
    parameters: Any


@contextmanager
def statements(app: Flask) -> Iterator[list[Sent]]:
    """Yield the list of the statements sent within the block; the beginning of a transaction is none."""
    sent: list[Sent] = []
    engine = app.extensions["igtf.db"].engine

    def note(_connection: Any, _cursor: Any, text: str, parameters: Any, *_rest: Any) -> None:
        if not text.startswith("BEGIN"):
            sent.append(Sent(text, parameters))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


@contextmanager
def reads(app: Flask) -> Iterator[list[str]]:
    """Yield a list that holds, after the block, the queries sent within it.

    Left out once is the one that a process sends every few seconds, for which version of the numbers is in force: which
    page meets it is chance.
    """
    found: list[str] = []
    with statements(app) as sent:
        yield found
    found += [each.text for each in sent if each.text.lstrip().upper().startswith(READS)]
    known = next((place for place, text in enumerate(found) if IN_FORCE in text), None)
    if known is not None:
        del found[known]
