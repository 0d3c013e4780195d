"""A text cut where something stands beside it: at each paragraph its number, and after it the comments on it."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from markupsafe import Markup

from igtf.drafts.margins import Margin

_OPENING = re.compile(r'<(p|h[2-6]|li|dt|dd|code|table)\b[^<>]*?\bid="([^"<>]+)"[^<>]*>')
_ENDS = {
    "li": re.compile(r"</p>|(?=</li>|<[uo]l|<pre|<blockquote|<table|<dl)"),
    "dt": re.compile(r"</p>|(?=</dt>)"),
    "dd": re.compile(r"</p>|(?=</dd>|<[uo]l|<pre|<blockquote|<table|<dl)"),
    "code": re.compile(r"</pre>"),
}


class PieceBeside(NamedTuple):
    """A piece of the page, and what stands behind it: the number of the paragraph that begins ("mark") or ends
    ("notes") there; ``what`` is empty behind the last one."""

    html: Markup
    what: str
    number: int


def pieces(html: str, margin: Margin) -> Iterator[PieceBeside]:
    """Yield ``html`` in pieces; joined they are the whole."""
    cuts: list[tuple[int, str, int]] = []
    for found in _OPENING.finditer(html):
        number = margin.numbers.get(found[2])
        if number is None:
            continue
        tag = found[1]
        # A table holds nothing but its rows: the mark stands before it.
        cuts.append((found.start() if tag == "table" else found.end(), "mark", number))
        if number in margin.comments:
            ending = _ENDS.get(tag) or re.compile(f"</{tag}>")
            end = ending.search(html, found.end())
            cuts.append((end.end() if end else len(html), "notes", number))
    start = 0
    for at, what, number in sorted(cuts, key=lambda cut: cut[0]):
        yield PieceBeside(Markup(html[start:at]), what, number)
        start = at
    yield PieceBeside(Markup(html[start:]), "", 0)
