"""Nobody waits while a text is read: whoever posts a form has its texts made into HTML before the lock is taken.

On SQLite one writer has the whole database, on PostgreSQL the rows of what it changes; a long text takes seconds. So
after each test it is asked what was read, or which password was hashed, within a write transaction of a request or of
the clock, and the test fails where there was any. Each move has a test (``moves.txt``), so each move is held to it.
What neither brings about, such as an import, is not asked.
"""

from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from traceback import extract_stack
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import has_app_context, has_request_context

import igtf
from igtf.core.db import in_transaction
from igtf.core.text.markdown import Parser

WRITTEN_HERE = ("routing/publication.py", "routing/correcting.py")
"""Where the program writes a short letter itself: it names what was made a moment ago, such as R-7, under the lock."""

CLOCK = "record/due.py"
"""Where the clock does what is due, for the worker or the demonstration."""

FOUND: list[str] = []
"""Who did so in the test that runs, each with its callers."""

_ROOT = f"{Path(igtf.__file__).parent}/"


def _callers() -> Iterator[str]:
    """Yield the functions of the program that run now, the innermost first."""
    for each in reversed(extract_stack()):
        if each.filename.startswith(_ROOT) and not each.filename.startswith(f"{_ROOT}core/"):
            yield f"{each.filename.removeprefix(_ROOT)}:{each.name}"


def _watched(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a method that reads a text as one that notes who called it while others wait."""

    def run(self: Any, text: Any, *more: Any, **how: Any) -> Any:
        if text and has_app_context() and in_transaction():
            callers = list(_callers())
            asked = has_request_context() or any(each.startswith(CLOCK) for each in callers)
            if asked and not any(each.startswith(WRITTEN_HERE) for each in callers):
                FOUND.append(" < ".join(callers[:7]))
        return function(self, text, *more, **how)

    return run


for _owner, _name in ((Parser, "parse"), (PasswordHasher, "hash"), (PasswordHasher, "verify")):
    setattr(_owner, _name, _watched(getattr(_owner, _name)))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Generator[None, Any, Any]:
    """Fail a test that passes, in which somebody waited."""
    FOUND.clear()
    answer = yield
    assert not FOUND, f"read under the lock; let the form do it before, as shown_by does: {sorted(set(FOUND))}"
    return answer
