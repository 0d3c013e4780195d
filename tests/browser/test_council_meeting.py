"""The council meets in browsers: from point to point on a phone without script; a hum whose count is live with it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import SMALL, LiveServer, OpenPage
from tests.browser.test_pages import sound
from tests.browser.walking import Walker, World
from tests.meetings.councils import council_called, soon
from tests.meetings.test_council import OUTCOME
from tests.meetings.test_hum import room


@pytest.fixture
def world(live_server: LiveServer, open_page: OpenPage) -> World:
    """Return an empty site."""
    return World(live_server, open_page)


def beside(world: World, act: Callable[[], object]) -> None:
    """Let clients without a browser, and so without its tokens, act."""
    world.server.app.config["WTF_CSRF_ENABLED"] = False
    world.do(act)
    world.server.app.config["WTF_CSRF_ENABLED"] = True


def _meeting(world: World) -> str:
    """Return the handle of the chair of a council that was called together, while two outcomes wait."""
    _secretariat, members, client = council_called(world.server.app, **soon())
    for number in ("1", "2"):
        client.post("/outcomes/new", data=OUTCOME | {"title": f"Outcome {number}", "session_name": number})
    return str(members[0].actor.handle)


def test_a_chair_leads_through_a_meeting_on_a_phone(world: World, open_page: OpenPage) -> None:
    found: list[str] = []
    beside(world, lambda: found.append(_meeting(world)))
    chair = Walker(open_page(SMALL), found[0])
    chair.sign_in()
    chair.page.goto("/meetings/1")
    chair.press("Open the meeting")
    chair.follow("Go through it point by point")
    chair.sees("Point 1 of 2", "any member of the clearing house")
    sound(chair.page)
    chair.follow("Point 2")
    chair.click(chair.main.get_by_role("link", name="Note", exact=True))
    chair.fill(reason="It is known.")
    chair.press("Note")
    chair.sees("Point 2 of 2", "Done in this meeting", "Nothing is due here any more.")
    sound(chair.page)
    chair.follow("Agenda")
    chair.follow("Close the meeting")
    chair.sees("Nothing is recorded yet.", "Nobody is told by mail.")
    chair.press("Close the meeting")
    chair.click(chair.main.get_by_role("link", name="Publish the minutes", exact=True))
    chair.sees("Recorded as decided", "noted it: It is known.")
    chair.press("Check: Publish the minutes")
    chair.press("Publish the minutes")
    chair.sees("Decided in the meeting", "No step of the procedure was taken.")
    sound(chair.page)


def test_the_count_of_a_hum_is_live_with_script_and_stays_without(world: World, open_page: OpenPage) -> None:
    app, people = world.server.app, []

    def ask() -> None:
        people.append(room(app, ["civil", "technical"]))
        people[0][0].post("/meetings/1/moves/ask-hum", data={"question": "Shall we?"})

    beside(world, ask)
    chair, clients, _people, _chair = people[0]
    live, plain = open_page(java_script_enabled=True), open_page()
    for page in (live, plain):
        page.goto("/meetings/1")
        expect(page.locator("#hum-count")).to_have_text("0 answers so far.")
    beside(world, lambda: clients[0].post("/meetings/1/hum", data={"answer": "loud"}))
    expect(live.locator("#hum-count")).to_have_text("1 answer so far.")
    expect(plain.locator("#hum-count")).to_have_text("0 answers so far.")
    plain.reload()
    expect(plain.locator("#hum-count")).to_have_text("1 answer so far.")
    expect(live.locator("#hum-over")).to_be_hidden()
    sound(live)
    beside(world, lambda: chair.post("/meetings/1/moves/close-hum"))
    expect(live.locator("#hum-over")).to_be_visible()
