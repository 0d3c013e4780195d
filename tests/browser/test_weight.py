"""What a page costs over the wire, compressed, as a browser fetches it."""

import gzip
import json
import time
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import CDPSession, Page

from config import ROOT
from igtf.issues.importing import import_contributions
from tests.browser.conftest import LiveServer, OpenPage
from tests.browser.shots import visit
from tests.browser.test_pages import EVERY, overflow
from tests.shared_data import real_file, shared

FIRST, HTML, SECOND, REQUESTS = 30_000, 14_000, 10_000, 5
LONGEST_TEXT, SCRIPT = 25_000, 8_000
CONTRIBUTIONS = "netmundial2014/contributions.json"
SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
"""400 kbit/s and 400 ms, in milliseconds and bytes a second."""
COMPLETE, PARTS = 3, ("home", "issue", "ballot", "search")
"""Seconds in which a page is complete at that speed; and the pages that are tried so, and at twice their size."""


@pytest.fixture
def live_server(story: LiveServer) -> LiveServer:
    """Return the site with the story, in place of an empty one."""
    return story


@dataclass
class Load:
    """What one visit loaded: address → bytes over the wire, head included."""

    page: Page
    devtools: CDPSession
    urls: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)

    def listen(self) -> None:
        """Count from now on."""
        self.devtools.on(
            "Network.requestWillBeSent", lambda sent: self.urls.update({sent["requestId"]: sent["request"]["url"]})
        )
        self.devtools.on(
            "Network.loadingFinished",
            lambda done: self.sizes.update({done["requestId"]: int(done["encodedDataLength"])}),
        )
        self.devtools.on("Network.loadingFailed", lambda lost: self.sizes.update({lost["requestId"]: 0}))
        self.devtools.send("Network.enable")

    def take(self) -> dict[str, int]:
        """Return what was loaded since the last time, when all that was asked for is there."""
        self.devtools.send("Page.getLayoutMetrics")  # answered after what was asked for by then is told
        while self.urls.keys() - self.sizes.keys():
            self.page.wait_for_timeout(20)
        loaded = {self.urls[key]: size for key, size in self.sizes.items() if not self.urls[key].startswith("data:")}
        self.urls.clear()
        self.sizes.clear()
        return loaded


def page_and_load(open_page: OpenPage) -> tuple[Page, Load]:
    page = open_page()
    load = Load(page, page.context.new_cdp_session(page))
    load.listen()
    return page, load


@pytest.mark.parametrize("path", EVERY.values(), ids=EVERY)
def test_a_page_is_light(live_server: LiveServer, open_page: OpenPage, path: str) -> None:
    if path.endswith("*"):
        finder = open_page()
        visit(finder, live_server.url, path)
        path = finder.url.removeprefix(live_server.url)
    page, load = page_and_load(open_page)
    visit(page, live_server.url, path)
    address, first = page.url, load.take()
    assert all(url.startswith(live_server.url) for url in first)
    assert len(first) <= REQUESTS
    assert first[address] <= HTML
    assert sum(first.values()) <= FIRST
    page.goto("about:blank")
    load.take()
    page.goto(address)
    assert sum(load.take().values()) <= SECOND


@real_file(CONTRIBUTIONS)
def test_the_longest_real_text_is_light_too(live_server: LiveServer, open_page: OpenPage) -> None:
    longest = max(json.loads(shared(CONTRIBUTIONS).read_text("utf-8")), key=lambda row: len(row["body"]))  # type: ignore[union-attr]
    with live_server.app.app_context():
        report = import_contributions(json.dumps([longest]).encode(), source="NETmundial 2014")
    assert report.refused == 0
    finder = open_page()
    finder.goto("/issues/?source=NETmundial 2014")
    finder.locator("main a.t").first.click()
    page, load = page_and_load(open_page)
    page.goto(finder.url, wait_until="networkidle")
    assert longest["title"] in page.locator("h1").inner_text()
    first = load.take()
    assert HTML / 2 < first[finder.url] <= LONGEST_TEXT
    assert sum(first.values()) <= FIRST + LONGEST_TEXT - HTML


def test_all_script_together_is_small() -> None:
    sizes = [len(gzip.compress(path.read_bytes())) for path in (ROOT / "static" / "js").iterdir()]
    assert 0 < sum(sizes) <= SCRIPT


@pytest.mark.parametrize("name", PARTS)
def test_a_page_is_complete_over_a_slow_line(live_server: LiveServer, open_page: OpenPage, name: str) -> None:
    page, load = page_and_load(open_page)
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send("Network.emulateNetworkConditions", SLOW)
    begun = time.monotonic()
    page.goto(f"{live_server.url}{EVERY[name]}", wait_until="load")
    took = time.monotonic() - begun
    assert sum(load.take().values()) / SLOW["downloadThroughput"] < took <= COMPLETE


@pytest.mark.parametrize("name", PARTS)
def test_a_page_fits_at_twice_its_size(live_server: LiveServer, open_page: OpenPage, name: str) -> None:
    page = open_page(640, device_scale_factor=2)
    page.goto(EVERY[name])
    assert page.evaluate("devicePixelRatio") == 2
    assert overflow(page) <= 0
