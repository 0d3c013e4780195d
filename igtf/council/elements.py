"""A seat in the picture of a ballot, made in one step as ``core.elements`` are."""

from typing import Any

from markupsafe import Markup, escape

from igtf.core.i18n import lazy_gettext as _l

POSITIONS = {
    "yes": ("Y", _l("Yes")), "no_objection": ("N", _l("No objection")), "discuss": ("D", _l("Discuss")),
    "block": ("B", _l("Block")), "abstain": ("A", _l("Abstain")), "recuse": ("R", _l("Recused")),
    "vacant": ("–", _l("Vacant")), "no": ("X", _l("No")), None: ("·", _l("No position yet")),
}  # fmt: skip
"""Position (None: none yet) → its letter in the picture and its name, in the order of the legend."""

_MARKS = (("older", _l("on an earlier revision")), ("aside", _l("set aside")), ("mine", _l("your seat")))


def seat(held: dict[str, Any]) -> Markup:
    """Return a seat with the letter of its position, and in words whose it is.

    ``held``: ``name``, ``position``, ``url`` or None, and whether the position is ``older`` (taken on an earlier
    revision) or set ``aside``, and the seat ``mine``.
    """
    letter, word = POSITIONS[held["position"]]
    marks = [(look, said) for look, said in _MARKS if held.get(look)]
    words = escape(", ".join(str(part) for part in (f"{held['name']}: {word}", *(said for _look, said in marks))))
    looks = " ".join((held["position"] or "silent", *(look for look, _said in marks)))
    if held.get("url"):
        inside = f'<a href="{escape(held["url"])}" aria-label="{words}">{letter}</a>'
    else:
        inside = f'<span aria-hidden="true">{letter}</span><span class="unseen">{words}</span>'
    return Markup(f'<li class="seat {looks}" title="{words}">{inside}</li>')
