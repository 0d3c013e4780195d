"""Each move of the procedure has a test that makes it: ``moves.txt`` names that test, and the run holds it to that.

The record says whether a move was made, not the words of the test: after a test that is named there, the entries of its
own database are read, and it fails when one of its moves left none. So it is seen whenever that test runs, alone or
with all others and on however many workers, for the price of one query. The demonstration's story counts for nothing:
it has databases of its own. That each move has its line, and each line its test, is asked in ``inventory``.
"""

from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from igtf.core.db import session
from igtf.record.models import Event

FILE = Path(__file__).with_name("moves.txt")
LINES: list[list[str]] = [line.split() for line in FILE.read_text().splitlines()]
"""Of each move of a kind its name and its test, in the order of the procedure."""


def made_by(test: str) -> set[str]:
    """Return the moves that a test is named for."""
    return {move for move, by in LINES if by == test}


def recorded(app: Flask) -> set[str]:
    """Return the kinds of all entries in the record of a test's own application."""
    with app.app_context():
        return set(session.scalars(select(Event.kind).distinct()))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Function) -> Generator[None, Any, Any]:
    """Fail a test that is named for a move and, although it passes, does not make it."""
    answer = yield
    owed = made_by(item.nodeid.partition("[")[0])
    if owed:
        missing = owed - recorded(item.funcargs["app"])
        assert not missing, f"tests/moves.txt names this test for what it does not make: {sorted(missing)}"
    return answer
