"""Who sits on the council against who should: seats by group and region, developing countries, affiliations."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from igtf.core.i18n import gettext as _
from igtf.council.overview import SeatNow
from igtf.people.countries import REGIONS, Region, country
from igtf.people.stakeholders import GROUPS, folded
from igtf.record.numbers import whole_number


def intended(seats: Sequence[SeatNow]) -> dict[str, Any]:
    """Return, for each stakeholder group and region of a seat, the seats with who holds them, for the picture and
    the table: rows of cells of ``held`` and ``planned``, with the totals of group and region."""
    places: list[Any] = [*REGIONS, None]
    rows = []
    for group, label in GROUPS.items():
        cells = [[seat for seat in seats if (seat.group, seat.region) == (group, place)] for place in places]
        rows.append({"label": label, "cells": [_counted(cell) for cell in cells],
                     "total": _counted([seat for seat in seats if seat.group == group])})  # fmt: skip
    columns = [[seat for seat in seats if seat.region == place] for place in places]
    return {
        "columns": [(place.label, place.letters) if place else (_("At large"), "–") for place in places], "rows": rows,
        "totals": [*map(_counted, columns), _counted(seats)],
    }  # fmt: skip


def _counted(seats: Sequence[SeatNow]) -> tuple[int, int]:
    return sum(seat.name is not None for seat in seats), len(seats)


def picture(seats: Sequence[SeatNow]) -> list[dict[str, Any]]:
    """Return a row for each stakeholder group: how many of its seats are ``held``, and its ``seats`` to be drawn.

    Of a seat: the letters of its region, for one at large of its holder's, whether it is held, and by a member from a
    developing country.
    """
    rows = []
    for group, label in GROUPS.items():
        own = [seat for seat in seats if seat.group == group]
        rows.append({"label": label, "held": _counted(own), "seats": [_drawn(seat) for seat in own]})
    return rows


def _drawn(seat: SeatNow) -> dict[str, Any]:
    region = seat.region or (seat.from_region if seat.name else None)
    return {"letters": Region(region).letters if region else "", "held": seat.name is not None,
            "developing": developing(seat)}  # fmt: skip


def developing(seat: SeatNow) -> bool:
    """Return whether a seat is held by a member from a developing country."""
    found = country(seat.country) if seat.name else None
    return found is not None and found.is_developing


@dataclass(frozen=True)
class Renewal:
    """The seats whose terms end on one day; ``day`` None: those that are vacant."""

    day: date | None
    seats: list[SeatNow]
    groups: list[tuple[Any, int]]
    share: float


def renewals(seats: Sequence[SeatNow]) -> list[Renewal]:
    """Return which seats end when, the next first, the vacant ones last: a third is to be renewed each year."""
    days = sorted({seat.until.date() for seat in seats if seat.until})
    found = []
    for day in [*days, None]:
        own = [seat for seat in seats if (seat.until.date() if seat.until else None) == day]
        counts = Counter(seat.group for seat in own)
        if own:
            groups = [(label, counts[group]) for group, label in GROUPS.items() if counts[group]]
            found.append(Renewal(day, own, groups, len(own) / len(seats)))
    return found


def shares(seats: Sequence[SeatNow]) -> list[tuple[Any, int]]:
    """Return how many members come from developing, least developed, landlocked and small island countries."""
    known = [found for seat in seats if seat.name and (found := country(seat.country))]
    return [
        (_("Developing countries"), sum(developing(seat) for seat in seats)),
        (_("Least developed countries"), sum(row.ldc for row in known)),
        (_("Landlocked developing countries"), sum(row.lldc for row in known)),
        (_("Small island developing states"), sum(row.sids for row in known)),
    ]


def affiliations(seats: Sequence[SeatNow]) -> list[tuple[str, int]]:
    """Return the affiliations of which as many sit as may, with their number; case and spaces do not matter."""
    names: dict[str, list[str]] = {}
    for seat in seats:
        for key, name in {folded(name): name for name in seat.organisations if name}.items():
            names.setdefault(key, []).append(name)
    most = whole_number("per_affiliation")
    return [(found[0], len(found)) for found in names.values() if len(found) >= most]
