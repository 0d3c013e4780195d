"""What a page asks of the database."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any, NamedTuple
from unittest.mock import patch

import psycopg
from flask import Flask
from sqlalchemy import Connection, Engine, event

from igtf.core.database.prepared import Prepared

READS = ("SELECT", "WITH", "(SELECT")
IN_FORCE = "max(procedure_version.number)"


class Sent(NamedTuple):
    """A statement with its parameters, as it was sent."""

    text: str
    parameters: Any

    def again(self, driver: Any, before: str = "") -> list[Any]:
        """Return the rows that a driver's connection gives for it now, with ``before`` put before its text."""
        numbered = isinstance(driver, psycopg.Connection) and isinstance(self.parameters, list)
        cursor: Any = psycopg.RawCursor(driver) if numbered else driver
        found: list[Any] = cursor.execute(before + self.text, self.parameters).fetchall()
        return found


@contextmanager
def prepared_queries(note: Callable[[Connection, str, Any], None]) -> Iterator[None]:
    """Within the block, tell ``note`` of the prepared queries, which go to the driver without SQLAlchemy's events."""
    run = Prepared.run

    def noted(connection: Connection, text: str, values: Any) -> Any:
        note(connection, text, values)
        return run(connection, text, values)

    with patch.object(Prepared, "run", staticmethod(noted)):
        yield


@contextmanager
def statements_on(engine: Engine) -> Iterator[list[Sent]]:
    """Yield the list of the statements sent to a server within the block; the beginning of a transaction is none."""
    sent: list[Sent] = []

    def note(_connection: Any, _cursor: Any, text: str, parameters: Any, *_rest: Any) -> None:
        if not text.startswith("BEGIN"):
            sent.append(Sent(text, parameters))

    def note_prepared(connection: Connection, text: str, values: Any) -> None:
        if connection.engine.pool is engine.pool:
            sent.append(Sent(text, values))

    event.listen(engine, "before_cursor_execute", note)
    try:
        with prepared_queries(note_prepared):
            yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def statements(app: Flask) -> AbstractContextManager[list[Sent]]:
    """Return the block within which the statements are listed that the application sends to its (primary) server."""
    return statements_on(app.extensions["igtf.db"].engine)


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


def more(sent: Iterable[str], than: Iterable[str]) -> list[str]:
    """Return the queries of ``sent`` that stand in it more often than in another list."""
    return list((Counter(sent) - Counter(than)).elements())


def in_lines(found: Mapping[str, Iterable[str]]) -> str:
    """Return queries by what sent them as a test says them that fails: each on a line under its page."""
    lines = []
    for page, sent in found.items():
        texts = [" ".join(text.split()) for text in sent]
        lines += [f"{page}: {len(texts)}", *(f"    {text}" for text in texts)]
    return "\n".join(lines)
