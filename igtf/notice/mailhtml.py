"""The words of a mail that came as HTML alone, with its quotes marked as plain mails mark them."""

from html.parser import HTMLParser

import nh3

from igtf.notice.cutting import SIGNATURE

LONGEST = 100_000
"""Characters of HTML that are read: what is nested beyond sense then takes seconds and not minutes."""
DEEPEST = 5
"""How deep a quote is marked: nobody reads what is quoted deeper."""

_LINES = {"div", "li", "tr", "br", "hr"}
_PARAGRAPHS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "pre", "blockquote"}
_SILENT = {"style", "script", "title", "template"}


class _Words(HTMLParser):
    """Collects lines, each with how deep it is quoted."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self.line: list[str] = []
        self.quoted = 0

    def end(self, lines: int = 1) -> None:
        """End the line, and leave ``lines - 1`` empty ones."""
        said, self.line = "".join(self.line), []
        words = SIGNATURE if said.strip("\n").replace("\xa0", " ") == SIGNATURE else " ".join(said.split())
        mark = ">" * min(self.quoted, DEEPEST)
        if words:
            self.lines.append(f"{mark} {words}" if mark else words)
        if lines > 1 and self.lines and self.lines[-1].strip("> "):
            self.lines.append(mark)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.end(2 if tag in _PARAGRAPHS else 1)
        self.quoted += tag == "blockquote"
        if tag == "li":
            self.line = ["- "]

    def handle_endtag(self, tag: str) -> None:
        self.end(2 if tag in _PARAGRAPHS else 1)
        self.quoted -= tag == "blockquote"

    def handle_data(self, data: str) -> None:
        self.line.append(data)


def words_of(html: str) -> str:
    """Return the words of the HTML of a mail, a block a line; quoted ones begin with ``>``.

    It is made whole and rid of all but its blocks first, so that Python's parser reads it in a time that goes with
    its length.
    """
    reader = _Words()
    blocks = nh3.clean(html[:LONGEST], tags=_LINES | _PARAGRAPHS, attributes={}, clean_content_tags=_SILENT)
    reader.feed(blocks)
    reader.close()
    reader.end()
    return "\n".join(reader.lines).strip()
