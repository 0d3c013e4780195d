"""Fixtures of the tests of drafts."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import event


@pytest.fixture
def count_queries(app: Flask) -> Callable[[], Iterator[list[str]]]:
    """Return a context manager that yields the list of statements sent within its block."""

    @contextmanager
    def counting() -> Iterator[list[str]]:
        sent: list[str] = []
        engine = app.extensions["igtf.db"].engine

        def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
            if not statement.startswith("BEGIN"):
                sent.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        yield sent
        event.remove(engine, "before_cursor_execute", note)

    return counting
