"""A comparison as HTML: side by side or in one column, without style or script, readable aloud."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from markupsafe import Markup

from igtf.core.i18n import gettext as _
from igtf.core.i18n import ngettext
from igtf.core.text.diff import Comparison, DiffRow, Segment, inside

CONTEXT = 3  # unchanged paragraphs kept around each change


def side_by_side_html(cmp: Comparison, *, before: str | None = None, after: str | None = None) -> Markup:
    """Return a table with the old text and the new; ``before`` and ``after`` head its columns."""
    head = "".join(f'<th scope="col">{escape(label)}</th>' for label in (before or _("Before"), after or _("After")))
    body = "".join(_table_rows(cmp))
    return Markup(f'<table class="diff diff-side"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>')


def inline_html(cmp: Comparison) -> Markup:
    """Return the new text in one column with what went and what came marked in place."""
    out = []
    for item in _context(cmp.rows):
        if isinstance(item, int):
            out.append(f'<p class="diff-fold">{_folded(item)}</p>')
            continue
        number, row = item
        inner = _note(row) + _block(row, row.segments)
        out.append(f'<div class="diff-row diff-{row.change}"{_anchor(number)}>{inner}</div>')
    return Markup(f'<div class="diff diff-inline">{"".join(out)}</div>')


def words_html(old: str | None, new: str) -> Markup:
    """Return one paragraph with what went and what came marked in place; without ``old``, as it is."""
    segments = (Segment("same", new),) if old is None else inside(old, new)
    return Markup("".join(_segment(segment) for segment in segments))


def _table_rows(cmp: Comparison) -> Iterator[str]:
    for item in _context(cmp.rows):
        if isinstance(item, int):
            yield f'<tr class="diff-fold"><td colspan="2">{_folded(item)}</td></tr>'
            continue
        number, row = item
        old, new = _block(row, row.left), _block(row, row.right)
        old = _note(row) + old if row.change == "moved-away" else old
        new = _note(row) + new if row.change == "moved-here" else new
        yield f'<tr class="diff-{row.change}"{_anchor(number)}><td>{old}</td><td>{new}</td></tr>'


def _context(rows: Sequence[DiffRow]) -> Iterator[int | tuple[int, DiffRow]]:
    """Yield each row to be shown with the number of its change (0: none), and a count for what is folded."""
    shown: set[int] = set()
    for index, row in enumerate(rows):
        if row.change != "same":
            shown.update(range(index - CONTEXT, index + CONTEXT + 1))
    number = folded = 0
    for index, row in enumerate(rows):
        if index not in shown:
            folded += 1
            continue
        if folded:
            yield folded
        folded = 0
        number += row.change != "same"
        yield (number if row.change != "same" else 0), row
    if folded:
        yield folded


def _folded(count: int) -> str:
    return escape(ngettext("%(num)d unchanged paragraph", "%(num)d unchanged paragraphs", count))


def _anchor(number: int) -> str:
    return f' id="change-{number}"' if number else ""


def _note(row: DiffRow) -> str:
    if row.change not in ("moved-away", "moved-here"):
        return ""
    words = _("Moved from here") if row.change == "moved-away" else _("Moved to here")
    return f'<p class="diff-note">{escape(words)}</p>'


def _block(row: DiffRow, segments: Iterable[Segment]) -> str:
    """Return one side of a row; a heading is a paragraph here, so that the page's outline stays its own."""
    inner = "".join(_segment(segment) for segment in segments)
    tag = "pre" if row.kind in ("code", "table") else "p"
    return f'<{tag} class="diff-{row.kind}" dir="auto">{inner}</{tag}>' if inner else ""


def _segment(segment: Segment) -> str:
    text = escape(segment.text)
    if segment.kind == "same":
        return text
    word = escape(_("deleted") if segment.kind == "del" else _("inserted"))
    return f'<{segment.kind}><bdi class="unseen">[{word}] </bdi>{text}</{segment.kind}>'
