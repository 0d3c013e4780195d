"""What people write in fields that are no Markdown, as HTML: paragraphs and lines stay, addresses are links."""

import re
from collections.abc import Iterator
from typing import Any, cast

from flask import Flask
from markupsafe import Markup, escape

from igtf.core.text.markdown import COMMENT

_WRAPPED = re.compile(r"\n(?![ \t]*(?:[-*•]|\d+[.)]) )")  # before no point of a list
_APART = re.compile(r"\n[ \t]*\n\s*")
_BREAK = Markup("<br>")
_REL = "nofollow ugc noopener"


def paragraphs(text: str) -> list[Markup]:
    """Return the paragraphs of a text as HTML, without tags around them: lines stay apart, addresses are links.

    An address is what Markdown takes for one that stands by itself: it begins with http:// or https://. What is HTML
    already stays as it is.
    """
    if isinstance(text, Markup) or ("\n" not in text and "://" not in text):
        return [escape(text)]
    return [Markup("").join(_linked(part)) for part in _APART.split(text.strip())]


def _linked(text: str) -> Iterator[Markup]:
    seen = 0
    for found in cast(Any, COMMENT.linkify).match(text) or ():
        if found.schema in ("http:", "https:"):
            address = found.raw.rstrip(".,;:!?")
            yield _lines(text[seen : found.index])
            yield Markup('<a href="{}" class="bare" rel="{}">{}</a>').format(address, _REL, address)
            seen = found.index + len(address)
    yield _lines(text[seen:])


def _lines(text: str) -> Markup:
    return _BREAK.join(text.split("\n"))


def prose(text: Any) -> Markup:
    """Return a text in its paragraphs, each in a direction of its own; nothing for no text."""
    found = paragraphs(str(text)) if text else []
    return Markup("").join(Markup('<p dir="auto">{}</p>').format(part) for part in found)


def flowing(text: Any) -> Markup:
    """Return a text whose lines are wrapped in its source, as a draft's abstract: its paragraphs and lists stay."""
    return prose("\n\n".join(_WRAPPED.sub(" ", part) for part in _APART.split(str(text or "").strip())))


def init_app(app: Flask) -> None:
    """Register the template filters."""
    app.jinja_env.filters.update(prose=prose, flowing=flowing)
