"""The flow of the issues as numbers, from the paths that were counted: pure, and it adds up."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from igtf.figures.ways import ON_THE_WAY, SOURCES, least_of


@dataclass(frozen=True)
class Stop:
    """Issues that go no further from a station: they wait there, ended (in a state), or went back (to a station)."""

    kind: str
    name: str
    number: int


@dataclass
class FlowNode:
    """A source or station: how many issues reached it, to which stations they went on, and which stopped."""

    name: str
    reached: int = 0
    on: Counter[str] = field(default_factory=Counter)
    stops: list[Stop] = field(default_factory=list)

    def stopped(self, kind: str) -> int:
        """Return how many stopped in a way: 'waits', 'ended' or 'back'."""
        return sum(stop.number for stop in self.stops if stop.kind == kind)


@dataclass(frozen=True)
class Flow:
    """All issues from their sources through the stations. What reaches a node is what goes on and what stops."""

    sources: list[FlowNode]
    stations: list[FlowNode]

    @property
    def total(self) -> int:
        """How many issues there are."""
        return sum(node.reached for node in self.sources)


def flow_of(paths: Mapping[tuple[str, str], int]) -> Flow:
    """Return the flow from paths ('filer>clearing-house>sent', 'waits:sent') with how many issues took each."""
    nodes = {name: FlowNode(name) for name in (*SOURCES, *ON_THE_WAY)}
    stops: dict[str, Counter[tuple[str, str]]] = {name: Counter() for name in nodes}
    for (path, end), number in paths.items():
        names = path.split(">")
        for name in names:
            nodes[name].reached += number
        for name, following in pairwise(names):
            nodes[name].on[following] += number
        kind, _colon, where = end.partition(":")
        stops[names[-1]][kind, where] += number
    for name, node in nodes.items():
        node.on = Counter({there: node.on[there] for there in ON_THE_WAY if node.on[there]})
        node.stops = [Stop(*key, number) for key, number in sorted(stops[name].items()) if number]
    return Flow([nodes[name] for name in SOURCES], [nodes[name] for name in ON_THE_WAY])


@dataclass(frozen=True)
class StateDuration:
    """How long a state takes: how often it was passed, the median and the slowest tenth in days; and who waits now.

    ``slowest``: one in ten takes longer. ``since``: the Monday of the week since when the longest waits (ISO).
    """

    kind: str
    state: str
    passed: int
    median: int | None
    slowest: int | None
    waiting: int
    half: str | None
    since: str | None


def steps_of(
    cells: Iterable[tuple[tuple[str, str, str], int]], order: Iterable[tuple[str, str]]
) -> list[StateDuration]:
    """Return the steps that were passed or are waited in, in ``order`` of (kind, state)."""
    taken: dict[str, Counter[int]] = {}
    waits: dict[str, Counter[str]] = {}
    for (what, name, bucket), number in cells:
        if what == "stay":
            taken.setdefault(name, Counter())[int(bucket)] += number
        elif what == "wait":
            waits.setdefault(name, Counter())[bucket] += number
    return [
        _step(kind, state, taken.get(f"{kind}.{state}", Counter()), waits.get(f"{kind}.{state}", Counter()))
        for kind, state in order
        if f"{kind}.{state}" in taken or f"{kind}.{state}" in waits
    ]


def _step(kind: str, state: str, taken: Counter[int], waits: Counter[str]) -> StateDuration:
    weeks = sorted(waits)
    places = list(enumerate(waits[week] for week in weeks))
    half = least_of(places, 0.5)
    return StateDuration(
        kind, state, taken.total(), least_of(taken.items(), 0.5), least_of(taken.items(), 0.9), waits.total(),
        weeks[half] if half is not None else None, weeks[0] if weeks else None,
    )  # fmt: skip
