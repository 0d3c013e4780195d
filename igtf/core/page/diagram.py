"""A state machine as a picture: accessible SVG drawn from the table of moves, without script or inline style.

The stylesheet is static/css/diagram.css. The picture scrolls in its own container where it does not fit.
"""

from collections.abc import Iterable
from zlib import crc32

from markupsafe import Markup

from igtf.core.page.diagram_layout import (
    BOX_WIDTH,
    DOT,
    LINE,
    Box,
    DiagramLayout,
    MoveLike,
    Port,
    StateLike,
    lay_out,
    stay_lines,
)

_BEND, _TIP = 8, 7
_CORNER, _ROUND_END = 6, 18  # a closed state has round ends


def state_diagram(
    states: Iterable[StateLike],
    moves: Iterable[MoveLike],
    *,
    title: str,
    describe: str,
    mirror: bool = False,
) -> Markup:
    """The picture of a state machine, as HTML.

    `states` are declared in the order of the way: a move to a state declared earlier is drawn as one back.
    `title` names the picture and `describe` says in a sentence or two what it shows, for those who do not see
    it. `mirror` draws it from right to left. Raises KeyError when a move names an unknown state.
    """
    layout = lay_out(list(states), list(moves))
    return _Drawing(layout, mirror).whole(title, describe)


class _Drawing:
    def __init__(self, layout: DiagramLayout, mirror: bool) -> None:
        self.layout, self.mirror = layout, mirror
        self.centre = layout.box_x + BOX_WIDTH // 2

    def whole(self, title: str, describe: str) -> Markup:
        key = f"dg-{crc32(str(title).encode()):08x}"
        parts = [*self._moves(), *(self._box(box) for box in self.layout.boxes)]
        return Markup(
            '<div class="dg" tabindex="0" role="group" aria-labelledby="{key}-t">'
            '<svg role="img" aria-labelledby="{key}-t" aria-describedby="{key}-d" direction="{direction}"'
            ' viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
            '<title id="{key}-t">{title}</title><desc id="{key}-d">{describe}</desc>'
            '<g transform="translate(.5 .5)">{body}</g></svg></div>'
        ).format(
            key=key,
            direction="rtl" if self.mirror else "ltr",
            width=self.layout.width,
            height=self.layout.height,
            title=title,
            describe=describe,
            body=Markup("").join(parts),
        )

    def x(self, x: float) -> str:
        return _number(self.layout.width - x if self.mirror else x)

    def _moves(self) -> list[Markup]:
        drawn: list[Markup] = []
        for box, below in zip(self.layout.boxes, [*self.layout.boxes[1:], None], strict=True):
            if box.straight and below:
                drawn.append(self._straight(box, below))
            drawn += [self._side(box, port, 1) for port in box.right]
            drawn += [self._side(box, port, -1) for port in box.left]
        return drawn

    def _straight(self, box: Box, below: Box) -> Markup:
        top, end = box.y + box.height, below.y
        path = f"M{self.x(self.centre)} {_number(top)}V{_number(end - _TIP)}"
        first = (top + end - _TIP - LINE * (len(box.straight) - 1)) // 2 + 4
        return _move(path, self._tip(self.centre, end, 0), self._text(box.straight, self.centre + 10, first, "start"))

    def _side(self, box: Box, port: Port, side: int) -> Markup:
        """A move by the rail of its target; `side` is 1 for the right and -1 for the left."""
        half = BOX_WIDTH // 2
        goal = self.layout.boxes[port.target]
        rails = self.layout.rails_right if side > 0 else self.layout.rails_left
        rail, end = rails[port.target], goal.entry_right if side > 0 else goal.entry_left
        assert end is not None, "a box that a rail leads to has an entry"
        # It begins under the box, which covers it, so that it also meets a box with round ends.
        start = self.centre + side * (half - 20 if box.state else 0)
        down = 1 if end > port.y else -1
        near, edge = self.x(rail - side * _BEND), self.centre + side * half
        path = (
            f"M{self.x(start)} {_number(port.y)}H{near}"
            f"Q{self.x(rail)} {_number(port.y)} {self.x(rail)} {_number(port.y + down * _BEND)}"
            f"V{_number(end - down * _BEND)}Q{self.x(rail)} {_number(end)} {near} {_number(end)}"
            f"H{self.x(edge + side * _TIP)}"
        )
        first = port.y - 5 - LINE * (len(port.lines) - 1)
        text = self._text(port.lines, edge + side * 10, first, "start" if side > 0 else "end")
        return _move(path, self._tip(edge, end, side), text)

    def _tip(self, x: float, y: float, side: int) -> str:
        """An arrow's head that points at (x, y): from the right (1), the left (-1) or above (0)."""
        back = _TIP + 1
        if side == 0:
            points = [(x, y), (x - 4.5, y - back), (x + 4.5, y - back)]
        else:
            points = [(x, y), (x + side * back, y - 4.5), (x + side * back, y + 4.5)]
        return "M" + "L".join(f"{self.x(px)} {_number(py)}" for px, py in points) + "Z"

    def _text(self, lines: list[str], x: float, first: float, anchor: str, kind: str = "dg-label") -> Markup:
        return Markup("").join(
            Markup('<text class="{}" x="{}" y="{}" text-anchor="{}">{}</text>').format(
                kind, self.x(x), _number(first + LINE * index), anchor, line
            )
            for index, line in enumerate(lines)
        )

    def _box(self, box: Box) -> Markup:
        if box.state is None:
            return Markup('<circle class="dg-start" cx="{}" cy="{}" r="{}"/>').format(
                self.x(self.centre), _number(box.y + box.height - DOT), DOT
            )
        stays = stay_lines(box)
        first = box.y + (box.height - LINE * (len(box.lines) + len(stays))) // 2 + 12
        corner = self.layout.box_x + (BOX_WIDTH if self.mirror else 0)
        return Markup(
            '<g class="dg-state dg-phase-{}"><rect x="{}" y="{}" width="{}" height="{}" rx="{}"/>{}{}</g>'
        ).format(
            box.state.phase,
            self.x(corner),
            _number(box.y),
            BOX_WIDTH,
            _number(box.height),
            _ROUND_END if box.state.phase == "closed" else _CORNER,
            self._text(box.lines, self.centre, first, "middle", "dg-name"),
            self._text(stays, self.centre, first + LINE * len(box.lines), "middle", "dg-stay"),
        )


def _move(path: str, tip: str, text: Markup) -> Markup:
    return Markup('<g class="dg-move"><path class="dg-line" d="{}"/><path class="dg-tip" d="{}"/>{}</g>').format(
        path, tip, text
    )


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
