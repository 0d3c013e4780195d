"""The words of a mail that came as HTML alone, with its quotes marked as plain mails mark them."""

import re
from html.parser import HTMLParser

import nh3

from igtf.core.text.plaintext import whole
from igtf.notice.cutting import SIGNATURE

LONGEST = 100_000
"""Characters of HTML that are read: what is nested beyond sense then takes seconds and not minutes."""
DEEPEST = 5
"""How deep a quote is marked: nobody reads what is quoted deeper."""

_LINES = {"div", "li", "tr", "br", "hr"}
_PARAGRAPHS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "pre", "blockquote"}
_WITHIN = {"a", "td", "th"}
_SILENT = {"style", "script", "title", "template"}
_SCHEME = re.compile(r"https?://")

_Attributes = list[tuple[str, str | None]]


class _Words(HTMLParser):
    """Collects lines, each with how deep it is quoted."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self.line: list[str] = []
        self.quoted = self.as_written = 0
        self.lists: list[int | None] = []  # of each list that is open the next number, None for one without
        self.item = self.link = ""
        self.linked: list[str] = []

    def end(self, lines: int = 1) -> None:
        """End the line, and leave ``lines - 1`` empty ones."""
        said, self.line = "".join(self.line), []
        words = said.rstrip() if self.as_written else " ".join(said.split())
        words = SIGNATURE if said.strip("\n").replace("\xa0", " ") == SIGNATURE else words
        mark = ">" * min(self.quoted, DEEPEST)
        if words:
            words, self.item = f"{self.item}{words}", ""
            self.lines.append(f"{mark} {words}" if mark else words)
        if lines > 1 and self.lines and self.lines[-1].strip("> "):
            self.lines.append(mark)

    def handle_starttag(self, tag: str, attrs: _Attributes) -> None:
        if tag in _WITHIN:
            self._begin_within(tag, dict(attrs))
            return
        is_empty = tag == "br" and not "".join(self.line).strip()
        self.end(2 if tag in _PARAGRAPHS or is_empty else 1)
        self.quoted += tag == "blockquote"
        self.as_written += tag == "pre"
        if tag in ("ol", "ul"):
            self.lists.append((whole(dict(attrs).get("start")) or 1) if tag == "ol" else None)
        elif tag == "li":
            self.item = self._next_item()

    def handle_endtag(self, tag: str) -> None:
        if tag in _WITHIN:
            self._end_link(tag)
            return
        self.end(2 if tag in _PARAGRAPHS else 1)
        self.quoted -= tag == "blockquote"
        self.as_written -= tag == "pre"
        if tag in ("ol", "ul") and self.lists:
            self.lists.pop()
        self.item = ""

    def handle_data(self, data: str) -> None:
        first, *more = data.split("\n") if self.as_written else [data]
        self._say(first)
        for line in more:
            self.end()
            self._say(line)

    def _say(self, words: str) -> None:
        self.line.append(words)
        if self.link:
            self.linked.append(words)

    def _next_item(self) -> str:
        number = self.lists[-1] if self.lists else None
        if number is None:
            return "- "
        self.lists[-1] = number + 1
        return f"{number}. "

    def _begin_within(self, tag: str, attributes: dict[str, str | None]) -> None:
        if tag == "a":
            self.link, self.linked = attributes.get("href") or "", []
        else:
            self.line.append(" ")

    def _end_link(self, tag: str) -> None:
        """Say where a link leads, as plain mails do, unless its words are that."""
        link, self.link = (self.link, "") if tag == "a" else ("", self.link)
        words = "".join(self.linked).strip()
        if words and _SCHEME.match(link) and _SCHEME.sub("", words).rstrip("/") != _SCHEME.sub("", link).rstrip("/"):
            self.line.append(f" <{link}>")


def words_of(html: str) -> str:
    """Return the words of the HTML of a mail, a block a line; quoted ones begin with ``>``.

    It is made whole and rid of all but its blocks and links first, so that Python's parser reads it in a time that goes
    with its length.
    """
    reader = _Words()
    blocks = nh3.clean(
        html[:LONGEST], tags=_LINES | _PARAGRAPHS | _WITHIN, clean_content_tags=_SILENT, link_rel=None,
        attributes={"a": {"href"}, "ol": {"start"}}, url_schemes={"http", "https"},
    )  # fmt: skip
    reader.feed(blocks)
    reader.close()
    reader.end()
    return "\n".join(reader.lines).strip()
