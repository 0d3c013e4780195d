"""People who walk through the pages: they sign in, find a thing, take the step that its page offers."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page
from sqlalchemy import select

from igtf.core import clock
from igtf.core.db import session
from igtf.core.mail import Mail
from igtf.notice.worker import work_once
from tests.browser.conftest import LiveServer, OpenPage

PASSWORD = "a long enough password"


class Walker:
    """Somebody in a browser of their own, who uses only what the pages show."""

    def __init__(self, page: Page, handle: str = "") -> None:
        self.page, self.handle = page, handle

    @property
    def main(self) -> Locator:
        """The page without its frame."""
        return self.page.locator("main")

    def click(self, what: Locator) -> None:
        """Click what leads to a page, and wait for that page."""
        with self.page.expect_navigation():
            what.click()

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
            elif kind == "select-one":
                field.select_option(answer)
            else:
                field.fill(answer)

    def press(self, name: str) -> None:
        """Press a button."""
        self.click(self.main.get_by_role("button", name=name, exact=True))

    def step(self, label: str, **answers: str) -> None:
        """Take a step that the panel of the page offers, answering its form and checking it where it asks so."""
        offered = self.page.locator("section.next")
        more = offered.locator("summary", has_text="More acts")
        if more.count():
            more.click()
        link = offered.get_by_role("link", name=label, exact=True)
        if link.count():
            self.click(link)
            self.fill(**answers)
            self.click(self.main.locator("form.form button:not(.plain)"))
        else:
            self.click(offered.get_by_role("button", name=label, exact=True))
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
