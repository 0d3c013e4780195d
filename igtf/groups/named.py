"""Persons named as chairs."""

from collections.abc import Iterable, Sequence
from typing import Any

from igtf.core.errors import Invalid
from igtf.core.i18n import gettext as _
from igtf.core.policy import demand
from igtf.groups.policy import chairs_decision
from igtf.people.named import people_named, person_named


def chairs_named(text: str) -> Sequence[Any]:
    """Return the persons named as chairs; Invalid when they may not chair together (section 1)."""
    found = people_named(text, "chairs")
    demand(chairs=chairs_decision([row.counts_as for row in found]))
    return found


def partner_named(text: str, proposer_id: int, overseers: Iterable[int] = ()) -> Any:
    """Return who is named as second proposer; Invalid when that is not one person, who proposes, or who oversees it."""
    partner = person_named(text, "second")
    if partner.id == proposer_id:
        raise Invalid(second=_("Name somebody else: a proposal is made by two."))
    if partner.id in overseers:
        raise Invalid(second=_(
            "%(name)s is the responsible member of the group, who judges the proposal and does not make it. Name "
            "somebody else.", name=partner.name,
        ))  # fmt: skip
    return partner


def check_apart(people: Iterable[Any], overseers: Iterable[int], field: str) -> None:
    """Raise Invalid, beside ``field``, where one of ``people`` would chair a group and oversee it: nobody does both."""
    both = [row.name for row in people if row.id in overseers]
    if both:
        raise Invalid(
            {field: [_("%(name)s is the responsible member of the group, and does not chair it. Name somebody else.",
                       name=both[0])]}
        )  # fmt: skip
