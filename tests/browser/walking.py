"""People who walk through the pages: they sign in, find a thing, take the step that its page offers.

What they do is counted by what the browser does: each page that it goes to is an act, however it came there.
"""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from playwright.sync_api import Frame, Locator, Page
from sqlalchemy import select

from igtf.core import clock
from igtf.core.db import session
from igtf.core.mail import Mail
from igtf.notice.worker import work_once
from igtf.people.models import Person
from tests.browser.conftest import LiveServer, OpenPage
from tests.factories import sign_in

PASSWORD = "a long enough password"


OPENS = "opens the address"


SEEN = """what => {
    const seen = what.cloneNode(true);
    seen.querySelectorAll(".unseen").forEach(part => part.remove());
    return seen.textContent;
}"""
"""Returns the words of a link or button that are seen, without those for who hears the page."""


class Walker:
    """Somebody in a browser of their own, who uses only what the pages show.

    ``acts`` are the words of each click and submit so far, ``pages`` the addresses other than the first that they led
    to, without queries; a check of answers has the address of its form.
    """

    def __init__(self, page: Page, handle: str = "") -> None:
        self.page, self.handle = page, handle
        self.acts: list[str] = []
        self.pages: set[str] = set()
        self._first = ""
        self._words = OPENS
        page.on("framenavigated", self._arrived)

    def _arrived(self, frame: Frame) -> None:
        self.acts.append(self._words)
        if (path := urlsplit(frame.url).path) != self._first:
            self.pages.add(path)
        self._words = OPENS

    def begin(self, path: str) -> None:
        """Stand at a page, from which on is counted."""
        self.page.goto(path)
        self._first = urlsplit(self.page.url).path
        self.acts.clear()
        self.pages.clear()

    @property
    def main(self) -> Locator:
        """The page without its frame."""
        return self.page.locator("main")

    def click(self, what: Locator) -> None:
        """Click what leads to a page, and wait for that page."""
        self._words = " ".join(what.evaluate(SEEN).split()) or what.get_attribute("aria-label") or ""
        with self.page.expect_navigation():
            what.click()

    def unfold(self, what: Locator) -> None:
        """Open what is folded; the click counts."""
        what.click()
        self.acts.append(" ".join(what.inner_text().split()))

    def open_mailed(self, link: str) -> None:
        """Follow a link of a mail."""
        self._words = "the link in the mail"
        self.page.goto(link)

    def sign_in(self) -> None:
        """Sign in from the home page."""
        self.page.goto("/")
        self.click(self.page.locator("header").get_by_role("link", name="Sign in"))
        self.page.fill("[name=login]", self.handle)
        self.page.fill("[name=password]", PASSWORD)
        self.press("Sign in")
        assert self.page.locator("header").get_by_role("link", name="My desk").is_visible()

    def menu(self, name: str) -> None:
        """Follow a link of the main menu."""
        self.click(self.page.get_by_role("navigation", name="Main").get_by_role("link", name=name, exact=True))

    def find(self, title: str, name: str = "") -> None:
        """Search for ``title`` (or the ``name``, such as #1) and open what has the title."""
        self.page.fill("header [name=q]", name or title)
        self.click(self.page.locator("header").get_by_role("button", name="Search"))
        self.follow(title)

    def from_desk(self, title: str) -> None:
        """Open what waits on the desk under ``title``."""
        self.desk()
        self.follow(title)

    def desk(self) -> None:
        """Open the own desk."""
        self.click(self.page.locator("header").get_by_role("link", name="My desk"))

    def follow(self, words: str) -> None:
        """Click the first link of the page with these words."""
        self.click(self.main.get_by_role("link", name=words).first)

    def fill(self, **answers: str) -> None:
        """Answer the fields of the form by their names: text, a choice of a list, a radio button, a box."""
        for name, answer in answers.items():
            field = self.main.locator(f"[name='{name}']")
            kind = field.first.evaluate("node => node.type")
            if kind in ("radio", "checkbox"):
                self.main.locator(f"[name='{name}'][value='{answer}']").check()
            elif kind.startswith("select"):
                field.select_option(answer)
            else:
                field.fill(answer)

    def press(self, name: str) -> None:
        """Press a button."""
        self.click(self.main.get_by_role("button", name=name, exact=True))

    def step(self, label: str, **answers: str) -> None:
        """Take a step that the panel of the page offers, answering its form and checking it where it asks so."""
        offered = self.page.locator("section.next")
        link, button = (offered.get_by_role(role, name=label, exact=True) for role in ("link", "button"))
        if not (link.count() or button.count()):
            self.unfold(offered.locator("summary", has_text="More acts"))
        if link.count():
            self.click(link)
            self.fill(**answers)
            self.click(self.main.locator("form.form button:not(.plain)"))
        else:
            self.click(button)
        if self.page.locator("h1").inner_text().startswith("Check: "):
            self.click(self.main.locator("button[value=done]"))
        self.sees(f"Done: {label}.")

    def sees(self, *words: str) -> None:
        """The page says each of these."""
        shown = self.main.inner_text()
        for wanted in words:
            assert wanted in shown, f"{self.page.url} does not say {wanted!r}:\n{shown}"

    def state(self, label: str) -> None:
        """The page's state line begins with this label."""
        assert self.page.locator("p.state .badge").first.inner_text() == label


class World:
    """The served application: who opens pages of it, its clock and its mail."""

    def __init__(self, server: LiveServer, open_page: OpenPage) -> None:
        self.server, self._open = server, open_page

    def known(self, handle: str) -> Walker:
        """Return somebody whose browser is signed in already."""
        walker = Walker(self._open(), handle)
        with self.server.app.app_context():
            known = session.scalars(select(Person).where(Person.actor.has(handle=handle))).one()
            cookie = sign_in(self.server.app, known).get_cookie("igtf")
        assert cookie
        walker.page.context.add_cookies([{"name": "igtf", "value": cookie.value, "url": self.server.url}])
        return walker

    def visitor(self) -> Walker:
        """Return somebody without an account."""
        return Walker(self._open())

    def enter(self, handle: str) -> Walker:
        """Return ``handle`` after signing in."""
        walker = Walker(self._open(), handle)
        walker.sign_in()
        return walker

    def pass_days(self, days: int) -> None:
        """Let time pass, and the worker do what is due."""
        with self.server.app.app_context():
            if days:
                clock.advance(days)
        work_once(self.server.app)

    def mail_link(self, address: str, path: str, about: str = "") -> str:
        """Return the newest link below ``path`` that was mailed to ``address`` in a mail with the words ``about``."""
        with self.server.app.app_context():
            texts = session.scalars(select(Mail.text).where(Mail.to == address).order_by(Mail.id.desc()))
            found = (re.search(rf"{re.escape(self.server.url)}{path}\S+", text) for text in texts if about in text)
            return next(link[0] for link in found if link)

    def do(self, act: Callable[[], object]) -> None:
        """Carry out commands that are not part of the walk."""
        with self.server.app.app_context():
            act()


def say(world: World, handle: str, question: str, position: str, said: str) -> None:
    """Somebody takes a position in a call that the home page shows as open."""
    someone = world.enter(handle)
    someone.click(someone.page.locator("header").get_by_role("link", name="IGTF, home"))
    someone.follow(question)
    someone.fill(position=position)
    someone.press("Record my position")
    someone.sees(f"You took the position: {said}.")
    someone.page.context.close()
