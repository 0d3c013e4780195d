"""A picture of a page is the same whenever it is taken."""

from playwright.sync_api import Browser

from tests.browser.conftest import SMALL, LiveServer
from tests.browser.shots import Shot, context_for

TIMES = "() => [...document.querySelectorAll('a, button')].map(one => getComputedStyle(one).transitionDuration)"


def test_a_picture_catches_no_link_on_its_way_from_one_colour_to_another(
    browser: Browser, live_server: LiveServer
) -> None:
    with context_for(browser, Shot("home", "/", SMALL)) as context:
        page = context.new_page()
        page.goto(live_server.url)
        assert set(page.evaluate(TIMES)) == {"0s"}
