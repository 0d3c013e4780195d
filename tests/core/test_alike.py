"""A page that one reader got is handed to the next in the same place, with what is that one's own filled in."""

import re

import pytest
from flask import Flask
from markupsafe import Markup

from igtf.core.keeping.alike import Own, page_for
from igtf.core.keeping.holes import Holes, filled, hole, tokens_in
from igtf.core.keeping.impersonal import PagePiece, impersonal
from igtf.core.keeping.shelf import Shelf
from igtf.core.security import unmask
from igtf.people.models import Person
from igtf.people.visitor import Somebody, load_visitor
from tests.factories import issue_form, make_person, sign_in
from tests.groups.making import active_group


def _tokens(page: str, name: str) -> set[str]:
    return set(re.findall(f'name="{name}" value="([^"]+)', page))


@pytest.fixture(autouse=True)
def shelf(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Shelf[PagePiece]:
    """Return a shelf on which nothing is kept yet."""
    empty = Shelf[PagePiece](10**6)
    monkeypatch.setitem(app.extensions, "igtf.pieces", empty)
    return empty


def _made(shelf: Shelf[PagePiece]) -> int:
    """Return how many pages are kept for many."""
    return sum(str(key[0]).startswith("page ") for key in shelf._things)


def test_the_next_reader_gets_the_page_with_their_own_hat_and_tokens(
    app: Flask, db: object, shelf: Shelf[PagePiece], monkeypatch: pytest.MonkeyPatch
) -> None:
    active_group(app, make_person(), acronym="newest")
    clients = [sign_in(app, make_person(group=group)) for group in ("technical", "civil")]
    pages = [client.get("/groups/newest").text for client in clients]
    assert _made(shelf) == 1
    hats = [re.findall("As a member you are shown as: ([^,<]+)", page) for page in pages]
    assert sorted(hats) == [["Civil society"], ["Technical and academic community"]]
    once = [_tokens(page, "once") for page in pages]
    assert len(once[0] | once[1]) == 2
    masked = [_tokens(page, "csrf_token").pop() for page in pages]
    assert unmask(masked[0]) != unmask(masked[1])
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    for client, own, other in zip(clients, masked, masked[::-1], strict=True):
        for token, status in ((other, 400), (own, 302)):
            given = {"csrf_token": token, "once": once.pop().pop() if token == own else ""}
            assert client.post("/groups/newest/moves/join", data=given).status_code == status
        assert "Leave" in client.get("/groups/newest").text


def test_who_follows_what_others_do_not_gets_another_page(app: Flask, db: object, shelf: Shelf[PagePiece]) -> None:
    sign_in(app, make_person()).post("/issues/new", data=issue_form())
    clients = [sign_in(app, make_person()) for _each in range(3)]
    assert clients[1].post("/issues/1/follow").status_code == 302
    clients[1].get("/issues/1")  # the message that waited
    said = ["Stop following" in client.get("/issues/1").text for client in clients]
    assert said == [False, True, False]
    assert _made(shelf) == 2


def _read(app: Flask, person: Person, own: dict[str, object], template: str) -> str:
    with app.test_request_context("/issues/1"), impersonal("page", template) as pieces:
        reader = load_visitor(person.id)
        return page_for(
            pieces, "here", Own(reader, own), {"hat": lambda: f"<{person.actor.handle}>"},
            lambda given: app.jinja_env.from_string(template).render(given), Somebody("UTC"),
        )  # fmt: skip


def test_what_is_the_readers_own_is_shown_to_nobody_else(app: Flask, db: object) -> None:
    author, reader = make_person(), make_person()
    template = "{{ hat|e }} {{ said() }}{{ current_user.name }}"
    assert _read(app, reader, {"said": lambda: ""}, template) == f"&lt;{reader.actor.handle}&gt; "
    own = _read(app, author, {"said": lambda: "You wrote this."}, template)
    assert "You wrote this." in own
    assert _read(app, reader, {"said": lambda: ""}, template) == f"&lt;{reader.actor.handle}&gt; "


def test_a_token_that_is_no_hole_is_refused(app: Flask, db: object) -> None:
    reader = make_person()
    for name in ("csrf_token", "once"):
        with pytest.raises(RuntimeError, match="has a token of its reader"):
            _read(app, reader, {}, f'<input name="{name}" value="secret">')
        assert _read(app, reader, {}, f'<input name="{name}" value="{hole("hat")}">').count("&lt;") == 1


def test_a_token_is_found_wherever_it_stands_in_its_field() -> None:
    first = '<input id="csrf_token" name="csrf_token" type="hidden" value="one">'
    assert tokens_in(f'{first}<input value="two" name="once"><input name="other" value="three">') == ["one", "two"]


def test_words_that_look_like_a_token_break_no_page(app: Flask, db: object, shelf: Shelf[PagePiece]) -> None:
    """They stand in a text as they were written: no form is there, and whoever wrote them cannot take a page away."""
    words = 'Look: name="csrf_token" value="x", and `<input name="once" value="y">`.'
    author = sign_in(app, make_person())
    author.post("/issues/new", data=issue_form(title=words, summary=words, description=words))
    assert author.post("/issues/1/comments", data={"body": words}).status_code == 302
    for client in (author, sign_in(app, make_person()), sign_in(app, make_person()), app.test_client()):
        answer = client.get("/issues/1")
        assert answer.status_code == 200
        assert answer.text.count('Look: name="csrf_token" value="x", and <code>&lt;input name="once"') == 2
    assert _made(shelf) == 1


def test_a_piece_with_a_hole_is_refused_and_a_blank_one_is_none(app: Flask) -> None:
    holes = Holes()
    assert holes.of("blank", Markup(" \n")) == " \n"
    place = holes.of("words", Markup("<p>words</p>"))
    assert filled(f"<main>{place}</main>", lambda name: name) == "<main>words</main>"
    assert holes.of_pieces == {"words": "<p>words</p>"}
    with pytest.raises(RuntimeError, match="a piece has a hole: around"):
        holes.of("around", Markup(f"<div>{place}</div>"))
