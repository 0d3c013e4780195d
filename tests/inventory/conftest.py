"""The story that the inventory walks: a copy of the demonstration for each test."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from tests.databases import SQLite
from tests.story import told


@pytest.fixture
def story(sqlite: SQLite, app_over: Callable[[str], Flask]) -> Iterator[Flask]:
    """Yield the application over a copy of the story of this test's own."""
    with sqlite.fresh(told) as url:
        app = app_over(url)
        yield app
        app.extensions["igtf.db"].dispose()
