"""The kinds of groups as a table of capabilities; nothing asks for a kind by its name (section 3)."""

from dataclasses import dataclass

from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l


@dataclass(frozen=True)
class GroupKind:
    """What a kind of group is and may do.

    ``proposed``: it begins as a proposal with a BoF, else it is established. ``needs_unhoused``: it starts a new
    policy process, so one of its issues was found unhoused. ``reports``: it owes one report by a due date.
    ``takes_issues``: its chairs may take up issues. ``adopts``: its chairs may ask it to adopt drafts. ``reviews``: its
    members review drafts in turn. ``meets``: its chairs may call meetings. ``reviewed``: council and public review its
    charter before the ballot. ``ballot``: the purpose of the council's ballot on it. ``charter_word``: how its charter
    is called.
    """

    label: Text
    meaning: Text
    charter_word: Text
    ballot: str
    proposed: bool = False
    needs_unhoused: bool = False
    reports: bool = False
    takes_issues: bool = False
    adopts: bool = False
    reviews: bool = False
    meets: bool = False
    reviewed: bool = False


KINDS: dict[str, GroupKind] = {
    "working": GroupKind(
        _l("Working group"),
        _l("works on issues that no existing body can take care of, and writes drafts"),
        _l("Charter"),
        "charter",
        proposed=True,
        needs_unhoused=True,
        takes_issues=True,
        adopts=True,
        meets=True,
        reviewed=True,
    ),
    "correspondence": GroupKind(
        _l("Correspondence group"),
        _l("is short-lived, works online and owes one report by a due date"),
        _l("Mandate"),
        "establish",
        reports=True,
        takes_issues=True,
        adopts=True,
        meets=True,
    ),
    "directorate": GroupKind(
        _l("Directorate"),
        _l("reviews drafts from one angle, such as human rights, security or accessibility"),
        _l("Mandate"),
        "establish",
        reviews=True,
    ),
}

ADOPTING = tuple(name for name, kind in KINDS.items() if kind.adopts)
"""The kinds that adopt drafts."""

REVIEWING = tuple(name for name, kind in KINDS.items() if kind.reviews)
"""The kinds whose members review drafts."""

PROPOSED = next(name for name, kind in KINDS.items() if kind.proposed)
"""The kind that a proposal is for."""

ESTABLISHED = tuple(name for name, kind in KINDS.items() if not kind.proposed)
"""The kinds that are established without a BoF."""
