"""Where the ribbons of a flow lie: rows from the sources down to the answers, widths as shares of all issues.

Numbers across are thousandths of the picture's width, numbers down are pixels: the picture stretches to any width,
and its words do not.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from igtf.figures.flow import Flow, FlowNode, Stop

WIDE = 1000.0
GAP = 16.0
ROW, BAR, TOP = 96, 14, 2
"""From one row to the next, the height of a bar, and the first bar's place."""

STUB = 26


@dataclass
class Ribbon:
    """Issues that go from one node to another: the stretches it fills, row by row: row, from where, how wide."""

    source: str
    target: str
    number: int
    first: int
    last: int
    spans: dict[int, tuple[float, float]] = field(default_factory=dict)
    leaves: tuple[float, float] = (0, 0)


@dataclass(frozen=True)
class Bar:
    """A node as drawn."""

    node: FlowNode
    row: int
    x: float
    width: float


@dataclass(frozen=True)
class Stub:
    """Issues that stop at a node: they hang below its bar."""

    stop: Stop
    row: int
    x: float
    width: float


@dataclass
class FlowLayout:
    """The whole picture."""

    rows: int
    bars: list[Bar] = field(default_factory=list)
    ribbons: list[Ribbon] = field(default_factory=list)
    stubs: list[Stub] = field(default_factory=list)

    @property
    def height(self) -> int:
        """Its height in pixels."""
        return TOP + (self.rows - 1) * ROW + BAR + STUB + 6


def lay_out(flow: Flow) -> FlowLayout:
    """Return where everything lies."""
    rows = [flow.sources, *([station] for station in flow.stations)]
    row_of = {node.name: place for place, nodes in enumerate(rows) for node in nodes}
    layout = FlowLayout(len(rows))
    layout.ribbons = [
        Ribbon(node.name, name, number, place, row_of[name])
        for place, nodes in enumerate(rows) for node in nodes for name, number in node.on.items()
    ]  # fmt: skip
    unit = _unit(flow, layout.ribbons)
    for place, nodes in enumerate(rows):
        x = 0.0
        for node in nodes:
            bar = Bar(node, place, x, node.reached * unit)
            layout.bars.append(bar)
            _arrive(bar, layout.ribbons, unit)
            _leave(bar, layout, unit)
            x += bar.width + (GAP if node.reached else 0)
        _pass(place, x, layout.ribbons, unit)
    return layout


def _unit(flow: Flow, ribbons: Iterable[Ribbon]) -> float:
    """Return how wide one issue is drawn, so that the fullest row has room for its gaps."""
    gaps = max(
        [sum(bool(node.reached) for node in flow.sources),
         *(sum(r.first < place < r.last for r in ribbons) for place in range(1, len(flow.stations) + 1))]
    )  # fmt: skip
    return (WIDE - GAP * gaps) / max(1, flow.total)


def _before(ribbon: Ribbon, row: int) -> float:
    """Return where a ribbon lies just above a row: its left edge."""
    return ribbon.spans.get(row - 1, ribbon.leaves)[0]


def _arrive(bar: Bar, ribbons: Iterable[Ribbon], unit: float) -> None:
    """Let the ribbons that end at a node meet its bar side by side, in the order in which they come."""
    x = bar.x
    coming = [ribbon for ribbon in ribbons if ribbon.target == bar.node.name]
    for ribbon in sorted(coming, key=lambda r: (_before(r, bar.row), r.first)):
        ribbon.spans[bar.row] = (x, ribbon.number * unit)
        x += ribbon.number * unit


def _leave(bar: Bar, layout: FlowLayout, unit: float) -> None:
    """Let what goes on leave the bar, the nearest station first; what stops hangs at its end."""
    x = bar.x
    for ribbon in sorted((r for r in layout.ribbons if r.source == bar.node.name), key=lambda r: r.last):
        ribbon.leaves = (x, ribbon.number * unit)
        x += ribbon.number * unit
    for stop in sorted(bar.node.stops, key=lambda stop: ("back", "waits", "ended").index(stop.kind)):
        layout.stubs.append(Stub(stop, bar.row, x, stop.number * unit))
        x += stop.number * unit


def _pass(row: int, x: float, ribbons: Iterable[Ribbon], unit: float) -> None:
    """Let the ribbons that go further pass beside the bar of a row, those that end first nearest to it."""
    passing = [ribbon for ribbon in ribbons if ribbon.first < row < ribbon.last]
    for ribbon in sorted(passing, key=lambda r: (r.last, -r.first)):
        ribbon.spans[row] = (x, ribbon.number * unit)
        x += ribbon.number * unit + GAP
