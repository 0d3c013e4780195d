"""Holes in a page that is kept for many: what fills them is another one for each reader, or kept by itself."""

import re
import secrets
from collections.abc import Callable
from functools import cache

from markupsafe import Markup

_SECRET = secrets.token_hex(12)
"""Nobody can write a hole into a text: what it is called is not known outside this process."""

_HOLE = re.compile(f"{_SECRET}-([a-z_ ]+)-")

_TOKEN = re.compile('<input(?=[^<>]* name="(?:csrf_token|once)")(?:[^<>]* value="([^"]*))?')
"""Where a form has a token: in a tag, as what somebody wrote may show the same words, and breaks no page by it."""


def tokens_in(html: str) -> list[str]:
    """Return the tokens that forms in ``html`` have, empty for a field without one."""
    return _TOKEN.findall(html)


def hole(name: str) -> Markup:
    """Return what stands in a page where ``name`` is to be filled in: small letters, spaces and low lines."""
    return Markup(f"{_SECRET}-{name}-")


def is_hole(text: str) -> bool:
    """Return whether a text is a hole and no more."""
    return _HOLE.fullmatch(text) is not None


def filled(html: str, fill: Callable[[str], str]) -> str:
    """Return a page whose holes are filled: ``fill`` is told the name of each once, and returns HTML."""
    once = cache(fill)
    return _HOLE.sub(lambda found: once(found[1]), html)


class Holes:
    """The holes of one page, with what was in them when it was made."""

    def __init__(self) -> None:
        self.of_pieces: dict[str, Markup] = {}

    def of(self, name: str, html: Markup) -> Markup:
        """Return a hole in place of a piece; a blank one stays, as templates ask whether there is something.

        RuntimeError when the piece has a hole itself: each is filled once.
        """
        if _SECRET in html:
            raise RuntimeError(f"a piece has a hole: {name}")
        if not html.strip():
            return html
        self.of_pieces[name] = html
        return hole(name)
