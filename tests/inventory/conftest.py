"""The world that the inventory walks: the demonstration story, told once a session, and an empty database."""

import contextlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from igtf.cli.demo import fill
from igtf.core.db import migrate
from tests.databases import SQLite


@pytest.fixture(scope="session")
def told(sqlite: SQLite, app_over: Callable[[str], Flask]) -> Iterator[Path]:
    """Yield the SQLite file of the story as it was told."""
    with sqlite.fresh(migrate) as url:
        app = app_over(url)
        app.config["DEMO"] = True
        with app.app_context():
            fill()
        app.config["DEMO"] = False
        app.extensions["igtf.db"].engine.dispose()
        yield Path(url.removeprefix("sqlite:///"))


@pytest.fixture
def world(told: Path, app_over: Callable[[str], Flask], tmp_path: Path) -> Iterator[Flask]:
    """Yield the application over a copy of the story of this test's own."""
    copy = told.with_name(f"copy-of-{told.name}")
    shutil.copy(told, copy)
    for ending in ("-wal", "-shm"):
        with contextlib.suppress(FileNotFoundError):
            shutil.copy(f"{told}{ending}", f"{copy}{ending}")
    app = app_over(f"sqlite:///{copy}")
    yield app
    app.extensions["igtf.db"].engine.dispose()
    for ending in ("", "-wal", "-shm"):
        Path(f"{copy}{ending}").unlink(missing_ok=True)


@pytest.fixture
def built(app_over: Callable[[str], Flask]) -> Iterator[Flask]:
    """Yield the application over no database, within a request, for what is asked of tables and templates."""
    app = app_over("sqlite://")
    with app.test_request_context("/"):
        yield app
