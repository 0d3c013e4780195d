"""Stakeholder groups and hats: the footing on which everyone takes part (procedure, section 1)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
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


def affiliation_shown(organisation: str, *, confirmed: bool) -> str:
    """Return an affiliation as pages show it: also that nobody has confirmed it, where that is so."""
    if confirmed or not organisation:
        return organisation
    return _("%(organisation)s – stated, not confirmed", organisation=organisation)


def affiliated(affiliation: str, organisations: Iterable[str]) -> str | None:
    """Return the organisation among ``organisations`` that ``affiliation`` names, else None."""
    own = folded(affiliation)
    return next((name for name in organisations if own and folded(name) == own), None)


@dataclass(frozen=True)
class Affiliations:
    """The organisations of a person, folded: those of confirmed hats, and those that only the person names."""

    confirmed: frozenset[str] = frozenset()
    said: frozenset[str] = frozenset()

    @classmethod
    def of(cls, confirmed: Iterable[str], said: Iterable[str]) -> "Affiliations":
        """Return those with these names; '' is none, and what is confirmed need not be said."""
        known = frozenset(map(folded, confirmed)) - {""}
        return cls(known, frozenset(map(folded, said)) - {""} - known)


NO_AFFILIATIONS = Affiliations()


def crowded(own: Affiliations, others: Iterable[Affiliations], most: int) -> bool:
    """Return whether ``most`` of ``others`` belong to an organisation of ``own`` already (procedure, section 8).

    A name that nobody has confirmed binds who says it, and keeps out nobody whose own is confirmed.
    """
    rows = list(others)
    confirmed = Counter(name for row in rows for name in row.confirmed)
    named = confirmed + Counter(name for row in rows for name in row.said)
    return any(confirmed[name] >= most for name in own.confirmed) or any(named[name] >= most for name in own.said)
