"""The words of selections: why somebody was passed over, what changed, and how long terms are."""

from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.i18n import lazy_ngettext as _ln
from igtf.people.named import HAT_GONE
from igtf.record.numbers import BY_NAME
from igtf.selection.filling import LOT

LONGEST_TERM = int(BY_NAME["term_years"].most)

WHY: dict[str, Text] = {
    "filled": _l("all seats of the group were filled"),
    "seat": _l("no seat was left for this region"),
    "affiliation": _l("as many of this affiliation as may sit do so already"),
    "region": _l("as many of this region as may hold seats at large of this group do so already"),
    "declined": _l("declined"),
    "closed": _l("closed the account"),
    "vacancy": _l("left the seat"),
    "recalled": _l("was recalled from the council"),
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
    "recalled": _l("was recalled from the council"),
    "colleague": _l("belongs to the organisation of the member"),
}
"""Why somebody left a list after the draw, or could not sit on a panel."""

LEFT = ("declined", "closed", "vacancy", "recalled")
"""The changes that last when the draw is annulled: they are about the person, not about who was drawn."""

TERMS: dict[str, Text] = {
    **{str(years): _ln("%(num)d year", "%(num)d years", years) for years in range(LONGEST_TERM, 0, -1)},
    LOT: _l("drawn by lot, from one year to a full term, as many of each (first terms)"),
}
"""How long the terms of a selection are; which of them there are is a number of the procedure."""


def terms_of(full: int) -> list[tuple[str, Text]]:
    """Return the terms to choose from where a full one has so many years, the longest first."""
    return [(value, words) for value, words in TERMS.items() if value == LOT or int(value) <= full]


ANSWERS: dict[str, tuple[Text, str]] = {
    "open": (_l("has not answered yet"), "waiting"), "accepted": (_l("accepted"), "decided"),
    "declined": (_l("declined"), "closed"),
}  # fmt: skip
"""Answer of a nominee → its words, and the phase whose colour it is shown in."""
