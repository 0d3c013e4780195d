"""Each journey takes as few acts as it may, from where it begins, in a browser without script."""

import os
from functools import partial

import pytest

from config import ROOT
from igtf.cli import main
from tests.browser.conftest import SMALL, LiveServer, OpenPage
from tests.browser.journeys import FILE, JOURNEYS, OPERATING, Journey, text
from tests.browser.test_pages import overflow
from tests.browser.trips import Trip


@pytest.fixture
def live_server(story: LiveServer) -> LiveServer:
    """Return the site with the story, in place of an empty one."""
    return story


@pytest.fixture
def trip(live_server: LiveServer, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch) -> Trip:
    """Return the story, whose clock can be moved, for people with a phone."""
    monkeypatch.setitem(live_server.app.config, "DEMO", True)
    return Trip(live_server, partial(open_page, SMALL))


@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda journey: f"{journey.who}: {journey.wants}")
def test_a_journey_is_as_short_as_it_may_be(trip: Trip, journey: Journey) -> None:
    walker = journey.walk(trip)
    assert tuple(walker.acts) == journey.way
    if journey.of == "page":
        assert len(walker.pages) == journey.pages
    assert (journey.takes > journey.most) == bool(journey.over)
    assert overflow(walker.page) <= 0


def test_what_an_operator_does_is_one_command_each() -> None:
    for command in OPERATING.values():
        program, _space, name = command.partition(" ")
        assert name in main.commands if program == "igtf" else os.access(ROOT / program, os.X_OK), command


def test_the_page_of_the_journeys_is_that_of_the_table() -> None:
    assert FILE.read_text() == text(), "make it anew: python -m tests.browser.journeys"
