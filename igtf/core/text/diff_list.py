"""The list of what changed between two texts, under their headings, each linked to its place in the comparison."""

import re
from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

from markupsafe import Markup

from igtf.core.i18n import Text, ngettext
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.text.diff import Change, Comparison, DiffRow

SHORT = 12  # changes up to which their list stands open
MOST = 300  # changes listed
_EXCERPT = 90  # characters that show which change is meant

_WORDS: dict[Change, Text] = {
    "changed": _l("changed"), "added": _l("added"), "removed": _l("removed"), "moved-away": _l("moved away"),
    "moved-here": _l("moved to here"),
}  # fmt: skip


def changes_html(cmp: Comparison) -> Markup:
    """Return the list of what changed, under the headings of the text, each linked to its place below."""
    changes = list(_changes(cmp.rows))
    if not changes:
        return Markup()
    items, top = [], _("Before the first heading")
    for section, found in groupby(changes[:MOST], lambda change: change[0]):
        inner = "".join(
            f'<li class="diff-{row.change}"><a href="#change-{number}">{escape(str(_WORDS[row.change]))} '
            f'<span class="small" dir="auto">{escape(_excerpt(row))}</span></a></li>'
            for _section, number, row in found
        )
        items.append(f'<li><b dir="auto">{escape(section or top)}</b><ul>{inner}</ul></li>')
    if len(changes) > MOST:
        more = _("and %(num)d more", num=len(changes) - MOST)
        items.append(f"<li>{escape(more)}</li>")
    head, title = escape(ngettext("%(num)d place", "%(num)d places", len(changes))), _("What changed, place by place")
    shown = " open" if len(changes) <= SHORT else ""
    return Markup(
        f'<details class="diff-list noprint"{shown}><summary>{escape(title)} ({head})'
        f'</summary><ol class="plainlist">{"".join(items)}</ol></details>'
    )


def _changes(rows: Sequence[DiffRow]) -> Iterator[tuple[str, int, DiffRow]]:
    """Yield the section, the number and the row of each change."""
    section, number = "", 0
    for row in rows:
        if row.kind == "heading" and row.right:
            section = _title("".join(segment.text for segment in row.right))
        if row.change != "same":
            number += 1
            yield section, number, row


def _title(heading: str) -> str:
    return re.sub(r"\s*\{[#:][^{}]*\}\s*$", "", heading).lstrip("#").strip()


def _excerpt(row: DiffRow) -> str:
    """Return what shows best which change is meant: the first words that came or went, with what leads to them."""
    segments = row.right or row.left
    text = "".join(segment.text for segment in segments)
    first = next((index for index, segment in enumerate(row.segments) if segment.kind != "same"), 0)
    before = "".join(segment.text for segment in row.segments[:first])
    if row.change != "changed" or len(before) < 60:
        return _cut(text)
    came = "".join(segment.text for segment in row.segments[first:] if segment.kind != "del")
    return "… " + _cut(f"{before[-30:].partition(' ')[2]}{came}")


def _cut(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _EXCERPT else words[:_EXCERPT].rsplit(" ", 1)[0] + " …"
