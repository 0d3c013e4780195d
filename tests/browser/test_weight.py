"""What a page costs over the wire, compressed, as a browser fetches it."""

from dataclasses import dataclass, field

import pytest
from playwright.sync_api import CDPSession, Page

from tests.browser.conftest import LiveServer, OpenPage
from tests.browser.shots import visit
from tests.browser.test_pages import EVERY

FIRST, HTML, SECOND, REQUESTS = 30_000, 14_000, 10_000, 5


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
    finder = open_page()
    visit(finder, live_server.url, path)
    page, load = page_and_load(open_page)
    page.goto(finder.url)
    first = load.take()
    assert all(url.startswith(live_server.url) for url in first)
    assert len(first) <= REQUESTS
    assert first[finder.url] <= HTML
    assert sum(first.values()) <= FIRST
    page.goto("about:blank")
    load.take()
    page.goto(finder.url)
    assert sum(load.take().values()) <= SECOND
