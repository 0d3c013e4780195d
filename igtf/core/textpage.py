"""Any page as readable text, for terminals and slow lines: whoever asks for text/plain gets it."""

import re
from html.parser import HTMLParser

from flask import Flask, Response, request

_BLOCKS = {
    "p",
    "div",
    "section",
    "li",
    "tr",
    "h1",
    "h2",
    "h3",
    "h4",
    "dt",
    "dd",
    "table",
    "ul",
    "ol",
    "form",
    "summary",
}
_SILENT = {"style", "script", "svg", "select", "button", "template", "textarea"}
_HEADINGS = {"h1": "# ", "h2": "## ", "h3": "### ", "h4": "#### "}


class _Reader(HTMLParser):
    """Collects the words of the main part, one block a line, links with their addresses behind them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.inside, self.silent = False, 0
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "main":
            self.inside = True
        elif tag in _SILENT:
            self.silent += 1
        elif tag in _BLOCKS:
            self.parts.append("\n" + _HEADINGS.get(tag, "* " if tag == "li" else ""))
        elif tag in ("td", "th"):
            self.parts.append("\t")
        elif tag in ("span", "time", "small", "b"):
            self.parts.append(" ")
        elif tag in ("br", "hr"):
            self.parts.append("\n")
        elif tag == "a":
            self.links.append(dict(attrs).get("href") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "main":
            self.inside = False
        elif tag in _SILENT:
            self.silent -= 1
        elif tag in _BLOCKS:
            self.parts.append("\n")
        elif tag == "a" and self.links:
            href = self.links.pop()
            if href.startswith(("/", "http")):
                self.handle_data(f" <{href}>")

    def handle_data(self, data: str) -> None:
        if self.inside and not self.silent:
            self.parts.append(re.sub(r"\s+", " ", data))


def as_text(html: str) -> str:
    """Return the main part of an HTML page as text."""
    reader = _Reader()
    reader.feed(html)
    lines = [re.sub(r"[ \t]+", " ", line).strip() for line in "".join(reader.parts).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line if line != "*" else "" for line in lines)).strip() + "\n"


def wanted() -> bool:
    """Return whether the reader of this request prefers text/plain to HTML."""
    return request.accept_mimetypes.best_match(["text/html", "text/plain"]) == "text/plain"


def init_app(app: Flask) -> None:
    """Turn pages into text for whoever asks for it."""

    @app.after_request
    def turn(response: Response) -> Response:
        if response.mimetype == "text/html" and not response.is_streamed and wanted():
            response.set_data(as_text(response.get_data(as_text=True)))
            response.mimetype = "text/plain"
        return response
