"""Accessibility of a page as it stands, by axe-core."""

from functools import cache
from importlib.resources import files
from typing import Any, Literal, cast

from playwright.sync_api import Browser, Page, Route, ViewportSize

AXE = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": TAGS}}


@cache
def _copies(browser: Browser, scheme: Literal["dark", "light"]) -> Page:
    """Return the page in which copies are looked at, one for all tests: a new one starts a process."""
    return browser.new_context(bypass_csp=True, color_scheme=scheme).new_page()


def axe_violations(page: Page, *, dark: bool = False) -> list[str]:
    """Return one line for each violation on ``page``: rule, meaning, where; empty when there is none.

    axe needs script, which our pages neither have nor allow: it looks at a copy of the page's present content
    (so also at the answer to a form) in a context that bypasses the content security policy. Text typed but
    not sent is not in the copy.
    """
    content, browser = page.content(), page.context.browser
    assert browser is not None

    def answer(route: Route) -> None:
        route.fulfill(body=content, content_type="text/html; charset=utf-8")

    copy = _copies(browser, "dark" if dark else "light")
    copy.set_viewport_size(cast(ViewportSize, page.viewport_size))
    copy.route(page.url, answer)
    copy.goto(page.url)
    copy.evaluate(AXE)
    violations = copy.evaluate("options => axe.run(options)", OPTIONS)["violations"]
    copy.unroute(page.url)
    copy.goto("about:blank")  # or the next copy, at the same address with a fragment, would not be loaded
    return [f"{found['id']}: {found['help']} at {_places(found['nodes'])}" for found in violations]


def _places(nodes: list[dict[str, Any]]) -> str:
    return ", ".join(str(node["target"][0]) for node in nodes)
