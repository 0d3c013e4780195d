"""People by stakeholder group and UN regional group, as the balance table shows them (section 14)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from igtf.core.i18n import Text
from igtf.people.countries import Region, country
from igtf.people.stakeholders import ALL_GROUPS, GROUPS, UNSTATED


class CountedPeople(Protocol):
    """How many people share a counted stakeholder group and a region."""

    @property
    def counts_as(self) -> str | None: ...
    @property
    def region(self) -> str | None: ...
    @property
    def country(self) -> str | None: ...
    @property
    def people(self) -> int: ...


@dataclass(frozen=True)
class Cell:
    """How many (people, or acts of theirs) share a counted stakeholder group, a region and a country."""

    counts_as: str | None
    region: str | None
    country: str | None
    people: int


@dataclass(frozen=True)
class Balance:
    """The table: a column for each region, a row for each group, totals; and the groups that are absent.

    ``developing``: people from countries that are not of high income; ``least``: from the least developed.
    """

    columns: list[Text]
    rows: list[dict[str, Any]]
    totals: list[int]
    absent: list[Text]
    developing: int
    least: int

    @property
    def people(self) -> int:
        """How many people there are."""
        return self.totals[-1]


def balance_of(counts: Iterable[CountedPeople]) -> Balance:
    """Return the balance table of ``counts``; cells without people are there, with nought."""
    regions, cells = list(Region), {(name, str(region)): 0 for name in ALL_GROUPS for region in Region}
    developing = least = 0
    for row in counts:
        facts = country(row.country) if row.country else None
        developing += row.people if facts and facts.is_developing else 0
        least += row.people if facts and facts.ldc else 0
        cells[row.counts_as or UNSTATED, row.region or "none"] += row.people
    rows: list[dict[str, Any]] = []
    for name, label in ALL_GROUPS.items():
        line = [cells[name, str(region)] for region in regions]
        rows.append({"name": name, "label": label, "cells": line, "total": sum(line)})
    totals = [sum(row["cells"][i] for row in rows) for i in range(len(regions))]
    absent = [label for name, label in GROUPS.items() if not any(cells[name, str(region)] for region in regions)]
    return Balance([region.label for region in regions], rows, [*totals, sum(totals)], absent, developing, least)
