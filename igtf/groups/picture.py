"""How the drafts of a group hang together, as a picture: SVG from the relations, without script or inline style.

What a draft depends on, or replaces, stands above it. The stylesheet is that of the diagrams; the list beside the
picture says the same in words.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from markupsafe import Markup

from igtf.core.i18n import gettext as _

WIDTH, HEIGHT, GAP_X, GAP_Y, TIP = 180, 44, 24, 52, 7
LONGEST = 24  # signs of a name that fit into a box


class DraftNode(NamedTuple):
    """A draft in the picture."""

    id: int
    ref: str
    title: str
    phase: str


class Tie(NamedTuple):
    """One draft depends on, or replaces, another."""

    kind: str
    here: DraftNode
    there: DraftNode


def ties(rows: Iterable[Any]) -> list[Tie]:
    """Return the ties of the rows of ``page.ties_of``."""
    return [
        Tie(
            row.kind,
            DraftNode(row.from_id, row.from_ref, row.from_title, row.from_phase),
            DraftNode(row.to_id, row.to_ref, row.to_title, row.to_phase),
        )
        for row in rows
    ]


def layers(found: Sequence[Tie]) -> list[list[DraftNode]]:
    """Return the drafts in layers, each below whatever it depends on or replaces; a circle ends where it began."""
    nodes = {node.id: node for tie in found for node in (tie.there, tie.here)}
    above: dict[int, set[int]] = {number: set() for number in nodes}
    for tie in found:
        above[tie.here.id].add(tie.there.id)
    depth: dict[int, int] = {}

    def of(number: int, on_the_way: frozenset[int]) -> int:
        if number in on_the_way:
            return -1
        if number not in depth:
            way = on_the_way | {number}
            depth[number] = 1 + max((of(other, way) for other in sorted(above[number])), default=-1)
        return depth[number]

    for number in sorted(nodes):
        of(number, frozenset())
    rows: list[list[DraftNode]] = [[] for _layer in range(max(depth.values(), default=-1) + 1)]
    for number, level in depth.items():
        rows[level].append(nodes[number])
    return [sorted(row, key=lambda node: node.ref) for row in rows if row]


def picture(found: Sequence[Tie], *, mirror: bool = False) -> Markup:
    """Return the picture; empty without ties. ``mirror`` draws it from right to left."""
    rows = layers(found)
    if not rows:
        return Markup("")
    widest = max(len(row) for row in rows)
    width, height = widest * (WIDTH + GAP_X) - GAP_X + 2, len(rows) * (HEIGHT + GAP_Y) - GAP_Y + 2
    places = {}
    for level, row in enumerate(rows):
        for column, node in enumerate(row):
            x = column * (WIDTH + GAP_X)
            places[node.id] = (width - 1 - WIDTH - x if mirror else 1 + x, 1 + level * (HEIGHT + GAP_Y))
    lines = [_line(tie, places) for tie in found]
    boxes = [_box(node, *places[node.id]) for row in rows for node in row]
    return Markup(
        '<div class="dg" tabindex="0" role="group" aria-labelledby="ties-t">'
        '<svg role="group" aria-labelledby="ties-t" viewBox="0 0 {0} {1}" width="{0}" height="{1}" direction="{2}">'
        '<title id="ties-t">{3}</title>{4}</svg></div>'
    ).format(
        width, height, "rtl" if mirror else "ltr",
        _("How the drafts depend on and replace each other; the list below says the same"),
        Markup("").join([*lines, *boxes]),
    )  # fmt: skip


def _line(tie: Tie, places: dict[int, tuple[int, int]]) -> Markup:
    """Return the arrow from a draft up to the one it needs, or (drawn broken) to the one it replaces."""
    (x1, y1), (x2, y2) = places[tie.here.id], places[tie.there.id]
    start, end, goal = x1 + WIDTH // 2, x2 + WIDTH // 2, y2 + HEIGHT
    middle = (y1 + goal) // 2
    kind = "dg-line dg-broken" if tie.kind == "replaces" else "dg-line"
    tip = f"M{end} {goal}L{end - 4} {goal + TIP}L{end + 4} {goal + TIP}Z"
    way = f"M{start} {y1}C{start} {middle} {end} {middle} {end} {goal + TIP}"
    line = Markup('<path class="{}" d="{}"/><path class="dg-tip" d="{}"/>').format(kind, way, tip)
    return Markup('<g class="dg-move">{}</g>').format(line)


def _box(node: DraftNode, x: int, y: int) -> Markup:
    name = node.ref.removeprefix("draft-igtf-").removeprefix("draft-")
    texts = _text("dg-name", x, y + 18, name) + _text("dg-stay", x, y + 35, node.title)
    corner = HEIGHT // 2 if node.phase == "closed" else 6
    box = Markup('<rect x="{}" y="{}" width="{}" height="{}" rx="{}"/>').format(x, y, WIDTH, HEIGHT, corner)
    return Markup('<a href="/drafts/{}"><g class="dg-state dg-phase-{}">{}{}</g></a>').format(
        node.ref, node.phase, box, texts
    )


def _text(kind: str, x: int, y: int, words: str) -> Markup:
    shown = words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"
    return Markup('<text class="{}" x="{}" y="{}" text-anchor="middle">{}</text>').format(
        kind, x + WIDTH // 2, y, shown
    )
