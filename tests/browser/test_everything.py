"""Every page that somebody may open, and every step that is offered: axe finds nothing, on the narrowest screen."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from igtf.core.db import session
from igtf.core.workflow import WORKFLOWS
from igtf.people.models import Person, Role
from igtf.record.models import Subject
from tests.browser.axe import axe_violations
from tests.browser.conftest import SMALL, LiveServer, OpenPage
from tests.browser.test_pages import overflow
from tests.factories import sign_in
from tests.inventory.addresses import paths

ELSEWHERE = "what is about no subject"
NOT_HERE = ("/api/", "/demo", "/feeds/")


@pytest.fixture
def live_server(story: LiveServer) -> LiveServer:
    """Return the site with the story, in place of an empty one."""
    return story


def readers() -> list[Person | None]:
    """Return nobody, somebody without an office, and the first holder of each office."""
    offices: dict[str, int] = {}
    for name, person in session.execute(
        select(Role.name, Role.person_id).where(Role.ended_at.is_(None)).order_by(Role.id)
    ):
        offices.setdefault(name, person)
    without = select(Person.id).where(Person.id.not_in(select(Role.person_id))).order_by(Person.id).limit(1)
    return [None, *(session.get_one(Person, each) for each in (*session.scalars(without), *offices.values()))]


def possible(kind: str, path: str) -> bool:
    """Return whether a path is no step of a subject of a kind, or one that its state admits."""
    _slash, _collection, ref, *more = (*path.split("/"), "", "")
    if kind not in WORKFLOWS or more[:1] != ["moves"]:
        return True
    state = session.scalar(select(Subject.state).where(Subject.kind == kind, Subject.ref == ref))
    move = WORKFLOWS[kind].move_by_name.get(more[1])
    return bool(state and move and not move.clock and WORKFLOWS[kind].possible(move, state))


def shown(app: Flask, kind: str) -> Iterator[tuple[str, str | None]]:
    """Yield each page of a kind of subject, and each step where it is offered, with the cookie of who may see it."""
    collection, done = f"/{WORKFLOWS[kind].collection}/" if kind in WORKFLOWS else "", set[str]()
    collections = tuple(f"/{workflow.collection}/" for workflow in WORKFLOWS.values())
    clients = [sign_in(app, person) if person else app.test_client() for person in readers()]
    for endpoint, path in list(paths(app, "GET")):
        own = path.startswith(collection) if collection else not path.startswith(collections)
        step = f"{endpoint} {path.rpartition('/')[2]}" if "/moves/" in path else path
        if not own or step in done or path.startswith(NOT_HERE) or not possible(kind, path):
            continue
        for client in clients:
            answer = client.get(path)
            if answer.status_code == 200 and answer.mimetype == "text/html":
                done.add(step)
                cookie = client.get_cookie("igtf")
                yield path, cookie.value if cookie else None
                break


@pytest.mark.long
@pytest.mark.parametrize("kind", [*WORKFLOWS, ELSEWHERE])
def test_all_that_can_be_opened_is_accessible_on_the_narrowest_screen(
    live_server: LiveServer, open_page: OpenPage, kind: str
) -> None:
    with live_server.app.app_context():
        found = list(shown(live_server.app, kind))
    faults = {}
    for path, cookie in found:
        page = open_page(SMALL)
        if cookie:
            page.context.add_cookies([{"name": "igtf", "value": cookie, "url": live_server.url}])
        page.goto(path)
        said = axe_violations(page) + ["wider than the screen"] * (overflow(page) > 0)
        if said:
            faults[path] = said
        page.context.close()
    assert faults == {}
    assert len(found) > 1, "the list, and what is on it"
