"""Fixtures of all tests: the application over a fresh database, on each engine that ``--db`` names."""

import contextvars
import gc
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import Engine, event
from werkzeug.test import TestResponse

from igtf import concepts, create_app
from igtf.core import clock
from igtf.core.database.schema import migrate
from igtf.core.db import Database
from igtf.core.i18n import language
from igtf.core.limits import limiter
from igtf.core.site import Site
from igtf.record.values import FIRST
from tests.databases import PLANNED_ONCE, Databases, SQLite, cluster, lead, scratch_folder, turn_round
from tests.reading import as_page

pytest_plugins = [
    "tests.shared_data",
    "tests.moves",
    "tests.twice",
    "tests.waiting",
    "tests.quick",
    "tests.as_made",
    "tests.midnight",
]

concepts.load()
"""In the program's order, before a test module names one of the rooms."""

event.listen(Engine, "connect", turn_round)
"""In tests alone: what measures or serves asks as it is."""

ENGINES = {"sqlite": ["sqlite"], "postgresql": ["postgresql"], "both": ["sqlite", "postgresql"]}

# What an example takes says nothing where others work on the same machine.
settings.register_profile("shared machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared machine")

SETTINGS = {
    "TESTING": True,
    "SECRET_KEY": "only for tests, forty characters or more",
    "ARGON2_COST": "1,8,1",
    "LIMITS": False,
    "SECOND_FACTOR": False,
    "KEPT_PAGES": 0,
    "WTF_CSRF_ENABLED": False,
}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--db", choices=ENGINES, default="both", help="database engines to run on")


def _engine_of(item: pytest.Item) -> Any:
    """Return the engine that a test is on, something else for one that asks no database or will not run."""
    given = getattr(getattr(item, "callspec", None), "params", {})
    return given.get("engine_name") or ("sqlite" if "sqlite" in getattr(item, "fixturenames", ()) else "")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests on PostgreSQL at one end and those on SQLite at the other, so that two workers have an engine each.

    What an engine takes once, its queries worked out, its story told, is then taken in one of them.
    """
    items.sort(key=lambda item: {"postgresql": 0, "sqlite": 2}.get(_engine_of(item), 1))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "engine_name" in metafunc.fixturenames:
        only = metafunc.definition.get_closest_marker("engine")
        engines = [name for name in ENGINES[metafunc.config.getoption("--db")] if not only or name in only.args]
        metafunc.parametrize("engine_name", engines, scope="session")


def pytest_collection_finish() -> None:
    """Let the collector look at what tests make, not at the program, and seldom: it took a quarter of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    failed = os.environ.get("IGTF_LINT_FAILED")
    if failed:
        terminalreporter.section("lint failed before the tests")
        terminalreporter.line(failed, red=True)


class Compiled(FileSystemBytecodeCache):
    """What templates are compiled to in each language."""

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        return super().get_cache_key(f"{language()}/{name}", filename)


@pytest.fixture(scope="session", autouse=True)
def compiled(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Let all applications of a run have their templates compiled once: there are dozens, and two workers."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "compiled"
    folder.mkdir(exist_ok=True)
    Site.jinja_options = {**Site.jinja_options, "bytecode_cache": Compiled(str(folder))}


class Client(FlaskClient):
    """A client whose every request has an application context of its own, as in production.

    Flask would share the one that the ``db`` fixture holds open, with its session and who is signed in. The text of a
    page that it gets holds what a reader would find in it (``reading.Page``).
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        return as_page(contextvars.Context().run(super().open, *args, **kwargs))


@pytest.fixture(scope="session")
def sqlite() -> Iterator[Databases]:
    """Yield the source of SQLite databases of this worker."""
    folder = scratch_folder()
    yield SQLite(folder)
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Databases]:
    """Yield the source of PostgreSQL databases of this worker: a private cluster."""
    with cluster(settings=PLANNED_ONCE) as databases:
        yield databases


@pytest.fixture
def db_url(engine_name: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """Yield the URL of a migrated empty database of this test's own."""
    databases: Databases = request.getfixturevalue(engine_name)
    with databases.fresh(migrate) as url:
        yield url


@pytest.fixture(scope="session")
def app_over(
    tmp_path_factory: pytest.TempPathFactory, shared: Callable[[Flask], Flask]
) -> Callable[[str], Flask]:  # fmt: skip
    """Return a function: the application over the database at a URL, made once for each engine."""
    made: dict[str, Flask] = {}

    def app_over(url: str) -> Flask:
        engine = url.partition(":")[0]
        if engine not in made:
            var = str(tmp_path_factory.mktemp("var"))
            made[engine] = shared(create_app({**SETTINGS, "DATABASE_URL": url, "VAR": var}))
            made[engine].test_client_class = Client
        app = made[engine]
        with app.app_context():
            lead(app.extensions["igtf.db"], url)
        return app

    return app_over


@pytest.fixture
def app(db_url: str, app_over: Callable[[str], Flask]) -> Iterator[Flask]:
    """Yield the application over a fresh database."""
    app = app_over(db_url)
    yield app
    app.extensions["igtf.db"].dispose()


@pytest.fixture(autouse=True)
def unlimited() -> None:
    """Let nothing be counted that a test does not ask for: all applications of a process have one counter."""
    limiter.enabled = False


@pytest.fixture
def limited(db_url: str, tmp_path: Path) -> Iterator[Flask]:
    """Yield an application over the test's database with its rate limits on."""
    app = create_app({**SETTINGS, "LIMITS": True, "DATABASE_URL": db_url, "VAR": str(tmp_path)})
    app.test_client_class = Client
    yield app
    app.extensions["igtf.db"].dispose()


@pytest.fixture
def one_moment(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """Let no time pass within a test that compares what two requests get, and return when it is.

    What a page says of time grows old: with each minute pages, their pieces and the rows of lists are made anew.
    """
    moment = clock.real_now()
    monkeypatch.setattr(clock, "real_now", lambda: moment)
    return moment


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Return a client that is not signed in."""
    return app.test_client()


@pytest.fixture
def db(app: Flask) -> Iterator[Database]:
    """Yield the database of ``app`` inside an application context."""
    with app.app_context():
        yield app.extensions["igtf.db"]


@pytest.fixture
def built(app_over: Callable[[str], Flask], tmp_path: Path) -> Iterator[Flask]:
    """Yield the application over an empty file, within a request, for what is asked of tables and templates.

    Not over a database in memory: the connections of that engine, which later tests use too, would all be the same one.
    """
    app = app_over(f"sqlite:///{tmp_path}/empty.sqlite3")
    with app.test_request_context("/"):
        g.procedure = FIRST  # there is no table to ask which version is in force
        yield app
