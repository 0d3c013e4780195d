"""A few drawn icons on a grid of 24 units, always beside a word, and the sign of the house."""

from markupsafe import Markup

_DRAWN = {
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5 5"/>',
    "menu": '<path d="M3 6h18M3 12h18M3 18h18"/>',
    "check": '<path d="m4 12.5 5.5 5.5L20 7"/>',
    "cross": '<path d="m6 6 12 12M18 6 6 18"/>',
    "clock": '<circle cx="12" cy="12" r="9"/><path d="M12 7v5l3.5 2"/>',
    "mail": '<path d="M3 6h18v13H3zM3 7l9 7 9-7"/>',
    "back": '<path d="m11 6-6 6 6 6M5 12h15"/>',
    "on": '<path d="m13 6 6 6-6 6M19 12H4"/>',
    "info": '<circle cx="12" cy="12" r="9"/><path d="M12 11v5M12 8v.01"/>',
}
_TURN = ("back", "on")
"""Those that point the other way where one reads from the right."""

ICONS = {
    name: Markup(f'<svg class="icon{" turns" if name in _TURN else ""}" viewBox="0 0 24 24" aria-hidden="true" '
                 f'focusable="false">{drawn}</svg>')
    for name, drawn in _DRAWN.items()
}  # fmt: skip

icon = ICONS.__getitem__
"""Return the icon of a name; KeyError for one that is not drawn."""

_SEATS = ((16, 4), (27.9, 12.6), (23.4, 26.6), (8.6, 26.6), (4.1, 12.6))
MARK = Markup('<svg viewBox="0 0 32 32" aria-hidden="true" focusable="false"><circle cx="16" cy="16.5" r="6.5" '
              'fill="none" stroke="currentColor" stroke-width="2.6"/><g fill="currentColor">{}</g></svg>').format(
    Markup("").join(Markup('<circle cx="{}" cy="{}" r="2.8"/>').format(*place) for place in _SEATS))  # fmt: skip
"""The sign of the house: a round table with five seats."""
