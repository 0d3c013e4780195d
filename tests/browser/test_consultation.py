"""A consultation in a browser on a phone, without script: written, opened, replied to, sorted and summed up."""

import pytest

from tests.browser.conftest import SMALL, LiveServer, OpenPage
from tests.browser.test_pages import sound
from tests.browser.walking import Walker, World
from tests.factories import later, make_person, tick


@pytest.fixture
def world(live_server: LiveServer, open_page: OpenPage) -> World:
    """Return an empty site with a member of the council and somebody who replies."""
    world = World(live_server, open_page)
    world.do(lambda: (make_person("ines", roles=("council",)), make_person("mwana", country="UG")))
    return world


def _written(asks: Walker) -> None:
    """Draft a consultation, write its questions and open it."""
    asks.page.goto("/consultations/new")
    asks.fill(owner="clearing-house", title="What stands in the way?", summary="We ask first.", admits="everyone")
    asks.press("Draft a consultation")
    asks.state("Draft")
    asks.step("Write the questions", **{
        "questions-0-text": "How well does it work?", "questions-0-kind": "scale",
        "questions-0-options": "not at all\nfully", "questions-1-text": "What should be done?",
    })  # fmt: skip
    asks.sees("1. How well does it work?", "2. What should be done?")
    sound(asks.page)
    asks.step("Write the questions", **{"questions-0-place": "2", "questions-1-place": "1"})
    asks.sees("1. What should be done?", "2. How well does it work?")
    asks.step("Open the consultation", days="28")
    asks.state("Open")


def test_a_consultation_on_a_phone(world: World, open_page: OpenPage) -> None:
    asks, replies = Walker(open_page(SMALL), "ines"), Walker(open_page(SMALL), "mwana")
    asks.sign_in()
    _written(asks)
    replies.sign_in()
    replies.page.goto("/")
    replies.follow("What stands in the way?")
    replies.click(replies.page.locator("section.next").get_by_role("link", name="Reply", exact=True))
    replies.press("Reply")
    assert replies.page.title().startswith("Error: ")
    replies.sees("Answer at least one question.")
    replies.fill(q1="Let *everybody* speak.", q2="2")
    sound(replies.page)
    replies.press("Reply")
    replies.sees("You replied.", "1 answer")
    sound(replies.page)
    replies.follow("Your reply")
    replies.sees("Let everybody speak.", "2. How well does it work?")
    asks.page.goto("/consultations/1")
    asks.step("Name the baskets", **{"baskets-0-name": "Taking part"})
    asks.step("Sort a reply into baskets", **{"places-1-baskets": "1"})
    asks.sees("Taking part", "1 person: Civil society 1")
    asks.follow("Taking part")
    asks.sees("Let everybody speak.")
    sound(asks.page)
    asks.page.goto("/consultations/1/replies/1")
    asks.follow("Draw a statement from a reply")
    asks.fill(text="Everybody should speak.")
    asks.press("Draw a statement from a reply")
    replies.page.goto("/consultations/1")
    replies.step("Say what you think of the statements", **{"stances-0-value": "agree"})
    replies.sees("Everybody should speak.", "too few for a score")
    sound(replies.page)
    with world.server.app.app_context(), later(world.server.app, 28.5):
        world.do(tick)
        asks.page.goto("/consultations/1")
        asks.state("Closed")
        asks.step("Publish the summary", found="One asks for *more*.", follows="We ask again.")
        asks.state("Summed up")
        asks.sees("What follows", "We ask again.")
        sound(asks.page)
