"""Pages before anything is there, and a form that came back: they teach, and stay accessible."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import axe_violations
from tests.browser.conftest import LiveServer, OpenPage
from tests.browser.test_pages import LISTS, UNLABELLED, sound
from tests.browser.walking import Walker
from tests.factories import make_person


@pytest.mark.parametrize("path", LISTS)
def test_an_empty_list_teaches(small_page: Page, path: str) -> None:
    small_page.goto(path)
    sound(small_page)
    empty = small_page.locator("main .empty").first
    assert len(empty.locator("p").first.inner_text()) > 40
    if path != "/search?q=nothing":
        assert empty.get_by_role("link").count() == 1


def test_a_form_that_came_back_says_what_to_do(live_server: LiveServer, each_page: Page) -> None:
    with live_server.app.app_context():
        make_person("amadou")
    walker = Walker(each_page, "amadou")
    walker.sign_in()
    each_page.goto("/issues/new")
    assert each_page.evaluate(UNLABELLED) == []
    each_page.fill("[name=title]", "A title that is kept")
    walker.press("Check: File an issue")
    assert each_page.title().startswith("Error: ")
    summary = each_page.get_by_role("alert")
    expect(summary).to_be_focused()
    summary.get_by_role("link", name="Sum the issue up.").click()
    expect(each_page.locator("#summary")).to_be_focused()
    assert each_page.locator("#summary-error").inner_text().endswith("Sum the issue up.")
    assert each_page.input_value("[name=title]") == "A title that is kept"
    sound(each_page)


def test_an_error_page_has_a_way_on(small_page: Page, open_page: OpenPage) -> None:
    small_page.goto("/issues/999")
    sound(small_page)
    assert small_page.locator("main").get_by_role("link").count()
    dark = open_page(color_scheme="dark")
    dark.goto("/issues/999")
    assert axe_violations(dark, dark=True) == []
