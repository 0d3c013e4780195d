"""What templates mark as the same for all readers is the same, whoever came first: over every subject of the story."""

import re
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select

from igtf.core.db import session
from igtf.core.keeping import alike
from igtf.core.keeping.impersonal import PagePiece
from igtf.core.keeping.shelf import Shelf
from igtf.people.models import Person, Role
from igtf.people.roles import roles_of
from igtf.record.models import HIDDEN, Subject
from igtf.record.moves import url_of
from tests.factories import sign_in
from tests.inventory.addresses import paths

ROLES = ("chair", "council", "secretariat")


def _readers() -> list[Person]:
    """Return one holder of each role, and a participant without any; all live by UTC here."""
    held = [session.scalars(select(Person).join(Role, Role.person_id == Person.id)
                            .where(Role.name == name, Role.ended_at.is_(None)).order_by(Person.id)).first()
            for name in ROLES]  # fmt: skip
    none = select(Person).where(Person.id.not_in(select(Role.person_id)), Person.deactivated_at.is_(None))
    found = [person for person in (*held, session.scalars(none.order_by(Person.id)).first()) if person]
    for person in found:
        person.time_zone = "UTC"
    session.commit()
    return found


def test_pieces_do_not_depend_on_who_made_them(
    story: Flask, one_moment: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    with story.app_context():
        readers = _readers()
        assert len(readers) == len(ROLES) + 1
        subjects = session.scalars(select(Subject).where(Subject.state != HIDDEN))
        pages = ["/", *(url_of(subject) for subject in subjects)]
        clients = [story.test_client(), *(sign_in(story, person) for person in readers)]
    seen = 0
    for page in pages:
        made = []
        for client in clients:
            shelf = Shelf[PagePiece](10**7)
            monkeypatch.setitem(story.extensions, "igtf.pieces", shelf)
            made.append(_pieces(shelf, client, page))
        for others in made[1:]:
            shared = made[0].keys() & others.keys()
            assert {name: made[0][name] for name in shared} == {name: others[name] for name in shared}, page
            seen += len(shared)
    assert seen > 5 * len(pages)


def test_a_page_made_for_many_is_the_one_that_would_be_made_for_each(
    story: Flask, one_moment: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those of all subjects, in turn to several readers without a part in it, and to some with one."""
    with story.app_context():
        alone = select(Person).where(Person.id.not_in(select(Role.person_id)), Person.deactivated_at.is_(None))
        plain = session.scalars(alone.order_by(Person.id).limit(4)).all()
        pages = [url_of(subject) for subject in session.scalars(select(Subject).where(Subject.state != HIDDEN))]
        clients = [sign_in(story, person) for person in [*plain, *_readers()]]
    shared = 0
    for page in pages:
        monkeypatch.setitem(story.extensions, "igtf.pieces", Shelf[PagePiece](10**7))
        got = [_without_tokens(client.get(page, follow_redirects=True).text) for client in clients]
        shelf = story.extensions["igtf.pieces"]
        made = [piece for key, piece in shelf._things.items() if key[0].startswith("page ") and piece.html]
        shared += len(clients) - len(made) > 2
        with monkeypatch.context() as each:
            each.setattr(alike, "_is_one_of_many", lambda _reader: False)
            for client, page_of_many in zip(clients, got, strict=True):
                own = _without_tokens(client.get(page, follow_redirects=True).text)
                assert own == page_of_many, page
    assert shared > len(pages) / 2


def _without_tokens(html: str) -> str:
    """Return a page without what is another one each time."""
    assert "csrf_token" in html
    return re.sub('(name="(?:csrf_token|once)" value=")[^"]+', r"\1", html)


def test_pages_that_who_is_signed_in_shares_are_the_same_for_each(story: Flask, one_moment: datetime) -> None:
    shared = {name for name, view in story.view_functions.items() if hasattr(view, "same_for_all")}
    with story.app_context():
        asked = [path for endpoint, path in paths(story, "GET") if endpoint in shared]
    asked += ["/issues/?state=open", "/search?q=network", "/drafts/?view=board", "/statistics?year=2026"]
    assert len(shared) >= 10
    with story.app_context():
        readers = [person for person in _readers() if not roles_of(person.id).has("moderator", "secretariat")]
        clients = [sign_in(story, person) for person in readers]
    assert len(clients) == 3
    for path in asked:
        pages = {client.get(path).text for client in clients}
        assert len(pages) == 1, path
        assert "csrf_token" not in pages.pop(), path


def _pieces(shelf: Shelf[PagePiece], client: object, page: str) -> dict[str, str]:
    """Return the pieces that a reader leaves on an empty shelf; closed steps with what closes them."""
    status = client.get(page, follow_redirects=True).status_code  # type: ignore[attr-defined]
    assert status == 200, page
    names = {key: " ".join(key[:7]) if key[1] == "steps" else key[0] for key in shelf._things}
    return {names[key]: str(piece.html) for key, piece in shelf._things.items()}
