"""Every main page for who reads letters twice as large, as the browser is told to make them, on a small phone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.chromium import launch
from tests.browser.conftest import SMALL, LiveServer
from tests.browser.shots import visit
from tests.browser.test_pages import BROKEN_WORDS, EVERY, overflow


@pytest.fixture
def large_text(browser: Browser) -> Iterator[Browser]:
    """Yield a Chromium whose reader has doubled the size of letters."""
    running = launch(browser.browser_type, "--blink-settings=defaultFontSize=32,defaultFixedFontSize=26")
    yield running
    running.close()


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_no_page_is_wider_than_the_smallest_screen_when_letters_are_twice_as_large(
    large_text: Browser, story: LiveServer, language: str
) -> None:
    context = large_text.new_context(
        locale=language, java_script_enabled=False, viewport={"width": SMALL, "height": 800}
    )
    page, wide = context.new_page(), {}
    for name, path in EVERY.items():
        visit(page, story.url, path)
        wide[name] = overflow(page)
    assert {name: pixels for name, pixels in wide.items() if pixels > 0} == {}


def test_names_of_groups_are_whole_on_the_home_page_of_a_phone(browser: Browser, story: LiveServer) -> None:
    long = {"fr": "intergouvernementale", "es": "intergubernamental", "ru": "Межправительственная"}
    for language, word in long.items():
        page = browser.new_context(locale=language, viewport={"width": SMALL, "height": 800}).new_page()
        visit(page, story.url, "/")
        assert word in page.locator("aside table").inner_text()
        assert (page.evaluate(BROKEN_WORDS, "aside table"), overflow(page) <= 0) == ([], True), language
