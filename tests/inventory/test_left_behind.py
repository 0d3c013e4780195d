"""A page leaves nothing behind: what it was made of is freed as soon as it is sent, and waits for no collector."""

import gc
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from jinja2.runtime import Context
from sqlalchemy import select

from igtf.core.db import session
from igtf.core.keeping.impersonal import PagePiece
from igtf.core.keeping.shelf import Shelf
from igtf.people.models import Person
from igtf.record.models import Actor
from tests.factories import sign_in
from tests.inventory.test_queries import LISTS, subjects


@pytest.fixture
def left_by() -> Iterator[Callable[[Callable[[], object]], list[Any]]]:
    """Yield what returns what only the collector frees of what an act made."""

    def left(act: Callable[[], object]) -> list[Any]:
        gc.freeze()  # what was there before is not gone through
        act()
        gc.collect()
        found = gc.garbage[:]
        gc.garbage.clear()
        return found

    gc.collect()
    gc.set_debug(gc.DEBUG_SAVEALL)
    yield left
    gc.set_debug(0)
    gc.garbage.clear()
    gc.unfreeze()


def test_no_page_waits_for_the_collector(story, monkeypatch, left_by):
    with story.app_context():
        ines = session.scalars(select(Person).join(Actor, Actor.id == Person.id).where(Actor.handle == "ines")).one()
        readers: tuple[FlaskClient, ...] = (story.test_client(), sign_in(story, ines))
        asked = [*LISTS, *subjects(story)]
    kept = []
    for path in asked:
        monkeypatch.setitem(story.extensions, "igtf.pieces", Shelf[PagePiece](10**6))
        for reader in readers:
            left = left_by(lambda: reader.get(path))  # noqa: B023
            kept += [path] if any(isinstance(one, Context) for one in left) else []
    assert len(asked) > 60
    assert kept == []
