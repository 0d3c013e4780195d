"""What the program keeps for all readers as words of its own, in English, is said to each in their language."""

from html.parser import HTMLParser

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from igtf.core.db import session
from igtf.people.models import Person
from igtf.record.appealable import APPEALABLE
from igtf.record.models import CLOCK_ID, Actor, Event, Subject
from igtf.record.moves import url_of
from tests.factories import sign_in

KEPT = {"The clock", "Importer", "The importer", "The council", "Council", "council", "The clearing house"}
"""Names in the columns of actors, titles, references and senders that no participant gave."""

TITLED = {"ballot", "election", "selection", "recall", "appeal"}
"""Kinds of subject whose titles the program makes."""

LISTS = (
    "/", "/council/", "/meetings/", "/meetings/planner?group=council", "/statements/", "/drafts/", "/ballots/",
    "/people/secretariat-desk", "/how-it-works/council", "/feeds/council/council.atom", "/feeds/all.atom",
)  # fmt: skip
OWN = ("/desk", "/notice/new", "/account/follows", "/council/council/moves/call-meeting")
"""Pages of who is signed in, as the secretariat."""


class Said(HTMLParser):
    """The texts of a page, and those of its attributes that are read out."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.words |= {value for name, value in attrs if name in ("aria-label", "title", "alt") and value}

    def handle_data(self, data):
        self.words |= {part.strip() for piece in data.split("\n") for part in piece.split(" – ")}


def kept_in(client: FlaskClient, path: str, kept: set[str]) -> set[str]:
    """Return which of the words are on a page that is read in the pseudo language."""
    page = client.get(path, headers={"Accept-Language": "pseudo"})
    assert page.status_code == 200, path
    return Said(page.text).words & kept


def test_no_page_says_them_in_english_to_who_reads_another_language(
    story: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    monkeypatch.setitem(story.config, "LANGUAGES", "en,pseudo")
    with story.app_context():
        shown = session.scalars(select(Subject).where(Subject.state != "hidden", Subject.kind != "body")).all()
        titles = {subject.title for subject in shown if subject.kind in TITLED}
        assert {subject.kind for subject in shown} >= TITLED
        pages = [*LISTS, *map(url_of, shown)]
        desk = session.scalars(
            select(Person).join(Actor, Actor.id == Person.id).where(Actor.handle == "secretariat-desk")
        )
        secretariat = sign_in(story, desk.one())
        by_clock = select(func.max(Event.id)).where(Event.actor_id == CLOCK_ID, Event.kind.in_(APPEALABLE))
        to_appeal = f"/appeals/new?decision={session.scalar(by_clock)}"
    found = {path: kept_in(story.test_client(), path, KEPT | titles) for path in pages}
    found |= {path: kept_in(secretariat, path, KEPT | titles) for path in (*OWN, to_appeal)}
    assert {path: words for path, words in found.items() if words} == {}
