"""The applications that the tests of a worker share are after each test as they were made.

What a test leaves on one meets whichever test comes there next: a smaller room for kept pieces, left behind, let pages
of another test ask more than they may, on some runs and not on others. So a test fails that leaves the settings or the
extensions of a shared application changed, and they are put back; what ``monkeypatch`` sets, it puts back itself.
"""

from collections.abc import Callable, Generator
from typing import Any

import pytest
from flask import Flask

MADE: dict[Flask, dict[str, dict[str, Any]]] = {}
"""Each of these applications with the settings and extensions that it was made with."""


@pytest.fixture(scope="session")
def shared() -> Callable[[Flask], Flask]:
    """Return a function: an application that tests will share; from then on each has to leave it as it is."""

    def shared(app: Flask) -> Flask:
        MADE[app] = {"config": dict(app.config), "extensions": dict(app.extensions)}
        return app

    return shared


def _put_back(app: Flask) -> set[str]:
    """Let an application be as it was made again, and return what was not; what it opens at first use is its own."""
    found = set()
    for place, made in MADE[app].items():
        now = getattr(app, place)
        changed = {name: value for name, value in made.items() if now.get(name) is not value}
        now.update(changed)
        found |= {f"app.{place}[{name!r}]" for name in changed}
    return found


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown() -> Generator[None, Any, Any]:
    """Fail a test that leaves something behind once its fixtures are gone."""
    answer = yield
    found = {each for app in MADE for each in _put_back(app)}
    assert not found, f"left changed for the tests that come next, where monkeypatch.setitem puts back: {sorted(found)}"
    return answer
