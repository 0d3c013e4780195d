"""What changed between two texts: paragraphs first, then the words inside those that changed."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from igtf.core.alignment import matches, pairs
from igtf.core.plaintext import visible

Kind = Literal["same", "del", "ins"]
Change = Literal["same", "changed", "added", "removed", "moved-away", "moved-here"]

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r"#{1,6}\s")
_ITEM = re.compile(r"\s*(?:[-+*:]|\d{1,9}[.)])\s")
# A word is what has neither space nor punctuation; scripts written without spaces go sign by sign.
_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_MARKS = "!-/:-@\\[-`{-~\u2010-\u205e\u3000-\u303f"
_WORDS = re.compile(rf"\s+|[{_CJK}][\u3099\u309a]?|[^\s{_CJK}{_MARKS}]+|.", re.DOTALL)

_ALIKE = 0.4  # share of words in common from which two paragraphs count as one that changed
_MOVED = 40  # characters from which an equal paragraph elsewhere counts as moved
_MOST_WORDS = 20_000  # in one paragraph


class Segment(NamedTuple):
    kind: Kind
    text: str


class Piece(NamedTuple):
    """A paragraph, heading, list item, quotation or code of the Markdown, as it is compared."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """One paragraph on both sides. ``segments`` in reading order: what went comes before what came."""

    change: Change
    kind: str
    segments: tuple[Segment, ...]

    @property
    def left(self) -> tuple[Segment, ...]:
        """The old side; joined, it is the old paragraph."""
        if self.change == "moved-here":
            return ()
        return tuple(segment for segment in self.segments if segment.kind != "ins")

    @property
    def right(self) -> tuple[Segment, ...]:
        """The new side; joined, it is the new paragraph."""
        if self.change == "moved-away":
            return ()
        return tuple(segment for segment in self.segments if segment.kind != "del")


@dataclass(frozen=True, slots=True)
class Comparison:
    """All rows, in the order of the new text."""

    rows: tuple[Row, ...]

    def count(self, change: Change) -> int:
        """Return how many rows have ``change``."""
        return sum(row.change == change for row in self.rows)

    def summary(self) -> str:
        """Return a sentence with the numbers of paragraphs changed, added, removed and moved."""
        counts = [
            (self.count("changed"), ngettext("%(num)d changed", "%(num)d changed", self.count("changed"))),
            (self.count("added"), ngettext("%(num)d added", "%(num)d added", self.count("added"))),
            (self.count("removed"), ngettext("%(num)d removed", "%(num)d removed", self.count("removed"))),
            (self.count("moved-here"), ngettext("%(num)d moved", "%(num)d moved", self.count("moved-here"))),
        ]
        said = ", ".join(words for number, words in counts if number)
        return str(_("Paragraphs: %(changes)s.", changes=said) if said else _("No changes."))


def compare(old: str, new: str) -> Comparison:
    """Return the comparison of two Markdown texts; both may be anything, and the time is bounded."""
    a, b = pieces(old), pieces(new)
    rows: list[Row] = []
    i = j = 0
    for left, right in [*matches(a, b), (len(a), len(b))]:
        rows.extend(_gap(a[i:left], b[j:right]))
        if left < len(a):
            rows.append(Row("same", a[left].kind, (Segment("same", a[left].text),)))
        i, j = left + 1, right + 1
    return Comparison(tuple(_with_moves(rows)))


def pieces(text: str) -> list[Piece]:
    """Return the paragraphs of a Markdown text as they are compared and shown.

    Line breaks inside a paragraph do not count: a re-wrapped one is the same. In code, tables and front
    matter they do. Hidden signs and addresses are replaced as on every page.
    """
    out: list[Piece] = []
    lines: list[str] = []
    fence = ""
    for line in visible(text).split("\n"):
        opened = _FENCE.match(line)
        if fence:
            lines.append(line)
            if line.strip().startswith(fence) or (fence == "---" and line.startswith("---")):
                out.append(Piece("code", "\n".join(lines)))
                lines, fence = [], ""
            continue
        starts = opened or line == "---" or _HEADING.match(line) or _ITEM.match(line) or not line.strip()
        if starts and lines:
            out.append(_piece(lines))
            lines = []
        if not line.strip():
            continue
        lines.append(line)
        if opened or (line == "---" and not out):
            fence = opened[1] if opened else "---"
        elif _HEADING.match(line):
            out.append(_piece(lines))
            lines = []
    if lines:
        out.append(Piece("code", "\n".join(lines)) if fence else _piece(lines))
    return out


def _piece(lines: Sequence[str]) -> Piece:
    first = lines[0].lstrip()
    if first.startswith("|"):
        return Piece("table", "\n".join(line.strip() for line in lines))
    if first.startswith(">"):
        return Piece("quote", "> " + " ".join(" ".join(line.lstrip(" >") for line in lines).split()))
    kind = "heading" if _HEADING.match(first) else "item" if _ITEM.match(lines[0]) else "paragraph"
    return Piece(kind, " ".join(" ".join(lines).split()))


def _gap(a: Sequence[Piece], b: Sequence[Piece]) -> list[Row]:
    """Return the rows of a stretch in which no paragraph is the same on both sides."""
    bags = [_bag(piece) for piece in a], [_bag(piece) for piece in b]

    def alike(i: int, j: int) -> float:
        if a[i].kind != b[j].kind:
            return 0.0
        left, right = bags[0][i], bags[1][j]
        share = 2 * (left & right).total() / ((left.total() + right.total()) or 1)
        return share if share >= _ALIKE else 0.0

    rows: list[Row] = []
    i = j = 0
    for left, right in [*pairs(len(a), len(b), alike), (len(a), len(b))]:
        rows += [Row("removed", piece.kind, (Segment("del", piece.text),)) for piece in a[i:left]]
        rows += [Row("added", piece.kind, (Segment("ins", piece.text),)) for piece in b[j:right]]
        if left < len(a):
            segments = _inside(a[left].text, b[right].text)
            change: Change = "changed" if a[left] != b[right] else "same"
            rows.append(Row(change, b[right].kind, segments))
        i, j = left + 1, right + 1
    return rows


def _bag(piece: Piece) -> Counter[str]:
    return Counter(word for word in _WORDS.findall(piece.text[:_MOST_WORDS]) if word[0].isalnum())


def _inside(old: str, new: str) -> tuple[Segment, ...]:
    a, b = _WORDS.findall(old), _WORDS.findall(new)
    segments: list[Segment] = []
    i = j = 0
    for left, right in [*_readable(matches(a, b, most=_MOST_WORDS), a), (len(a), len(b))]:
        _extend(segments, "del", a[i:left])
        _extend(segments, "ins", b[j:right])
        _extend(segments, "same", a[left : left + 1])
        i, j = left + 1, right + 1
    return tuple(segments)


def _extend(segments: list[Segment], kind: Kind, words: Sequence[str]) -> None:
    text = "".join(words)
    if not text:
        return
    # Between two same words all that went comes before all that came.
    if kind == "del" and segments and segments[-1].kind == "ins":
        segments.insert(-1, Segment("del", text))
    elif segments and segments[-1].kind == kind:
        segments[-1] = Segment(kind, segments[-1].text + text)
    else:
        segments.append(Segment(kind, text))


def _readable(found: list[tuple[int, int]], a: Sequence[str]) -> list[tuple[int, int]]:
    """Drop agreements too short to help a reader: a space or a lone word between two rewritten passages."""
    runs: list[list[tuple[int, int]]] = []
    for pair in found:
        if runs and (runs[-1][-1][0] + 1, runs[-1][-1][1] + 1) == pair:
            runs[-1].append(pair)
        else:
            runs.append([pair])
    kept: list[tuple[int, int]] = []
    for number, run in enumerate(runs):
        words = sum(1 for i, _j in run if a[i][0].isalnum())
        inner = 0 < number < len(runs) - 1
        if not inner or words > 1:
            kept += run
    return kept


def _with_moves(rows: Sequence[Row]) -> list[Row]:
    """Mark as moved what was removed in one place and added, word for word, in another."""
    gone = Counter(row.segments[0].text for row in rows if row.change == "removed")
    come = Counter(row.segments[0].text for row in rows if row.change == "added")
    moved = {text for text in gone if gone[text] == come[text] == 1 and len(text) >= _MOVED}
    names: dict[Change, Change] = {"removed": "moved-away", "added": "moved-here"}
    return [
        Row(names[row.change], row.kind, (Segment("same", row.segments[0].text),))
        if row.change in names and row.segments[0].text in moved
        else row
        for row in rows
    ]
