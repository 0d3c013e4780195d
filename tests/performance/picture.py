"""The picture of growth: for each case a track from the smallest size to the largest, on each engine."""

from dataclasses import dataclass
from html import escape
from math import log2

WIDTH, LEFT, TOP, LINE = 860, 300, 56, 20
_LEAST, _MOST = 0.5, 4.0
_COLOURS = {"SQLite": "#0b6e4f", "PostgreSQL": "#1f4e8c"}


@dataclass(frozen=True)
class Track:
    """A case on an engine: its median by size, as a multiple of that at the smallest."""

    name: str
    engine: str
    growth: dict[int, float]


def _x(factor: float) -> float:
    within = min(max(factor, _LEAST), _MOST)
    return LEFT + (WIDTH - LEFT - 30) * log2(within / _LEAST) / log2(_MOST / _LEAST)


def _scale(bottom: int, limit: float) -> list[str]:
    lines = []
    for factor in (0.5, 1.0, limit, 2.0, 4.0):
        colour, dash = ("#b3261e", ' stroke-dasharray="4 3"') if factor == limit else ("#d5d9de", "")
        lines.append(f'<line x1="{_x(factor):.1f}" x2="{_x(factor):.1f}" y1="{TOP - 12}" y2="{bottom}" '
                     f'stroke="{colour}"{dash}/><text x="{_x(factor):.1f}" y="{TOP - 18}" text-anchor="middle" '
                     f'fill="#5b6470">{factor:g}×</text>')  # fmt: skip
    return lines


def _drawn(track: Track, y: float) -> str:
    sizes, colour = sorted(track.growth), _COLOURS[track.engine]
    places = [_x(track.growth[size]) for size in sizes]
    title = ", ".join(f"{size:,}: {track.growth[size]:.2f}×" for size in sizes)
    dots = "".join(
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{1.5 + place:.1f}" fill="{colour}"/>' for place, x in enumerate(places)
    )
    return (
        f"<g><title>{escape(track.name)}, {track.engine}: {title}</title>"
        f'<line x1="{min(places):.1f}" x2="{max(places):.1f}" y1="{y:.1f}" y2="{y:.1f}" stroke="{colour}"/>{dots}</g>'
    )


def picture(tracks: list[Track], limit: float) -> str:
    """Return an SVG of ``tracks``; ``limit`` is the most that a case may grow."""
    names = list(dict.fromkeys(track.name for track in tracks))
    bottom = TOP + LINE * len(names)
    sizes = sorted({size for track in tracks for size in track.growth})
    said = "median at " + ", ".join(f"{size:,}" for size in sizes) + f" issues (larger dots) ÷ that at {sizes[0]:,}"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {bottom + 40}" '
        'font-family="system-ui, sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{bottom + 40}" fill="#fff"/>',
        f'<text x="12" y="20" fill="#1d2329" font-size="13">{said}</text>',
        *_scale(bottom, limit),
    ]  # fmt: skip
    for place, name in enumerate(names):
        y = TOP + LINE * place + 8
        parts.append(f'<text x="{LEFT - 14}" y="{y + 4}" text-anchor="end" fill="#1d2329">{escape(name)}</text>')
        own = [track for track in tracks if track.name == name]
        parts += [_drawn(track, y - 3 + 6 * line) for line, track in enumerate(own)]
    for place, engine in enumerate(dict.fromkeys(track.engine for track in tracks)):
        x = LEFT + 120 * place
        parts.append(f'<circle cx="{x}" cy="{bottom + 20}" r="4" fill="{_COLOURS[engine]}"/>'
                     f'<text x="{x + 10}" y="{bottom + 24}" fill="#1d2329">{engine}</text>')  # fmt: skip
    return "\n".join([*parts, "</svg>", ""])
