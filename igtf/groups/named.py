"""Persons named as chairs."""

from collections.abc import Sequence
from typing import Any

from igtf.core.errors import Invalid
from igtf.groups.policy import chairs_decision
from igtf.people.named import people_named


def chairs_named(text: str) -> Sequence[Any]:
    """Return the persons named as chairs; Invalid when they may not chair together (section 1)."""
    found = people_named(text, "chairs")
    fit = chairs_decision([row.counts_as for row in found])
    if not fit:
        raise Invalid(chairs=str(fit.reason))
    return found
