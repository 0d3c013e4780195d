"""The colours of static/css/tokens.css carry text: 7 : 1 where it is read, 4.5 : 1 where it accompanies,
3 : 1 at the edge of a control (WCAG 2.2, criteria 1.4.3, 1.4.6 and 1.4.11), in the light and in the dark."""

import gzip
import re
from pathlib import Path

import pytest
from flask import Flask

from igtf.core.page.assets import asset_url

CSS = Path(__file__).parents[2] / "static" / "css"
GROUNDS = ("paper", "sheet", "faint")
READ = [("ink", g) for g in (*GROUNDS, "accent-soft", "signal-soft", "yes-soft", "no-soft")] + [
    ("accent", "paper"),
    ("accent", "sheet"),
    ("accent-ink", "accent"),
    ("fill-ink", "yes"),
    ("fill-ink", "no"),
    ("signal", "signal-soft"),
]
BESIDE = (
    [(c, g) for c in ("soft", "quiet", "accent", "yes", "no", "signal") for g in GROUNDS]
    + [("soft", "accent-soft"), ("soft", "signal-soft"), ("soft", "no-soft"), ("accent", "accent-soft")]
    + [("yes", "yes-soft"), ("no", "no-soft"), ("ink", "line")]
)
EDGES = [(c, g) for c in ("edge", "signal-edge", "accent") for g in ("paper", "sheet")]
LEAST = [(p, 7.0) for p in READ] + [(p, 4.5) for p in BESIDE] + [(p, 3.0) for p in EDGES]


def schemes() -> dict[str, dict[str, str]]:
    """The colour tokens of both schemes; the dark one overrides the light one."""
    light, dark = (CSS / "tokens.css").read_text().split("@media", 1)

    def colours(text: str) -> dict[str, str]:
        return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", text))

    return {"light": colours(light), "dark": colours(light) | colours(dark)}


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_pair_of_colours_has_its_contrast(scheme: str) -> None:
    tokens = schemes()[scheme]
    weak = [
        f"{text} on {ground}: {contrast(tokens[text], tokens[ground]):.2f} < {least}"
        for (text, ground), least in LEAST
        if contrast(tokens[text], tokens[ground]) < least
    ]
    assert weak == []


def test_the_order_names_every_stylesheet_once_and_all_of_it_is_small(built: Flask) -> None:
    order = (CSS / "ORDER").read_text().split()
    assert sorted(order) == sorted(p.name for p in CSS.glob("*.css"))
    served = built.test_client().get(asset_url("css/igtf.css"))
    assert b"--ink" in served.data
    assert len(gzip.compress(served.data)) <= 10_240


def test_stylesheets_use_logical_properties_only() -> None:
    physical = re.compile(
        r"(?<![\w-])(?:(?:margin|padding|border)-(?:left|right|top|bottom)|left|right|top|bottom|(?:min-|max-)?(?:width|height))\s*:"
        r"|(?:float|text-align)\s*:\s*(?:left|right)\b"
    )
    for sheet in CSS.glob("*.css"):
        rules = re.sub(r"@media[^{]*|@container[^{]*|/\*.*?\*/", "", sheet.read_text(), flags=re.S)
        assert physical.findall(rules) == [], sheet.name


def test_breakpoints_grow_with_the_readers_text() -> None:
    for sheet in CSS.glob("*.css"):
        widths = re.findall(r"@(?:media|container)[^{]*-width: ([^)]*)\)", sheet.read_text())
        assert [width for width in widths if not re.fullmatch(r"[\d.]+em", width)] == [], sheet.name
