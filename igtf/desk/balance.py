"""Tables of stakeholder group × region, made from counted rows; whoever is not in them can be seen."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from igtf.people.countries import Region, country
from igtf.people.stakeholders import ALL_GROUPS, UNSTATED


def table(rows: Iterable[Any], number: str) -> dict[str, Any]:
    """Return columns, rows and totals for ``pictures.balance`` from rows of (counts_as, region, ``number``)."""
    cells: dict[tuple[str, str], int] = defaultdict(int)
    for row in rows:
        cells[row.counts_as or UNSTATED, row.region or "none"] += getattr(row, number)
    regions = [str(region) for region in Region]
    shown = [
        {
            "label": label,
            "cells": [cells[group, region] for region in regions],
            "total": sum(cells[group, region] for region in regions),
        }
        for group, label in ALL_GROUPS.items()
    ]
    totals = [sum(cells[group, region] for group in ALL_GROUPS) for region in regions]
    return {"columns": [Region(region).label for region in regions], "rows": shown, "totals": [*totals, sum(totals)]}


def developing_share(rows: Iterable[Any], number: str) -> tuple[int, int, int]:
    """Return how many of the counted come from least developed countries, from others, from no one country."""
    least = other = none = 0
    for row in rows:
        facts = country(row.country) if row.country else None
        count = getattr(row, number)
        if facts is None:
            none += count
        elif facts.ldc:
            least += count
        else:
            other += count
    return least, other, none
