"""What changed between two texts: paragraphs first, then the words inside those that changed."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from igtf.core.i18n import gettext as _
from igtf.core.i18n import ngettext
from igtf.core.text.alignment import Pairs, matches, pairs
from igtf.core.text.plaintext import visible
from igtf.core.wording import listed

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
_MOVED = 40  # characters from which a paragraph elsewhere counts as moved
_STILL = 0.75  # share of words in common from which a moved paragraph that changed is the same one
_MOST_MOVES = 10_000  # pairs of a paragraph that went and one that came, weighed by likeness
_MOST_WORDS = 20_000  # in one paragraph


class Segment(NamedTuple):
    """Words that were kept, added or taken out."""

    kind: Kind
    text: str


class TextPiece(NamedTuple):
    """A paragraph, heading, list item, quotation or code of the Markdown, as it is compared."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class DiffRow:
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

    rows: tuple[DiffRow, ...]

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
        said = listed(words for number, words in counts if number)
        return str(_("Paragraphs: %(changes)s.", changes=said) if said else _("No changes."))


def compare(old: str, new: str) -> Comparison:
    """Return the comparison of two Markdown texts; both may be anything, and the time is bounded."""
    a, b = pieces(old), pieces(new)
    found = aligned(a, b)
    moves = moved(a, b, found)
    away, here = {i for i, _j in moves}, {j: i for i, j in moves}
    rows: list[DiffRow] = []
    i = j = 0
    for left, right in [*found, (len(a), len(b))]:
        rows += [_gone(piece, i + at in away) for at, piece in enumerate(a[i:left])]
        rows += [_come(piece, a[here[j + at]] if j + at in here else None) for at, piece in enumerate(b[j:right])]
        if left < len(a):
            same = a[left] == b[right]
            segments = (Segment("same", a[left].text),) if same else inside(a[left].text, b[right].text)
            rows.append(DiffRow("same" if same else "changed", b[right].kind, segments))
        i, j = left + 1, right + 1
    return Comparison(tuple(rows))


def aligned(a: Sequence[TextPiece], b: Sequence[TextPiece]) -> Pairs:
    """Return the index pairs of paragraphs that are the same on both sides, or one that changed; rising."""
    found: Pairs = []
    i = j = 0
    for left, right in [*matches(a, b), (len(a), len(b))]:
        alike = _likeness(a[i:left], b[j:right], _ALIKE)
        found += [(i + k, j + m) for k, m in pairs(left - i, right - j, alike)]
        if left < len(a):
            found.append((left, right))
        i, j = left + 1, right + 1
    return found


def moved(a: Sequence[TextPiece], b: Sequence[TextPiece], found: Pairs) -> Pairs:
    """Return the index pairs of paragraphs that went in one place and came, much the same, in another."""
    here, there = {i for i, _j in found}, {j for _i, j in found}
    gone = [i for i, piece in enumerate(a) if i not in here and len(piece.text) >= _MOVED]
    come = [j for j, piece in enumerate(b) if j not in there and len(piece.text) >= _MOVED]
    once = Counter(a[i] for i in gone), Counter(b[j] for j in come)
    where = {b[j]: j for j in come if once[1][b[j]] == 1}
    same = [(i, where[a[i]]) for i in gone if once[0][a[i]] == 1 and a[i] in where]
    away, came = {i for i, _j in same}, {j for _i, j in same}
    left = [i for i in gone if i not in away]
    right = [j for j in come if j not in came]
    if len(left) * len(right) > _MOST_MOVES:
        return same
    alike = _likeness([a[i] for i in left], [b[j] for j in right], _STILL)
    weighed = sorted(((alike(k, m), k, m) for k in range(len(left)) for m in range(len(right))), reverse=True)
    for share, k, m in weighed:
        if share and left[k] not in away and right[m] not in came:
            same.append((left[k], right[m]))
            away.add(left[k])
            came.add(right[m])
    return same


def pieces(text: str) -> list[TextPiece]:
    """Return the paragraphs of a Markdown text as they are compared and shown.

    Line breaks inside a paragraph do not count: a re-wrapped one is the same. In code, tables and front
    matter, each entry of which is a piece, they do. Hidden signs and addresses are replaced as on every page.
    """
    out: list[TextPiece] = []
    lines: list[str] = []
    fence = ""
    for line in visible(text).split("\n"):
        opened = _FENCE.match(line)
        if fence:
            if fence == "---" and lines and (line[:1].isalpha() or line.startswith("---")):
                out.append(TextPiece("code", "\n".join(lines).strip("\n")))
                lines = []
            lines.append(line)
            if line.strip().startswith(fence) or (fence == "---" and line.startswith("---")):
                out.append(TextPiece("code", "\n".join(lines)))
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
        out.append(TextPiece("code", "\n".join(lines)) if fence else _piece(lines))
    return out


def _piece(lines: Sequence[str]) -> TextPiece:
    first = lines[0].lstrip()
    if first.startswith("|"):
        return TextPiece("table", "\n".join(line.strip() for line in lines))
    if first.startswith(">"):
        return TextPiece("quote", "> " + " ".join(" ".join(line.lstrip(" >") for line in lines).split()))
    kind = "heading" if _HEADING.match(first) else "item" if _ITEM.match(lines[0]) else "paragraph"
    return TextPiece(kind, " ".join(" ".join(lines).split()))


def _gone(piece: TextPiece, is_moved: bool) -> DiffRow:
    if is_moved:
        return DiffRow("moved-away", piece.kind, (Segment("same", piece.text),))
    return DiffRow("removed", piece.kind, (Segment("del", piece.text),))


def _come(piece: TextPiece, former: TextPiece | None) -> DiffRow:
    if former is None:
        return DiffRow("added", piece.kind, (Segment("ins", piece.text),))
    same = former == piece
    return DiffRow(
        "moved-here", piece.kind, (Segment("same", piece.text),) if same else inside(former.text, piece.text)
    )


def _likeness(a: Sequence[TextPiece], b: Sequence[TextPiece], least: float) -> Callable[[int, int], float]:
    """Return how alike two paragraphs are: the share of words in common, 0 below ``least``."""
    bags = [_bag(piece) for piece in a], [_bag(piece) for piece in b]

    def alike(i: int, j: int) -> float:
        if a[i].kind != b[j].kind:
            return 0.0
        left, right = bags[0][i], bags[1][j]
        share = 2 * (left & right).total() / ((left.total() + right.total()) or 1)
        return share if share >= least else 0.0

    return alike


def _bag(piece: TextPiece) -> Counter[str]:
    return Counter(word for word in _WORDS.findall(piece.text[:_MOST_WORDS]) if word[0].isalnum())


def inside(old: str, new: str) -> tuple[Segment, ...]:
    """Return what changed within one paragraph, word by word."""
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
