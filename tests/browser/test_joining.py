"""A newcomer registers, verifies and comments in a browser without script: four pages, no more."""

import re

import pytest
from playwright.sync_api import Page
from sqlalchemy import select

from igtf.core.db import session
from igtf.core.mail import Mail
from tests.browser.axe import axe_violations
from tests.browser.conftest import LiveServer
from tests.browser.walking import PASSWORD, Walker
from tests.factories import issue_form, make_person, sign_in


@pytest.fixture
def issue(live_server: LiveServer) -> str:
    """Return the path of an issue that waits for a comment."""
    with live_server.app.app_context():
        person = make_person()
        client = sign_in(live_server.app, person)
    live_server.app.config["WTF_CSRF_ENABLED"] = False
    client.post("/issues/new", data=issue_form())
    live_server.app.config["WTF_CSRF_ENABLED"] = True
    return "/issues/1"


def fill(page: Page, **changes: str) -> None:
    """Answer the registration form."""
    answers = {"name": "أمادو مثال", "handle": "amadou", "email": "amadou@people.example",
               "password": "seven green turtles"} | changes  # fmt: skip
    for name, text in answers.items():
        page.fill(f"[name={name}]", text)
    page.select_option("[name=country]", "SN")
    page.check("[name=stakeholder_group][value=civil]")


def test_from_an_issue_to_the_first_comment(live_server: LiveServer, each_page: Page, issue: str) -> None:
    page, walker = each_page, Walker(each_page)
    page.goto(issue)
    walker.follow("Sign in to comment")
    walker.follow("Register")
    fill(page, handle="Admin")
    walker.press("Register")
    assert page.title().startswith("Error: ")
    assert page.locator("#handle-error").is_visible()
    assert page.input_value("[name=name]") == "أمادو مثال"
    assert page.input_value("[name=password]") == ""
    fill(page)
    walker.press("Register")
    assert "amadou@people.example" in page.locator("main").inner_text()
    with live_server.app.app_context():
        mail = session.scalars(select(Mail).where(Mail.to != "")).one()
    link = re.search(r"http://127\.0\.0\.1:\d+/verify/\S+", mail.text)
    assert link
    page.goto(link[0])
    walker.press("Verify and sign in")
    assert page.url == f"{live_server.url}{issue}#comment", "the way leads back to the form"
    page.fill("[name=body]", "A first comment.")
    walker.press("Post comment")
    assert page.locator("ol.time", has_text="A first comment.").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_the_pages_of_people_are_accessible(live_server: LiveServer, each_page: Page) -> None:
    with live_server.app.app_context():
        make_person("office", roles=("secretariat",))
    page, found = each_page, {}

    def look(path: str) -> None:
        page.goto(path)
        found[path] = axe_violations(page)
        fits = page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        assert fits, path

    for path in ("/register", "/reset", "/people/", "/people/office", "/sign-in"):
        look(path)
    Walker(page, "office").sign_in()
    for path in (
        "/account/",
        "/account/profile",
        "/account/preferences",
        "/account/language",
        "/secretariat/",
        "/secretariat/close",
    ):
        look(path)
    assert not {path: faults for path, faults in found.items() if faults}


def test_whoever_looks_at_a_likely_duplicate_comes_back_to_what_was_typed(
    live_server: LiveServer, each_page: Page, issue: str
) -> None:
    with live_server.app.app_context():
        make_person("mwana")
    page, walker = each_page, Walker(each_page)
    page.goto("/sign-in?next=/issues/new")
    page.fill("[name=login]", "mwana")
    page.fill("[name=password]", PASSWORD)
    walker.press("Sign in")
    answers = issue_form(title="Interconnection costs of countries without a coast")
    for name in ("title", "summary"):
        page.fill(f"[name={name}]", answers[name])
    page.check(f"[name=layer][value={answers['layer']}]")
    page.select_option("[name=topic]", answers["topic"])
    walker.press("Check: File an issue")
    alike = page.locator(".callout", has_text="Does one of these say the same?")
    walker.click(alike.locator("a", has_text="landlocked"))
    assert page.url == f"{live_server.url}{issue}"
    page.go_back()
    assert page.locator("main h1").inner_text() == "Check: File an issue"
    assert "without a coast" in page.locator("main").inner_text()
    walker.press("File an issue")
    assert page.url == f"{live_server.url}/issues/2"
