"""Six people of a group, each in a browser whose clock is ten minutes off, in the time zone of the person."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from igtf.core.clock import now, real_now
from igtf.record.by import by_importer
from igtf.routing.bodies import seed_bodies
from tests.browser.conftest import LiveServer, OpenPage
from tests.browser.council import seat_council
from tests.browser.walking import Walker, World
from tests.factories import later, make_person
from tests.groups.making import issue_unhoused

# Handle → stakeholder group, country, time zone, minutes by which the clock of the browser is off.
PEOPLE = {
    "amina": ("civil", "KE", "Africa/Nairobi", 10),
    "bruno": ("private", "BR", "America/Sao_Paulo", -10),
    "chandra": ("technical", "IN", "Asia/Kolkata", 10),
    "dorota": ("government", "PL", "Europe/Warsaw", -10),
    "emil": ("intergovernmental", "CH", "Europe/Zurich", 10),
    "fetu": ("civil", "FJ", "Pacific/Fiji", -10),
}
GROUP, TITLE, DRAFT = "shores", "Cables between small shores", "Who mends a cable that two shores share"
READY = "Is the answer about cables ready?"
TITLES = {"groups": TITLE, "drafts": DRAFT, "calls": READY}


class Life(World):
    """The site, and the six, each signed in once in a browser of their own."""

    def __init__(self, server: LiveServer, open_page: OpenPage) -> None:
        super().__init__(server, open_page)
        self.known: dict[str, Walker] = {}

    def __getattr__(self, handle: str) -> Walker:
        """Return one of the six by name, ``life.amina``."""
        if handle not in PEOPLE:
            raise AttributeError(handle)
        if handle not in self.known:
            _group, _country, zone, minutes = PEOPLE[handle]
            page = self._open(timezone_id=zone, java_script_enabled=True)
            page.context.clock.install(time=real_now() + timedelta(minutes=minutes))
            self.known[handle] = walker = Walker(page, handle)
            walker.sign_in()
            wrong = page.evaluate("Date.now()") / 60_000 - real_now().timestamp() / 60
            assert abs(wrong - minutes) < 2
        return self.known[handle]

    def at(self, handle: str, place: str, title: str = "") -> Walker:
        """Return one of the six at what the search finds: the ``place`` (groups, drafts, …) of the title."""
        walker: Walker = getattr(self, handle)
        walker.page.fill("header [name=q]", title or TITLES[place])
        walker.click(walker.page.locator("header").get_by_role("button", name="Search"))
        walker.click(walker.main.locator(f"a[href^='/{place}/']", has_text=title or TITLES[place]).first)
        return walker

    @contextmanager
    def ahead(self, days: float) -> Iterator[None]:
        """Let the server's clock run ahead within the block."""
        with self.server.app.app_context(), later(self.server.app, days):
            yield


def begin(life: Life) -> None:
    seed_bodies(by_importer(now()))
    life.server.app.config["WTF_CSRF_ENABLED"] = False
    issue_unhoused(life.server.app)
    life.server.app.config["WTF_CSRF_ENABLED"] = True
    seat_council(make_person("office", roles=("secretariat",)))
    for handle, (group, country, _zone, _minutes) in PEOPLE.items():
        make_person(handle, group=group, country=country)
