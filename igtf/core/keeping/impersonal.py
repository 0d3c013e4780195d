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
from igtf.core.keeping.holes import Holes, tokens_in
from igtf.core.keeping.shelf import Key, Shelf


@dataclass(frozen=True)
class PagePiece:
    """The HTML of a piece, and who sees another one: readers by their ids, and who has something of ``own``."""

    html: Markup
    but: frozenset[int] = frozenset()
    own: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        return getsizeof(self.html) + 400  # a text with one “ in it takes two bytes for each of its characters


class Pieces:
    """The pieces of one thing in one version, by name."""

    def __init__(self, shelf: Shelf[PagePiece], key: Key) -> None:
        self._shelf, self._key = shelf, key
        self.holes: Holes | None = None
        """Of a page that others get too, which has holes in place of its pieces."""

    def find(self, name: str) -> PagePiece | None:
        """Return the piece ``name`` if it is kept."""
        return self._shelf.get((name, *self._key))

    def get(self, name: str) -> Markup | None:
        """Return the HTML of the piece ``name`` if it is kept."""
        piece = self.find(name)
        return piece.html if piece else None

    def keep(self, name: str, piece: PagePiece) -> None:
        """Keep a piece."""
        self._shelf.put((name, *self._key), piece)

    def put(self, name: str, html: Markup, but: frozenset[int] = frozenset()) -> None:
        """Keep a piece, which is another one for some. RuntimeError when it holds a form: each is its reader's own."""
        if tokens_in(html):
            raise RuntimeError(f"what all readers share holds a form: {name}")
        self.keep(name, PagePiece(html, but))

    def shown(self, name: str, html: Markup) -> Markup:
        """Return what stands in the page for a piece: the piece, or a hole for it."""
        return html if self.holes is None else self.holes.of(name, html)


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
def read_by(reader: Any) -> Iterator[None]:
    """Let ``reader`` be who is signed in, within the block."""
    before, g._login_user = current_user._get_current_object(), reader
    try:
        yield
    finally:
        g._login_user = before


def _nobody() -> Any:
    """Return a reader who is not signed in, though in the time zone of who is."""
    stand_in = current_app.login_manager.anonymous_user()  # type: ignore[attr-defined]
    stand_in.time_zone = getattr(current_user, "time_zone", None)
    return stand_in


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
        if kept is None:
            with read_by(_nobody()):
                kept = Markup(caller())
            if here:
                here.put(name, kept)
        return here.shown(name, kept) if here else kept


def init_app(app: Flask) -> None:
    """Give ``app`` the tag, and the room for the pieces."""
    app.jinja_env.add_extension(Impersonal)
    app.extensions["igtf.pieces"] = Shelf[PagePiece](app.config["KEPT_PIECES"] * 1024 * 1024)
