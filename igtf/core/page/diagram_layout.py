"""Where everything in a diagram of states goes: pure geometry, in CSS pixels, from left to right.

The states stand in one column, ordered by the longest way from creation. A move to the next state is an arrow
straight down. Every other move leaves its state by a labelled line: forward ones on the right, backward ones
on the left, into the rail that leads to its target. Moves with one target share its rail, so that "withdraw"
from six states is one rail with six entries. Each label has a line of its own, so labels cannot overlap.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import Any, Protocol

FONT, LINE, RAIL, PAD = 13.0, 16, 14, 12
BOX_WIDTH, BOX_TEXT, DOT = 152, 132, 7
# Narrow on the left, so that a telephone shows all the boxes before it is scrolled.
TEXT_RIGHT, TEXT_LEFT = 136, 88


class StateLike(Protocol):
    """What a diagram shows of a state."""

    @property
    def name(self) -> str: ...
    @property
    def label(self) -> Any: ...
    @property
    def phase(self) -> str: ...


class MoveLike(Protocol):
    """What a diagram shows of a move."""

    @property
    def label(self) -> Any: ...
    @property
    def sources(self) -> tuple[str, ...]: ...
    @property
    def target(self) -> str | tuple[str, ...] | None: ...


@dataclass
class Port:
    """A move out of a state at the side of its box: the lines of its label, its target's row, its height."""

    lines: list[str]
    target: int
    y: int = 0

    @property
    def height(self) -> int:
        return LINE * len(self.lines) + 7


@dataclass
class Box:
    """A state (None: creation, a dot) with its lines of text, the moves that stay, and its sides' ports."""

    state: StateLike | None
    lines: list[str]
    stays: list[str] = field(default_factory=list)
    straight: list[str] = field(default_factory=list)
    right: list[Port] = field(default_factory=list)
    left: list[Port] = field(default_factory=list)
    y: int = 0
    height: int = 0
    entry_right: int | None = None
    entry_left: int | None = None


@dataclass(frozen=True)
class DiagramLayout:
    """All boxes from the top, the rail of each target row by side, and the size of the whole."""

    boxes: list[Box]
    rails_right: dict[int, int]
    rails_left: dict[int, int]
    box_x: int
    width: int
    height: int


def text_width(text: str) -> float:
    """About how wide a text is at the size of the labels, a little too wide rather than too narrow."""
    return FONT * sum(_em(char) for char in text)


def _em(char: str) -> float:
    if unicodedata.combining(char):
        return 0
    if unicodedata.east_asian_width(char) in "WF":
        return 1
    return 0.33 if char in " .,:;'|!iljtfr()-" else 0.9 if char in "mwMW" else 0.7 if char.isupper() else 0.58


def wrap(text: str, width: float) -> list[str]:
    """The words of a text in lines no wider than `width`, except where one word alone is wider."""
    lines: list[str] = []
    for word in text.split():
        if lines and text_width(f"{lines[-1]} {word}") <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def order(states: Sequence[StateLike], moves: Iterable[MoveLike]) -> list[StateLike]:
    """States by the longest way from creation; those from which no way leads on come last, latest first.

    A move is forward when its target is declared after its source.
    """
    declared = {state.name: index for index, state in enumerate(states)}
    ways: dict[str, set[str]] = {state.name: set() for state in states}
    for move in moves:
        for source in move.sources:
            ways[source].update(t for t in _targets(move) if declared[t] > declared[source])
    rank = dict.fromkeys(declared, 0)
    for state in states:
        for target in ways[state.name]:
            rank[target] = max(rank[target], rank[state.name] + 1)
    on = sorted((s for s in states if ways[s.name]), key=lambda s: rank[s.name])
    ends = sorted((s for s in states if not ways[s.name]), key=lambda s: -rank[s.name])
    return on + ends


def _targets(move: MoveLike) -> tuple[str, ...]:
    return (move.target,) if isinstance(move.target, str) else move.target or ()


