"""Who sits on the council against who should: seats by group and region, developing countries, affiliations."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _

from igtf.council.overview import SeatNow
from igtf.people.countries import Region, country
from igtf.people.stakeholders import GROUPS
from igtf.record.numbers import days

_HIGH = "high"
"""The class of income that counts as developed; all others are developing countries."""


def intended(seats: Sequence[SeatNow]) -> dict[str, Any]:
    """Return, for each stakeholder group and region of a seat, the seats with who holds them, for the picture and
    the table: rows of cells of ``held`` and ``planned``, with the totals of group and region."""
    places: list[Any] = [region for region in Region if region != Region.NONE] + [None]
    rows = []
    for group, label in GROUPS.items():
        cells = [[seat for seat in seats if (seat.group, seat.region) == (group, place)] for place in places]
        rows.append({"label": label, "cells": [_counted(cell) for cell in cells],
                     "total": _counted([seat for seat in seats if seat.group == group])})  # fmt: skip
    columns = [[seat for seat in seats if seat.region == place] for place in places]
    return {
        "columns": [place.label if place else _("At large") for place in places], "rows": rows,
        "totals": [*map(_counted, columns), _counted(seats)],
    }  # fmt: skip


def _counted(seats: Sequence[SeatNow]) -> tuple[int, int]:
    return sum(seat.name is not None for seat in seats), len(seats)


def shares(seats: Sequence[SeatNow]) -> list[tuple[Any, int]]:
    """Return how many members come from developing, least developed, landlocked and small island countries."""
    known = [found for seat in seats if seat.name and (found := country(seat.country))]
    return [
        (_("Developing countries"), sum(bool(row.income) and row.income != _HIGH for row in known)),
        (_("Least developed countries"), sum(row.ldc for row in known)),
        (_("Landlocked developing countries"), sum(row.lldc for row in known)),
        (_("Small island developing states"), sum(row.sids for row in known)),
    ]


def affiliations(seats: Sequence[SeatNow]) -> list[tuple[str, int]]:
    """Return the affiliations of which as many sit as may, with their number."""
    counts = Counter(seat.affiliation for seat in seats if seat.name and seat.affiliation)
    most = days("per_affiliation")
    return [(name, n) for name, n in counts.most_common() if n >= most]
