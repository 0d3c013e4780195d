"""The flow as a picture: SVG made here, with a table of the same numbers beside it on the page.

The stylesheet is static/css/figures.css. Ribbons stretch with the page; words keep their size.
"""

from collections.abc import Callable, Iterator
from itertools import pairwise

from markupsafe import Markup

from igtf.core.i18n import Text, ngettext
from igtf.core.i18n import gettext as _
from igtf.core.wording import in_figures, listed
from igtf.figures.flow import Flow, FlowNode
from igtf.figures.layout import BAR, ROW, STUB, TOP, WIDE, Bar, FlowLayout, Ribbon, Stub, lay_out


def flow_picture(flow: Flow, labels: dict[str, Text], *, title: str, describe: str, mirror: bool) -> Markup:
    """Return the picture of a flow: ``labels`` names its nodes, ``mirror`` draws it from right to left."""
    layout = lay_out(flow)
    drawn = _Drawing(layout, labels, mirror)
    return Markup(
        '<p class="flow-from" aria-hidden="true">{sources}</p>'
        '<svg class="flow" role="img" aria-labelledby="flow-t" aria-describedby="flow-d" direction="{direction}"'
        ' height="{height}"><title id="flow-t">{title}</title><desc id="flow-d">{describe}</desc>'
        '<svg class="ribbons" viewBox="0 0 {wide} {height}" height="{height}" preserveAspectRatio="none">{body}</svg>'
        "{words}</svg>"
    ).format(
        direction="rtl" if mirror else "ltr", height=layout.height, wide=int(WIDE), title=title, describe=describe,
        sources=drawn.sources(), body=Markup("").join(drawn.shapes()), words=Markup("").join(drawn.words()),
    )  # fmt: skip


def said_of(number: int) -> str:
    """Return a number of issues in words."""
    return ngettext("%(num)d issue", "%(num)d issues", number)


class _Drawing:
    def __init__(self, layout: FlowLayout, labels: dict[str, Text], mirror: bool) -> None:
        self.layout, self.labels, self.mirror = layout, labels, mirror

    def shapes(self) -> Iterator[Markup]:
        """Yield ribbons, then stubs, then bars: each says what it is when it is pointed at."""
        for ribbon in self.layout.ribbons:
            said = _("%(here)s → %(there)s: %(number)s", here=self.labels[ribbon.source],
                     there=self.labels[ribbon.target], number=said_of(ribbon.number))  # fmt: skip
            yield _path("on", self._along(ribbon), said)
        for stub in self.layout.stubs:
            yield self._stub(stub)
        for bar in self.layout.bars:
            if bar.node.reached:
                said = _("%(here)s: %(number)s", here=self.labels[bar.node.name], number=said_of(bar.node.reached))
                yield _path("node", self._box(bar.x, bar.width, _top(bar.row), BAR), said)

    def _stub(self, stub: Stub) -> Markup:
        said = STOPS[stub.stop.kind](stub.stop.number)
        return _path(stub.stop.kind, self._box(stub.x, stub.width, _top(stub.row) + BAR, STUB), said)

    def _at(self, x: float) -> str:
        return f"{WIDE - x if self.mirror else x:.2f}".rstrip("0").rstrip(".")

    def _box(self, x: float, width: float, y: int, height: int) -> str:
        return f"M{self._at(x)} {y}H{self._at(x + width)}V{y + height}H{self._at(x)}Z"

    def _along(self, ribbon: Ribbon) -> str:
        """Return the outline of a ribbon: down its one side, back up the other."""
        rows = [ribbon.leaves, *(ribbon.spans[row] for row in range(ribbon.first + 1, ribbon.last + 1))]
        one = [(x, _top(ribbon.first + step)) for step, (x, _width) in enumerate(rows)]
        other = [(x + width, _top(ribbon.first + step)) for step, (x, width) in enumerate(rows)]
        down = "".join(
            f"{self._bend(x0, y0 + BAR, x1, y1)}{'' if y1 == one[-1][1] else f'V{y1 + BAR}'}"
            for (x0, y0), (x1, y1) in pairwise(one)
        )
        back = list(reversed(other))
        up = "".join(
            f"{self._bend(x0, y0, x1, y1 + BAR)}{'' if y1 == other[0][1] else f'V{y1}'}"
            for (x0, y0), (x1, y1) in pairwise(back)
        )
        return f"M{self._at(one[0][0])} {one[0][1] + BAR}{down}H{self._at(back[0][0])}{up}Z"

    def _bend(self, x0: float, y0: int, x1: float, y1: int) -> str:
        middle = (y0 + y1) // 2
        return f"C{self._at(x0)} {middle} {self._at(x1)} {middle} {self._at(x1)} {y1}"

    def sources(self) -> str:
        """Return the names and numbers of the sources: they stand above the picture, where they may wrap."""
        return listed(self._named(bar) for bar in self.layout.bars if bar.row == 0 and bar.node.reached)

    def words(self) -> Iterator[Markup]:
        """Yield the name and number of each station above its bar, and below what hangs from it what stops there."""
        for bar in self.layout.bars:
            if bar.row:
                yield self._line("start", 0, _top(bar.row) - 8, self._named(bar))
                yield from self._below(bar)

    def _below(self, bar: Bar) -> Iterator[Markup]:
        """Yield what stops at a station, from where that begins, or to where it ends: where there is more room."""
        stubs = [stub for stub in self.layout.stubs if stub.row == bar.row]
        if stubs:
            begin, end = stubs[0].x, stubs[-1].x + stubs[-1].width
            anchor, x = ("start", begin) if WIDE - begin >= end else ("end", end)
            below = _top(bar.row) + BAR + STUB + 14
            yield self._line(anchor, x, below, " · ".join(stopped(bar.node)), "end")

    def _named(self, bar: Bar) -> str:
        return f"{self.labels[bar.node.name]} {in_figures(bar.node.reached)}"

    def _line(self, anchor: str, x: float, y: int, words: str, kind: str = "begin") -> Markup:
        across = f"{(WIDE - x if self.mirror else x) * 100 / WIDE:.1f}%"
        return Markup('<text class="{kind}" text-anchor="{anchor}" x="{x}" y="{y}">{words}</text>').format(
            kind=kind, anchor=anchor, x=across, y=y, words=words
        )


STOPS: dict[str, Callable[[int], str]] = {
    "waits": lambda number: ngettext("%(num)d waits", "%(num)d wait", number),
    "ended": lambda number: ngettext("%(num)d ended", "%(num)d ended", number),
    "back": lambda number: ngettext("%(num)d back", "%(num)d back", number),
}
"""How many stop at a station, in the few words that a narrow picture has room for."""


def stopped(node: FlowNode) -> list[str]:
    """Return in words how many stop at a node."""
    return [said(node.stopped(kind)) for kind, said in STOPS.items() if node.stopped(kind)]


def _top(row: int) -> int:
    return TOP + row * ROW


def _path(name: str, outline: str, said: str) -> Markup:
    return Markup('<path class="{name}" d="{outline}"><title>{said}</title></path>').format(
        name=name, outline=outline, said=said
    )
