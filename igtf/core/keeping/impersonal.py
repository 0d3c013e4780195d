"""What of a page is the same for all its readers: made once in each process while what it shows has not changed.

A template marks it: ``{% impersonal "above" %}…{% endimpersonal %}``. Inside, nobody is signed in, so that nothing of a
reader can come to another one; only the time zone is theirs, and pieces are kept for each zone. What stands around the
pieces (forms, steps, the reader's desk) is made for each reader.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from sys import getsizeof
from typing import Any

from flask import Flask, current_app, g, request
from flask_login import current_user
from jinja2 import nodes
from jinja2.ext import Extension
from jinja2.parser import Parser
from markupsafe import Markup

from igtf.core.db import database
from igtf.core.i18n import language
from igtf.core.keeping.shelf import Key, Shelf

_FORMS = ('name="csrf_token"', 'name="once"')


@dataclass(frozen=True)
class PagePiece:
    """The HTML of a piece, and the ids of those readers who see another one."""

    html: Markup
    but: frozenset[int] = frozenset()

    @property
    def size(self) -> int:
        return getsizeof(self.html) + 400  # a text with one “ in it takes two bytes for each of its characters


class Pieces:
    """The pieces of one thing in one version, by name."""

    def __init__(self, shelf: Shelf[PagePiece], key: Key) -> None:
        self._shelf, self._key = shelf, key

    def get(self, name: str, reader_id: int | None = None) -> Markup | None:
        """Return the piece ``name`` if it is kept, and the same for this reader."""
        piece = self._shelf.get((name, *self._key))
        return piece.html if piece and reader_id not in piece.but else None

    def put(self, name: str, html: Markup, but: frozenset[int] = frozenset()) -> None:
        """Keep a piece, which is another one for some. RuntimeError when it holds a form: each is its reader's own."""
        if any(form in html for form in _FORMS):
            raise RuntimeError(f"what all readers share holds a form: {name}")
        self._shelf.put((name, *self._key), PagePiece(html, but))


def pieces(*key: str) -> Pieces:
    """Return the pieces that belong to ``key``, in the present language."""
    return Pieces(current_app.extensions["igtf.pieces"], (*key, language(), request.host, database().url))


@contextmanager
def impersonal(page: str, version: str) -> Iterator[Pieces]:
    """Keep, within the block, what templates mark as the same for all readers of a ``page`` in this ``version``."""
    g.pieces = pieces(page, version, getattr(current_user, "time_zone", None) or "")
    try:
        yield g.pieces
    finally:
        g.pieces = None


@contextmanager
def nobody_reads() -> Iterator[None]:
    """Let nobody be signed in within the block, though in the time zone of who is."""
    reader = current_user._get_current_object()
    stand_in = current_app.login_manager.anonymous_user()  # type: ignore[attr-defined]
    stand_in.time_zone = getattr(reader, "time_zone", None)
    g._login_user = stand_in
    try:
        yield
    finally:
        g._login_user = reader


class Impersonal(Extension):
    """The tag of templates."""

    tags = {"impersonal"}

    def parse(self, parser: Parser) -> nodes.Node:
        """As Jinja asks of an extension."""
        line = next(parser.stream).lineno
        name = parser.parse_expression()
        body = parser.parse_statements(("name:endimpersonal",), drop_needle=True)
        return nodes.CallBlock(self.call_method("_piece", [name]), [], [], body).set_lineno(line)

    @staticmethod
    def _piece(name: str, caller: Callable[[], Any]) -> Markup:
        here: Pieces | None = g.get("pieces")
        kept = here.get(name) if here else None
        if kept is not None:
            return kept
        with nobody_reads():
            made = Markup(caller())
        if here:
            here.put(name, made)
        return made


def init_app(app: Flask) -> None:
    """Give ``app`` the tag, and the room for the pieces."""
    app.jinja_env.add_extension(Impersonal)
    app.extensions["igtf.pieces"] = Shelf[PagePiece](app.config["KEPT_PIECES"] * 1024 * 1024)
