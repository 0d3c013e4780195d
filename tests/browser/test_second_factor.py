"""The second factor in a browser: a passkey that Chromium makes and signs with, an app without any script."""

from collections.abc import Iterator
from urllib.error import HTTPError
from urllib.parse import parse_qs
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import CDPSession, Page

from igtf.people.models import Person
from tests.browser.axe import axe_violations
from tests.browser.conftest import LiveServer, OpenPage
from tests.browser.walking import Walker
from tests.factories import make_person
from tests.people.test_accounts import KNOWN
from tests.people.test_factors import App

KEY = {
    "protocol": "ctap2", "transport": "internal", "hasUserVerification": True, "isUserVerified": True,
    "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture
def live_server(live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[LiveServer]:
    """Return the site under the one name for which browsers make passkeys without TLS."""
    url = live_server.url.replace("127.0.0.1", "localhost")
    monkeypatch.setitem(live_server.app.config, "BASE_URL", url)
    monkeypatch.setitem(live_server.app.config, "SECOND_FACTOR", True)
    return LiveServer(url, live_server.app)


@pytest.fixture
def member(live_server: LiveServer) -> Person:
    """Return a member of the council, who needs a second factor."""
    with live_server.app.app_context():
        return make_person("mara", roles=("council",))


def give_password(page: Page, handle: str = "mara") -> None:
    page.goto("/sign-in")
    page.fill("[name=login]", handle)
    page.fill("[name=password]", KNOWN)
    Walker(page).click(page.locator("main form button"))


def key_of(page: Page) -> tuple[CDPSession, str]:
    """Put a key into the browser of a page."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    return devtools, devtools.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})["authenticatorId"]


def post_again(site: str, cookie: str, sent: str) -> int:
    """Send what a browser has sent to the second factor's page once more, and return the status."""
    request = Request(f"{site}/sign-in/second", sent.encode(), {"Cookie": cookie})
    try:
        return int(urlopen(request).status)
    except HTTPError as refused:
        return int(refused.code)


def test_a_member_makes_a_passkey_on_the_way_in_and_signs_with_it(
    live_server: LiveServer, open_page: OpenPage, member: Person
) -> None:
    page = open_page(java_script_enabled=True)
    devtools, key = key_of(page)
    walker = Walker(page)
    give_password(page)
    assert page.url.endswith("/account/app")
    page.goto("/account/passkey")
    assert not page.locator("[data-said=missing]").is_visible()
    assert not axe_violations(page)
    page.fill("[name=name]", "Key on my laptop")
    walker.press("Make the passkey")
    code = page.locator("main code").first.inner_text()
    assert not axe_violations(page)
    walker.follow("I have kept them")
    assert page.url.endswith("/desk")
    page.goto("/account/")
    assert "Key on my laptop" in page.locator("main").inner_text()
    walker.press("Sign out")

    give_password(page)
    assert page.url.endswith("/sign-in/second")
    assert not axe_violations(page)
    with page.expect_request("**/sign-in/second") as sent:
        page.get_by_role("button", name="Sign in with the passkey").click()
    page.wait_for_url("**/desk")
    waits = sent.value.all_headers()["cookie"]
    again = post_again(live_server.url, waits, sent.value.post_data or "")
    assert again == 422, "what was signed once lets in once"
    (signed,) = devtools.send("WebAuthn.getCredentials", {"authenticatorId": key})["credentials"]
    assert signed["signCount"] == 2
    page.goto("/account/")
    walker.press("Sign out")

    devtools.send("WebAuthn.removeCredential", {"authenticatorId": key, "credentialId": signed["credentialId"]})
    give_password(page)
    page.get_by_role("button", name="Sign in with the passkey").click()
    page.locator("[data-said=refused]").wait_for(state="visible")
    page.fill("[name=code]", code)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/desk")


def test_a_passkey_of_another_account_proves_nothing(
    live_server: LiveServer, open_page: OpenPage, member: Person
) -> None:
    """The browser answers for the key it holds; the site takes the keys of who has given the password."""
    page = open_page(java_script_enabled=True)
    key_of(page)
    give_password(page)
    page.goto("/account/passkey")
    page.fill("[name=name]", "Key")
    with page.expect_request("**/account/passkey") as sent:
        page.get_by_role("button", name="Make the passkey").click()
    page.locator("main code").first.wait_for()
    answer = parse_qs(sent.value.post_data or "")["proof"][0]
    with live_server.app.app_context():
        make_person("noor", roles=("council",))
    other = open_page()
    give_password(other, "noor")
    other.goto("/account/passkey")
    token = other.locator("form [name=csrf_token]").first.input_value()
    replayed = other.request.post(
        "/account/passkey", form={"csrf_token": token, "name": "Key", "proof": answer}
    )  # fmt: skip
    assert replayed.status == 422, "it signed another challenge"
    assert "does not prove a passkey" in replayed.text()


@pytest.mark.parametrize("language", ["en", "pseudo-rtl"])
def test_an_app_is_added_without_script_on_a_small_screen(
    live_server: LiveServer, open_page: OpenPage, member: Person, language: str
) -> None:
    page = open_page(320, extra_http_headers={"Accept-Language": language})
    walker = Walker(page)
    give_password(page)
    assert page.url.endswith("/account/app")
    assert not axe_violations(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.fill("[name=name]", "Phone")
    page.fill("[name=code]", App(page.content()).code())
    walker.click(page.locator("main form button"))
    assert page.locator("main code").count() == 10
    assert not axe_violations(page)
    walker.click(page.locator("main a.button"))
    page.goto("/account/passkey")
    assert page.locator("[data-said=missing]").is_visible(), "it says that a code works without script"
    assert not axe_violations(page)
    page.goto("/account/app/1/remove")
    assert not axe_violations(page)
