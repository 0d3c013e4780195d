"""The picture of a state machine: all is in it, nothing overlaps, nothing the page forbids."""

import re
from dataclasses import dataclass
from itertools import combinations
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from igtf.core.page.diagram import state_diagram
from igtf.core.page.diagram_layout import BOX_WIDTH, LINE, lay_out, order, text_width, wrap

SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class State:
    name: str
    label: str
    phase: str = "work"


@dataclass(frozen=True)
class Move:
    label: str
    sources: tuple[str, ...]
    target: str | tuple[str, ...] | None


STATES = [
    State("proposed", "Proposed", "new"),
    State("bof", "BoF"),
    State("active", "Active"),
    State("dormant", "Dormant", "waiting"),
    State("declined", "Declined", "closed"),
    State("concluded", "Concluded", "decided"),
]
MOVES = [
    Move("propose", (), "proposed"),
    Move("establish", (), "active"),
    Move("support", ("proposed",), None),
    Move("approve BoF", ("proposed",), "bof"),
    Move("charter", ("bof",), "active"),
    Move("decline", ("proposed", "bof"), "declined"),
    Move("ask again", ("declined",), "bof"),
    Move("rest", ("active",), "dormant"),
    Move("wake", ("dormant",), "active"),
    Move("conclude", ("active", "dormant"), "concluded"),
]


def svg_of(markup: str) -> ET.Element:
    return ET.fromstring(markup.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))[0]


def draw(states=STATES, moves=MOVES, **more) -> str:
    return str(state_diagram(states, moves, title="States of a group", describe="From proposal to end.", **more))


def test_named_and_described_without_style_or_script() -> None:
    html = draw()
    svg = svg_of(html)
    assert svg.get("role") == "img"
    title, desc = svg.find(f"{SVG}title"), svg.find(f"{SVG}desc")
    assert (title.text, desc.text) == ("States of a group", "From proposal to end.")
    assert svg.get("aria-labelledby") == title.get("id")
    assert svg.get("aria-describedby") == desc.get("id")
    assert not re.search(r"style=|<style|<script|\bon\w+=|href|url\(", html)


def test_every_state_and_move_is_in_it() -> None:
    svg = svg_of(draw())
    texts = [text.text for text in svg.iter(f"{SVG}text")]
    assert (texts.count("decline"), texts.count("conclude"), texts.count("wake")) == (2, 2, 1)
    assert {state.label for state in STATES} <= set(texts)
    assert {move.label for move in MOVES if move.target} <= set(texts)
    assert "↻ support" in texts
    classes = [g.get("class") for g in svg.iter(f"{SVG}g")]
    assert classes.count("dg-move") == 11
    assert {f"dg-state dg-phase-{phase}" for phase in ("new", "work", "waiting", "decided", "closed")} < set(classes)


def test_order_is_by_the_longest_way_and_ends_come_last() -> None:
    assert [state.name for state in order(STATES, MOVES)] == [
        "proposed",
        "bof",
        "active",
        "dormant",
        "concluded",
        "declined",
    ]


def test_a_move_with_several_targets_leads_to_each() -> None:
    layout = lay_out(STATES, [*MOVES, Move("settle", ("bof",), ("dormant", "concluded"))])
    bof = next(box for box in layout.boxes if box.lines == ["BoF"])
    assert sorted(port.target for port in bof.right if port.lines == ["settle"]) == [4, 5]


def test_mirror_keeps_all_and_turns_it_round() -> None:
    plain, mirrored = svg_of(draw()), svg_of(draw(mirror=True))
    assert mirrored.get("direction") == "rtl"
    width = int(plain.get("width"))

    def lefts(svg: ET.Element) -> list[int]:
        return [int(rect.get("x")) for rect in svg.iter(f"{SVG}rect")]

    assert lefts(mirrored) == [width - x - BOX_WIDTH for x in lefts(plain)]


def test_words_are_escaped() -> None:
    html = draw([State("a", "<b>&\"'")], [Move("<script>", (), "a")])
    assert "<script>" not in html
    assert "<b>" not in html
    assert svg_of(html) is not None


def test_an_unknown_state_is_an_error() -> None:
    with pytest.raises(KeyError, match="nowhere"):
        draw(moves=[Move("go", ("bof",), "nowhere")])


def test_wrapping() -> None:
    assert wrap("find that no body can", 80) == ["find that no", "body can"]
    assert wrap("Donaudampfschifffahrt", 40) == ["Donaudampfschifffahrt"]
    assert text_width("提案") == 26


@st.composite
def machines(draw_from: st.DrawFn) -> tuple[list[State], list[Move]]:
    names = [f"s{i}" for i in range(draw_from(st.integers(1, 7)))]
    some = st.lists(st.sampled_from(names), unique=True, max_size=4).map(tuple)
    words = st.sampled_from(("go", "send it back to the group", "提案する", "ارسال", "accept"))
    moves = draw_from(st.lists(st.builds(Move, words, some, st.sampled_from(names)), max_size=12))
    return [State(name, f"State {name}") for name in names], moves


@settings(max_examples=120)
@given(machines(), st.booleans())
def test_no_label_overlaps_another_or_a_box_or_leaves_the_picture(machine, mirror: bool) -> None:
    svg = svg_of(draw(*machine, mirror=mirror))
    width, height = float(svg.get("width")), float(svg.get("height"))
    labels = []
    for text in svg.iter(f"{SVG}text"):
        if text.get("class") != "dg-label":
            continue
        x, y, wide = float(text.get("x")), float(text.get("y")), text_width(text.text)
        to_right = text.get("text-anchor") == ("end" if mirror else "start")
        labels.append((x if to_right else x - wide, y - LINE + 4, x + wide if to_right else x, y + 4))
    boxes = []
    for rect in svg.iter(f"{SVG}rect"):
        left, top, tall = (float(rect.get(key)) for key in ("x", "y", "height"))
        boxes.append((left, top, left + BOX_WIDTH, top + tall))
    for a, b in combinations(labels + boxes, 2):
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1], (a, b)
    for left, top, right, bottom in labels + boxes:
        assert left >= 0
        assert top >= 0
        assert right <= width
        assert bottom <= height


@settings(max_examples=120)
@given(machines())
def test_rails_that_meet_stand_apart(machine) -> None:
    layout = lay_out(*machine)
    for side, rails in (("right", layout.rails_right), ("left", layout.rails_left)):
        spans: dict[int, list[int]] = {}
        for box in layout.boxes:
            for port in getattr(box, side):
                end = getattr(layout.boxes[port.target], f"entry_{side}")
                spans.setdefault(port.target, []).extend((port.y, end))
        for one, other in combinations(spans, 2):
            if rails[one] == rails[other]:
                assert max(spans[one]) < min(spans[other]) or max(spans[other]) < min(spans[one])
