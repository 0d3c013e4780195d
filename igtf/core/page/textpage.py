"""Any page as readable text, for terminals and slow lines: whoever asks for text/plain gets it."""

import re
from functools import lru_cache
from html.parser import HTMLParser
from itertools import groupby

from flask import Flask, Response, request
from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

_LINES = {"div", "section", "li", "tr", "dt", "summary", "br", "hr", "label"}
_HEADINGS = {f"h{level}": "#" * level + " " for level in range(1, 7)}
_PARAGRAPHS = {*_HEADINGS, "p", "pre", "blockquote", "table", "ul", "ol", "dl", "form", "details"}
_INLINE = {"a", "b", "span", "small", "time", "code", "strong"}
_SILENT = {"style", "script", "svg", "select", "button", "template", "textarea"}
_PICTURES = {"svg", "ul"}
"""Where these are silent, their label says in words what they show."""
_VOID = {"br", "hr", "img", "input", "link", "meta", "path", "circle", "line", "rect", "use"}
_COUNTED = (None, "steps", "footnotes-list")
"""Classes of the ordered lists that are read with their numbers: the style sheet takes them from the others."""

LONGEST = 500
"""Characters of what a reader accepts that are read: to part a longer text at its spaces takes seconds."""


class _Kept(str):
    """A piece of text whose spaces and lines stay as they are."""

    __slots__ = ()


class _Reader(HTMLParser):
    """Collects the words of the main part: a block a line, cells and neighbours kept apart, links with addresses."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = ["\n\n"]
        self.inside = False
        self.unseen: list[str] = []
        self.links: list[str] = []
        self.lists: list[int | None] = []
        self.around: list[list[str]] = []
        self.marked = self.preformatted = False
        self.after_inline = False
        self.apart = False

    def _add(self, words: str) -> None:
        """Add words; empty ones, and a second space, would push the end of the line out of sight."""
        if words.strip() or (words and not self._end().endswith((" ", "\n"))):
            self.parts.append(words)
            self.marked = False

    def _end(self) -> str:
        """The last few pieces, enough to see how the line ends."""
        return "".join(self.parts[-8:])

    def _break(self, lines: int) -> None:
        """End the line, and leave ``lines - 1`` empty ones; a mark waits for its words."""
        self.apart = False
        end = self._end().replace(" ", "")
        missing = lines - (len(end) - len(end.rstrip("\n")))
        if missing > 0 and not self.marked:
            self.parts.append("\n" * missing)

    def _mark(self, tag: str) -> None:
        """Begin a heading or an item of a list with its mark, in the place of one that has had no words."""
        self._unmark()
        if tag == "li" and self.lists and self.lists[-1] is not None:
            self.parts.append(f"{self.lists[-1]}. ")
            self.lists[-1] += 1
        else:
            self.parts.append(_HEADINGS.get(tag, "* "))
        self.marked = True

    def _unmark(self) -> None:
        """Take away a mark that has had no words."""
        if self.marked:
            self.parts.pop()
            self.marked = False

    def _open(self, tag: str, given: dict[str, str | None]) -> None:
        """Begin what stands in lines of its own."""
        if tag in _HEADINGS or tag == "li":
            self._mark(tag)
        elif tag in ("ul", "ol"):
            counted = tag == "ol" and given.get("class") in _COUNTED
            self.lists.append(int(given.get("start") or 1) if counted else None)
        elif tag == "blockquote":
            self.around.append(self.parts)
            self.parts, self.marked = ["\n\n"], False
        elif tag == "pre":
            self.preformatted = True

    def _close(self, tag: str) -> None:
        """End it."""
        if tag in _HEADINGS or tag == "li":
            self._unmark()
        elif tag in ("ul", "ol") and self.lists:
            self.lists.pop()
        elif tag == "blockquote" and self.around:
            self._unmark()
            quoted = _tidy(self.parts).split("\n")
            self.parts = self.around.pop()
            self.parts.append(_Kept("\n".join(f"> {line}" if line else ">" for line in quoted)))
        elif tag == "pre":
            self.preformatted = False

    def _describe(self, label: str) -> None:
        """Say what is in a picture, apart from what is before and behind it."""
        if label and not self.unseen:
            self.apart = self.apart or self.after_inline
            self.handle_data(label)
            self.apart = True

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if self.unseen or tag in _SILENT or given.get("aria-hidden") == "true" or "data-quiet" in given:
            if tag not in _VOID:
                self._describe((given.get("aria-label") or "") if tag in _PICTURES else "")
                self.unseen.append(tag)
            return
        if tag == "main":
            self.inside = True
        elif not self.inside:
            return
        elif tag in _LINES or tag in _PARAGRAPHS:
            self._break(2 if tag in _PARAGRAPHS else 1)
            self._open(tag, given)
        elif tag in ("td", "th") and not self.marked and not self._end().rstrip(" ").endswith("\n"):
            self.parts.append(" | ")
        elif tag in _INLINE and self.after_inline:
            self.apart = True
        if tag == "a":
            self.links.append(given.get("href") or "")
        self.after_inline = False

    def handle_endtag(self, tag: str) -> None:
        if self.unseen:
            if tag in self.unseen:
                del self.unseen[len(self.unseen) - 1 - self.unseen[::-1].index(tag) :]
            return
        if tag == "main":
            self.inside = False
        elif tag == "dt":
            self._add(": ")
        elif tag in _LINES or tag in _PARAGRAPHS or tag == "dd":
            self._close(tag)
            self._break(2 if tag in _PARAGRAPHS else 1)
        elif tag == "a" and self.links:
            href = self.links.pop()
            if href.startswith(("/", "http")):
                self.handle_data(f" <{href}>")
        self.after_inline = tag in _INLINE

    def handle_data(self, data: str) -> None:
        if not self.inside or self.unseen:
            return
        if self.preformatted:
            self.parts.append(_Kept(data))
            self.marked = self.apart = False
        else:
            if self.apart and data.strip():
                self.parts.append(" · ")
                self.apart = False
            self._add(re.sub(r"\s+", " ", data))
            self.after_inline = False


def _tidy(parts: list[str]) -> str:
    """Return the pieces as one text, without spaces at the ends of lines and more than one empty line at a time."""
    text = ""
    for kept, pieces in groupby(parts, lambda piece: isinstance(piece, _Kept)):
        words = "".join(pieces)
        text += words if kept else re.sub(r"\n{3,}", "\n\n", re.sub(" *\n *", "\n", re.sub(" +", " ", words)))
    return text.lstrip("\n").rstrip()


def as_text(html: str) -> str:
    """Return the main part of an HTML page as text."""
    reader = _Reader()
    reader.feed(html)
    return _tidy(reader.parts) + "\n"


def wanted() -> bool:
    """Return whether the reader of this request prefers text/plain to HTML."""
    accepted = request.headers.get("Accept", "")
    return len(accepted) <= LONGEST and _prefers_text(accepted)


@lru_cache(64)
def _prefers_text(accepted: str) -> bool:
    return parse_accept_header(accepted, MIMEAccept).best_match(["text/html", "text/plain"]) == "text/plain"


def init_app(app: Flask) -> None:
    """Turn pages into text for whoever asks for it."""

    @app.after_request
    def turn(response: Response) -> Response:
        made_here = not (response.is_streamed or response.direct_passthrough)
        if response.mimetype == "text/html" and made_here and wanted():
            response.set_data(as_text(response.get_data(as_text=True)))
            response.mimetype = "text/plain"
        return response
