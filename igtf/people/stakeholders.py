"""Stakeholder groups and hats: the footing on which everyone takes part (procedure, section 1)."""

from collections.abc import Iterable

from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l

GROUPS: dict[str, Text] = {
    "government": _l("Government"),
    "intergovernmental": _l("Intergovernmental organisation"),
    "private": _l("Private sector"),
    "civil": _l("Civil society"),
    "technical": _l("Technical and academic community"),
}
"""The five groups that are counted, in the order in which they are shown."""

UNSTATED = "unstated"
ALL_GROUPS: dict[str, Text] = GROUPS | {UNSTATED: _l("Not stated")}

CAPACITIES: dict[str, Text] = {
    "personal": _l("in a personal capacity"),
    "for": _l("for an organisation"),
}

OFFICE = "office"
"""The capacity of the hat that the secretariat wears with its role: it is no stakeholder and states no group."""


def folded(organisation: str) -> str:
    """Return an organisation's name as it is compared: spaces and case do not matter."""
    return " ".join(organisation.split()).casefold()


def affiliated(affiliation: str, organisations: Iterable[str]) -> str | None:
    """Return the organisation among ``organisations`` that ``affiliation`` names, else None."""
    own = folded(affiliation)
    return next((name for name in organisations if own and folded(name) == own), None)