def lay_out(states: Sequence[StateLike], moves: Sequence[MoveLike]) -> DiagramLayout:
    """Place all. Raises KeyError when a move names a state that is not among `states`."""
    boxes = _boxes(states, moves)
    tracks_right, tracks_left = _tracks(boxes, "right"), _tracks(boxes, "left")
    label_left = _column(port for box in boxes for port in box.left)
    label_right = _column(port for box in boxes for port in box.right)
    beside = max((text_width(line) for box in boxes for line in box.straight), default=0)
    label_right = max(label_right, ceil(beside) + 16 - BOX_WIDTH // 2)

    box_x = PAD + RAIL * len(set(tracks_left.values())) + label_left
    first_right = box_x + BOX_WIDTH + label_right
    width = first_right + RAIL * len(set(tracks_right.values())) + PAD
    height = _stack(boxes, tracks_right, tracks_left)
    return DiagramLayout(
        boxes,
        {row: first_right + RAIL * track for row, track in tracks_right.items()},
        {row: box_x - label_left - RAIL * track for row, track in tracks_left.items()},
        box_x,
        width,
        height,
    )


def _column(ports: Iterable[Port]) -> int:
    widths = [text_width(line) for port in ports for line in port.lines]
    return ceil(max(widths)) + 20 if widths else 0


def _boxes(states: Sequence[StateLike], moves: Sequence[MoveLike]) -> list[Box]:
    ordered = order(states, moves)
    row = {state.name: index for index, state in enumerate(ordered, start=1)}
    boxes = [Box(None, [])] + [Box(state, wrap(str(state.label), BOX_TEXT)) for state in ordered]
    for move in moves:
        for source in [row[name] for name in move.sources] or [0]:
            for target in [row[name] for name in _targets(move)] or [source]:
                _add(boxes[source], str(move.label), target, target - source)
    return boxes


def _add(box: Box, label: str, target: int, distance: int) -> None:
    if distance == 0:
        box.stays.append(label)
    elif distance == 1:
        box.straight += wrap(label, TEXT_RIGHT)
    elif distance > 1:
        box.right.append(Port(wrap(label, TEXT_RIGHT), target))
    else:
        box.left.append(Port(wrap(label, TEXT_LEFT), target))


def _tracks(boxes: Sequence[Box], side: str) -> dict[int, int]:
    """The rail of each target, 0 nearest the boxes: short ones inside, and no two on one where they meet."""
    spans: dict[int, tuple[int, int]] = {}
    for source, box in enumerate(boxes):
        for port in getattr(box, side):
            low, high = spans.get(port.target, (port.target, port.target))
            spans[port.target] = min(low, source), max(high, source)
    tracks: dict[int, int] = {}
    for target, (low, high) in sorted(spans.items(), key=lambda item: (item[1][1] - item[1][0], item[0])):
        taken = {tracks[other] for other in tracks if spans[other][0] < high and low < spans[other][1]}
        tracks[target] = next(track for track in range(len(spans)) if track not in taken)
    return tracks


def _stack(boxes: Sequence[Box], right: dict[int, int], left: dict[int, int]) -> int:
    """Give each box and port its height from the top; returns where the last box ends."""
    y = PAD
    for index, box in enumerate(boxes):
        # Outer rails leave first on the right and last on the left, so that lines of one box do not cross.
        box.right.sort(key=lambda port: -right[port.target])
        box.left.sort(key=lambda port: left[port.target])
        sides = (
            sum(port.height for port in box.right) + (LINE if index in right else 0),
            sum(port.height for port in box.left) + (LINE if index in left else 0),
        )
        text = LINE * (len(box.lines) + len(stay_lines(box))) + 20 if box.state else 2 * DOT
        box.y, box.height = y, max(text, *(side + 8 for side in sides if side), 0)
        _ports(box, sides, index in right, index in left)
        y += box.height + (20 + LINE * len(box.straight) if box.straight else 22)
    return boxes[-1].y + boxes[-1].height + PAD


def _ports(box: Box, sides: tuple[int, int], enters_right: bool, enters_left: bool) -> None:
    y = box.y + (box.height - sides[0]) // 2
    if enters_right:
        box.entry_right, y = y + LINE // 2, y + LINE
    for port in box.right:
        port.y, y = y + port.height - 3, y + port.height
    y = box.y + (box.height - sides[1]) // 2
    for port in box.left:
        port.y, y = y + port.height - 3, y + port.height
    if enters_left:
        box.entry_left = y + LINE // 2


def stay_lines(box: Box) -> list[str]:
    """The moves that leave the state as it is, as lines beneath its name."""
    return [line for stay in box.stays for line in wrap(f"↻ {stay}", BOX_TEXT + 12)]
