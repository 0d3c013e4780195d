"""A Markdown text as plain text in columns: what a terminal, a mail or a printer shows well."""

import textwrap
from itertools import takewhile

from igtf.core.keeping.made import made_once
from igtf.core.text.markdown import DRAFT_LIMIT, tokens, words
from igtf.core.text.plaintext import mask_addresses

WIDTH = 72
_UNDERLINES = {"h1": "=", "h2": "-"}
_OPENS = {"blockquote_open": "> ", "dd_open": "    ", "footnote_open": "    "}
_CLOSES = {"blockquote_close", "list_item_close", "dd_close", "footnote_close"}


@made_once
def in_columns(text: str) -> str:
    """Return ``text`` wrapped at WIDTH signs; code and tables keep their lines. Raises ``MarkupRefused``."""
    page = _Page()
    for token in tokens(text, limit=DRAFT_LIMIT):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            page.begins = page.begins or not any(part.isspace() for part in page.inside)
        elif token.type == "list_item_open":
            page.open(f"{token.info}{token.markup} " if token.info else "- ", hang=True)
        elif token.type in _OPENS:
            page.open(_OPENS[token.type])
        elif token.type in _CLOSES:
            page.inside.pop()
        elif token.type == "paragraph_open":
            page.tight = token.hidden
        elif token.type in ("heading_open", "heading_close"):
            page.heading, page.tight = (token.tag if token.nesting > 0 else ""), False
        elif token.type == "tr_open":
            page.cells = []
        elif token.type == "tr_close":
            page.row()
        elif token.type in ("fence", "code_block"):
            page.code(token.content)
        elif token.type == "inline":
            page.say(words(token, links=True))
        elif token.type == "hr":
            page.block(["* * *"])
        elif token.level == 0 and token.type.endswith("_close"):
            page.tight = False
    return mask_addresses("\n".join(page.lines).strip("\n"))


class _Page:
    """Lines so far, and what the next ones begin with (``inside``): quotes, lists, definitions."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.inside: list[str] = []
        self.mark = ""
        self.heading = ""
        self.tight = False
        self.begins = False
        self.before = ""
        self.cells: list[str] | None = None

    def open(self, prefix: str, *, hang: bool = False) -> None:
        """Begin a quote, an item or a definition; of a ``hang``ing one only the first line has the mark."""
        self.mark = prefix if hang else ""
        self.inside.append(" " * len(prefix) if hang else prefix)

    def block(self, lines: list[str]) -> None:
        """Add lines, after an empty one unless the list is tight; the first begins with the mark that waits."""
        before = "".join(self.inside)
        if self.lines and self.lines[-1].strip("> ") and (self.begins or not (self.tight and self.mark)):
            both = takewhile(lambda signs: signs[0] == signs[1], zip(self.before, before, strict=False))
            self.lines.append("".join(sign for sign, _same in both).rstrip())
        self.begins = False
        for line in lines:
            start = before[: len(before) - len(self.mark)] + self.mark if self.mark else before
            self.lines.append((start + line).rstrip())
            self.mark = ""
        self.before = before

    def say(self, text: str) -> None:
        """Add a paragraph, a heading, or a cell of the row that is open."""
        if self.cells is not None:
            self.cells.append(" ".join(text.split()))
            return
        room = max(20, WIDTH - sum(map(len, self.inside)))
        wrapped = [
            line for part in text.split("\n\n")
            for line in textwrap.wrap(part, room, break_long_words=False, break_on_hyphens=False) or [""]
        ]  # fmt: skip
        if self.heading in _UNDERLINES:
            wrapped.append(_UNDERLINES[self.heading] * max(map(len, wrapped)))
        self.block(wrapped)

    def code(self, text: str) -> None:
        """Add code as it is, set in by four."""
        self.block([f"    {line}" for line in text.rstrip("\n").split("\n")])

    def row(self) -> None:
        """Add a row of a table on a line; rows stand close to each other."""
        cells, self.cells = " | ".join(self.cells or ()), None
        if self.lines and " | " in self.lines[-1]:
            self.lines.append("".join(self.inside) + cells)
        else:
            self.block([cells])
