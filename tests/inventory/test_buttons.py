"""Nobody is shown a button behind which they are refused."""

import re

from flask.testing import FlaskClient
from sqlalchemy import select

from igtf.core.db import session
from igtf.core.workflow import WORKFLOWS
from igtf.people.models import Person, Role
from igtf.record.models import HIDDEN, Subject
from tests.factories import sign_in

_BUTTON = re.compile(r'<a class="button[^"]*" href="([^"#?]*)[^"]*"')
_MOVE = re.compile(r'href="(/[^"#?]*/(?:new|moves/[a-z-]+)(?:/[a-z-]+)?)[^"]*"')
BESIDE = ("/", "/desk", "/council/", "/procedure", "/issues/queue", "/how-it-works")


def pages() -> list[str]:
    """Return the list of each kind, other pages, and one page of each kind and state that there is."""
    found = {(row.kind, row.state): row for row in session.scalars(select(Subject).where(Subject.state != HIDDEN))}
    lists = [f"/{workflow.collection}/" for workflow in WORKFLOWS.values()]
    return [*BESIDE, *lists, *(f"/{WORKFLOWS[kind].collection}/{row.ref}" for (kind, _state), row in found.items())]


SAID_BESIDE = {"/groups/new/establish"}
"""Links in a sentence that says who may."""


def _refused(client: FlaskClient, pages: list[str]) -> dict[str, str]:
    """Return what the pages offer and refuse, each with the first page that offers it."""
    seen: dict[str, str] = {}
    for page in pages:
        main = client.get(page).text.partition("<main")[2]
        for path in (*_BUTTON.findall(main), *_MOVE.findall(main)):
            seen.setdefault(path, page)
    assert len(seen) > 60
    offered = {path: page for path, page in seen.items() if path.startswith("/") and path not in SAID_BESIDE}
    return {path: page for path, page in offered.items() if client.get(path).status_code == 403}


def test_nobody_is_refused_behind_a_button(story):
    with story.app_context():
        people, all_pages = (
            select(Person).where(Person.verified_at.is_not(None), Person.deactivated_at.is_(None)),
            pages(),
        )
        held = select(Role.person_id).where(Role.ended_at.is_(None))
        for which in (
            ~Person.id.in_(held), Person.id.in_(held.where(Role.name == "council")),
            Person.id.in_(held.where(Role.name == "chair")),
        ):  # fmt: skip
            person = session.scalars(people.where(which).order_by(Person.id)).first()
            assert _refused(sign_in(story, person), all_pages) == {}, person.handle
