"""The words of selections: why somebody was passed over, what changed, and how long terms are."""

from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.people.named import HAT_GONE
from igtf.selection.filling import LOT

WHY: dict[str, Text] = {
    "filled": _l("all seats of the group were filled"),
    "seat": _l("no seat was left for this region"),
    "affiliation": _l("as many of this affiliation as may sit do so already"),
    "region": _l("as many of this region as may hold seats at large of this group do so already"),
    "declined": _l("declined"),
}
"""Why a place of a list led to no seat."""

CHANGES: dict[str, Text] = {
    "declined": _l("declined"),
    "objection": _l("an objection was upheld"),
    "sits": _l("sits on the council already"),
    "closed": _l("closed the account"),
    "hat": HAT_GONE,
    "affiliation": _l("as many of this affiliation as may sit do so without this person"),
    "vacancy": _l("left the seat"),
}
"""Why somebody left a list after the draw."""

TERMS: dict[str, Text] = {
    "3": _l("three years"),
    "2": _l("two years, the rest of a term"),
    "1": _l("one year, the rest of a term"),
    LOT: _l("drawn by lot: a third each of one, two and three years (first terms)"),
}

ANSWERS: dict[str, Text] = {
    "open": _l("has not answered yet"), "accepted": _l("accepted"), "declined": _l("declined"),
}  # fmt: skip
