"""Any page as readable text, for terminals and slow lines: whoever asks for text/plain gets it."""

import re
from functools import lru_cache
from html.parser import HTMLParser

from flask import Flask, Response, request
from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

_LINES = {"div", "section", "li", "tr", "dt", "summary", "br", "hr", "label"}
_PARAGRAPHS = {"p", "h1", "h2", "h3", "h4", "table", "ul", "ol", "dl", "form", "details"}
_INLINE = {"a", "b", "span", "small", "time", "code", "strong"}
_SILENT = {"style", "script", "svg", "select", "button", "template", "textarea"}
_PICTURES = {"svg", "ul"}
"""Where these are silent, their label says in words what they show."""
_VOID = {"br", "hr", "img", "input", "link", "meta", "path", "circle", "line", "rect", "use"}
_BEGINNINGS = {"h1": "# ", "h2": "## ", "h3": "### ", "h4": "#### ", "li": "* "}

LONGEST = 500
"""Characters of what a reader accepts that are read: to part a longer text at its spaces takes seconds."""


class _Reader(HTMLParser):
    """Collects the words of the main part: a block a line, cells and neighbours kept apart, links with addresses."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = ["\n\n"]
        self.inside = False
        self.unseen: list[str] = []
        self.links: list[str] = []
        self.after_inline = False
        self.apart = False

    def _add(self, words: str) -> None:
        """Add words; empty ones, and a second space, would push the end of the line out of sight."""
        if words.strip() or (words and not self._end().endswith((" ", "\n"))):
            self.parts.append(words)

    def _end(self) -> str:
        """The last few pieces, enough to see how the line ends."""
        return "".join(self.parts[-8:])

    def _break(self, lines: int) -> None:
        """End the line, and leave ``lines - 1`` empty ones; a bullet waits for its words."""
        self.apart = False
        end = self._end().replace(" ", "")
        missing = lines - (len(end) - len(end.rstrip("\n")))
        if missing > 0 and not end.endswith("\n*"):
            self.parts.append("\n" * missing)

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
            self._add(_BEGINNINGS.get(tag, ""))
        elif tag in ("td", "th") and not self._end().rstrip(" ").endswith("\n"):
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
            self._break(2 if tag in _PARAGRAPHS else 1)
        elif tag == "a" and self.links:
            href = self.links.pop()
            if href.startswith(("/", "http")):
                self.handle_data(f" <{href}>")
        self.after_inline = tag in _INLINE

    def handle_data(self, data: str) -> None:
        if self.inside and not self.unseen:
            if self.apart and data.strip():
                self.parts.append(" · ")
                self.apart = False
            self._add(re.sub(r"\s+", " ", data))
            self.after_inline = False


def as_text(html: str) -> str:
    """Return the main part of an HTML page as text."""
    reader = _Reader()
    reader.feed(html)
    lines = [re.sub(r"[ \t]+", " ", line).strip() for line in "".join(reader.parts).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line if line != "*" else "" for line in lines)).strip() + "\n"


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
        if response.mimetype == "text/html" and not response.is_streamed and wanted():
            response.set_data(as_text(response.get_data(as_text=True)))
            response.mimetype = "text/plain"
        return response
