"""Fixtures of the browser tests: a served application and pages that look at it. They run on SQLite."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, ViewportSize
from werkzeug.serving import make_server

from igtf import create_app
from igtf.core.database.schema import migrate
from tests.browser.chromium import chromium
from tests.conftest import SETTINGS, Client
from tests.databases import Databases, lead
from tests.story import told

WIDE, SMALL = 1280, 320
OpenPage = Callable[..., Page]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker("browser")


@dataclass
class LiveServer:
    """The application as a browser reaches it."""

    url: str
    app: Flask


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory, sqlite: Databases) -> Iterator[LiveServer]:
    """Yield the application served at a free port for this worker, forms protected as in production."""
    server = make_server("127.0.0.1", 0, Flask("placeholder"), threaded=True)
    url = f"http://127.0.0.1:{server.port}"
    var = str(tmp_path_factory.mktemp("var"))
    settings = {**SETTINGS, "WTF_CSRF_ENABLED": True, "BASE_URL": url, "VAR": var}
    with sqlite.fresh(migrate) as first:
        server.app = app = create_app({**settings, "DATABASE_URL": first})
        app.test_client_class = Client
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield LiveServer(url, app)
        server.shutdown()
        thread.join()
        server.server_close()
        app.extensions["igtf.db"].dispose()


@pytest.fixture
def live_server(served: LiveServer, sqlite: Databases) -> Iterator[LiveServer]:
    """Yield the served application over a fresh database."""
    with sqlite.fresh(migrate) as url:
        with served.app.app_context():
            lead(served.app.extensions["igtf.db"], url)
        yield served
        served.app.extensions["igtf.db"].dispose()


@pytest.fixture
def story(served: LiveServer, sqlite: Databases) -> Iterator[LiveServer]:
    """Yield the served application over a copy of the demonstration story."""
    with sqlite.fresh(told) as url:
        with served.app.app_context():
            lead(served.app.extensions["igtf.db"], url)
        yield served
        served.app.extensions["igtf.db"].dispose()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Yield this worker's Chromium."""
    with chromium() as running:
        yield running


def _guard(context: BrowserContext, url: str, faults: list[str]) -> None:
    """Note in ``faults`` what our pages must never do: offend their own policy, ask a third party."""

    def hear(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            faults.append(message.text)

    def see(request: Request) -> None:
        if not request.url.startswith(url):
            faults.append(request.url)

    context.on("console", hear)
    context.on("request", see)


@pytest.fixture
def open_page(browser: Browser, live_server: LiveServer) -> Iterator[OpenPage]:
    """Yield a function: a page in a context (a person) of its own, without script.

    Takes the width in pixels and what ``Browser.new_context`` takes (``color_scheme``, …). The test
    fails when a page offended its content security policy or asked another server for anything.
    """
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_page(width: int = WIDE, **options: Any) -> Page:
        viewport: ViewportSize = {"width": width, "height": 800}
        settings: dict[str, Any] = {
            "java_script_enabled": False,
            "locale": "en",
            "viewport": viewport,
            **options,
        }
        context = browser.new_context(base_url=live_server.url, **settings)
        context.set_default_timeout(30_000)
        _guard(context, live_server.url, faults)
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    assert not faults


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """Return a page 1280 pixels wide."""
    return open_page()


@pytest.fixture
def small_page(request: pytest.FixtureRequest, open_page: OpenPage) -> Page:
    """Return a page 320 pixels wide; indirect parametrisation gives it other options of ``open_page``."""
    return open_page(**{"width": SMALL} | getattr(request, "param", {}))


@pytest.fixture(params=[WIDE, SMALL])
def each_page(request: pytest.FixtureRequest, open_page: OpenPage) -> Page:
    """Return a page, once 1280 and once 320 pixels wide."""
    return open_page(request.param)
