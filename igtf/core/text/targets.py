"""Where the addresses of links stand in a text: the parentheses, breaks and titles in them are no end of them.

Their ends are found as the parser of Markdown finds them, so that what is taken out of a text is the same as what is
taken out of the page made of it.
"""

import re
from collections.abc import Iterator

from markdown_it.helpers import parseLinkDestination, parseLinkTitle

LONGEST = 2000
"""Characters of an address, with its title, up to which its end is looked for."""

OPENS, CLOSES = "\ue000", "\ue001"
"""What stands for the parentheses within an address; signs that have no meaning of their own."""

_MASKED = str.maketrans({"(": OPENS, ")": CLOSES, "\n": " "})
_WRITTEN = str.maketrans({OPENS: "(", CLOSES: ")"})
_BEGINS = re.compile(r"\]\(|(?<=\s)\((?=https?://)")
_SPACES = re.compile(r"[ \t\n]*")


def with_masked_addresses(text: str) -> str:
    """Return a text, as long as it was, in which the address behind each link has no parentheses and breaks within.

    Of Markdown, ``[words](address "title")``, and of plain text, ``words (https://address)``.
    """
    kept, at = [], 0
    for start, end in _addresses(text):
        kept += [text[at:start], text[start:end].translate(_MASKED)]
        at = end
    return "".join([*kept, text[at:]]) if at else text


def as_written(text: str) -> str:
    """Return a part of a text that was masked as it was written."""
    return text.translate(_WRITTEN)


def _addresses(text: str) -> Iterator[tuple[int, int]]:
    """Yield from where to where the addresses go in a text, within their parentheses."""
    at = 0
    while found := _BEGINS.search(text, at):
        at = start = found.end()
        most = text.find("\n\n", start, start + LONGEST)
        most = most if most >= 0 else min(len(text), start + LONGEST)
        end = _end_in_markdown(text, start, most) if found[0] == "](" else _end_in_plain(text, start, most)
        if end is not None:
            yield start, end
            at = end


def _end_in_markdown(text: str, start: int, most: int) -> int | None:
    """Return where an address with its title ends; None where it is none (CommonMark, section 6.3)."""
    at = _spaces(text, start, most)
    address = parseLinkDestination(text, at, most)
    behind = address.pos if address.ok else at
    at = _spaces(text, behind, most)
    title = parseLinkTitle(text, at, most)
    if at > behind and title.ok:
        at = _spaces(text, title.pos, most)
    return at if at < most and text[at] == ")" else None


def _end_in_plain(text: str, start: int, most: int) -> int | None:
    """Return where an address ends whose parentheses are each closed; None where one is not."""
    address = parseLinkDestination(text, start, most)
    return address.pos if address.ok and text[address.pos : address.pos + 1] == ")" else None


def _spaces(text: str, at: int, most: int) -> int:
    found = _SPACES.match(text, at, most)
    return found.end() if found else at
