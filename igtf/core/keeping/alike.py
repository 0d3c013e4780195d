"""Pages that are alike for many who are signed in: made once for all of whom the same is known, with holes.

In a hole stands what is each reader's own and is on most pages: the tokens of forms, and words such as the hat; and the
pieces that other readers see too. The page is made as for somebody of whom only the time zone is known, so that nothing
else of one reader comes to another. Where it has something that is its reader's alone, as the position they took, it is
made for that reader.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from flask import current_app, g
from markupsafe import Markup, escape

from igtf.core.i18n import Text
from igtf.core.keeping.holes import Holes, filled, hole, is_hole, tokens_in
from igtf.core.keeping.impersonal import PagePiece, Pieces, read_by
from igtf.core.keeping.pages import may_get_anothers
from igtf.core.page.templates import Later
from igtf.core.security import masked_csrf_token, once_token

Words = Mapping[str, Callable[[], Text]]
"""Words of the present reader, by the name under which they stand in a template."""


class OfTheReader(BaseException):
    """The page shows something that is its reader's alone; no error, for which Jinja would write a traceback."""


class _PieceGone(Exception):
    """A piece of a page that is kept is not kept any more."""


class Own:
    """What is on a page of its ``reader`` alone, by name: ``values``, or functions that look them up."""

    def __init__(self, reader: Any, values: Mapping[str, Any]) -> None:
        self.reader, self.values = reader, values
        self.asked: list[str] = [name for name, value in values.items() if not callable(value)]

    def has(self, names: Collection[str]) -> bool:
        """Return whether the reader has something of ``names``."""
        return any(self._look_up(name) for name in names)

    def _look_up(self, name: str) -> Any:
        value = self.values[name]
        return value() if callable(value) else value

    def watched(self) -> dict[str, Any]:
        """Return the same for a page of others: to be asked for is noted, and to be there raises OfTheReader."""
        return {name: self._watched(name) if callable(value) else value for name, value in self.values.items()}

    def _watched(self, name: str) -> Callable[[], Any]:
        def ask() -> Any:
            self.asked.append(name)
            with read_by(self.reader):
                found = self._look_up(name)
            if found:
                raise OfTheReader(name)
            return found

        return ask


def _is_one_of_many(reader: Any) -> bool:
    """Return whether a reader is shown no more than others in the same place.

    Beside those who get no other's page at all, not who chooses among hats, or reads in another language than that of
    the mails; and nobody in a demonstration, where each page says as whom one looks around.
    """
    plain = may_get_anothers(reader) and len(reader.hats) < 2 and not reader.language_here
    return plain and not current_app.config["DEMO"]


def page_for(
    pieces: Pieces, place: str, own: Own, words: Words, make: Callable[[Mapping[str, Any]], str], somebody: Any
) -> str:
    """Return a page for who reads it: the one that others in the same ``place`` got, with their own tokens and words.

    ``make`` makes it of what stands in it of the reader; ``somebody`` is signed in, and nobody in particular.
    """
    name = f"page {place}"
    kept = pieces.find(name)
    if _is_one_of_many(own.reader) and not own.has(kept.own if kept else own.asked):
        known: Mapping[str, Markup] = {}
        if not (kept and kept.html):
            kept, known = _made_for_many(pieces, own, words, make, somebody)
            pieces.keep(name, kept)
        page = _filled(pieces, kept.html, words, known)
        if page:
            return page
    return make({**own.values, "once": once_token(), **{name: Later(say) for name, say in words.items()}})


def _made_for_many(
    pieces: Pieces, own: Own, words: Words, make: Callable[[Mapping[str, Any]], str], somebody: Any
) -> tuple[PagePiece, Mapping[str, Markup]]:
    """Return a page with its holes, and the pieces that belong there; an empty one where it is its reader's alone."""
    pieces.holes = holes = Holes()
    try:
        with read_by(somebody), _holes_for_tokens():
            html = make({**own.watched(), **{name: hole(name) for name in ("once", *words)}})
    except OfTheReader:
        html = ""
    finally:
        pieces.holes = None
    if not all(map(is_hole, tokens_in(html))):
        raise RuntimeError("what others get has a token of its reader")
    return PagePiece(Markup(html), own=tuple(own.asked)), holes.of_pieces


@contextmanager
def _holes_for_tokens() -> Iterator[None]:
    before, g.masked_csrf = g.pop("masked_csrf", None), hole("csrf_token")
    try:
        yield
    finally:
        g.pop("masked_csrf")
        if before:
            g.masked_csrf = before


def _filled(pieces: Pieces, html: Markup, words: Words, known: Mapping[str, Markup]) -> str:
    """Return a page with what belongs in its holes; empty where a piece of it is not kept any more.

    ``known`` are the pieces it was made with.
    """
    said: Words = {"csrf_token": masked_csrf_token, "once": once_token, **words}

    def fill(name: str) -> str:
        if name in said:
            return str(escape(said[name]()))
        piece = known.get(name) or pieces.get(name)
        if piece is None:
            raise _PieceGone(name)
        return piece

    try:
        return filled(html, fill)
    except _PieceGone:
        return ""
