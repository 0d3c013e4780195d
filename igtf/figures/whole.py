"""The statistics as one thing, for the page and its JSON twin: flow, steps, who filed, who takes part year by year."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.workflow import WORKFLOWS
from igtf.figures import queries
from igtf.figures.flow import Flow, StateDuration, flow_of, steps_of
from igtf.figures.ways import ON_THE_WAY, SOURCES
from igtf.people.balance import Balance, balance_of
from igtf.people.countries import Region
from igtf.subject.way import STATIONS


@dataclass(frozen=True)
class PeopleShare:
    """How many people (or issues) share a stakeholder group, a region and a country."""

    counts_as: str | None
    region: str | None
    country: str | None
    people: int


def shares(footings: Mapping[str, int]) -> list[PeopleShare]:
    """Return counts by footing ('civil|african|KE') as rows."""
    found = []
    for footing, number in footings.items():
        group, region, country = (part or None for part in footing.split("|"))
        found.append(PeopleShare(group, region, country, number))
    return found


@dataclass(frozen=True)
class YearOfPeople:
    """Who took part in a year: persons and newcomers, acts, and the balance (who acts under two hats is in both)."""

    year: int
    persons: int
    newcomers: int
    acts: int
    people: Balance
    acted: Balance


@dataclass(frozen=True)
class WholeFigures:
    """The figures up to one entry of the record (``place``, ``at``)."""

    flow: Flow
    steps: list[StateDuration]
    filers: Balance
    years: list[YearOfPeople]
    states: dict[str, list[tuple[str, int]]]
    sources: list[str]
    place: int
    at: datetime | None

    def listed(self, step: StateDuration) -> bool:
        """Return whether as many wait in a step as are in its state at all, so that the list of these shows them.

        What belongs to several issues waits for each of them, and what belongs to none is no step of their way.
        """
        return (step.state, step.waiting) in self.states.get(step.kind, [])


def whole_of(year: int | None, asked: dict[str, str | None]) -> WholeFigures:
    """Return the figures of the issues of a year (None: all) and of what is ``asked``; two queries, at most three."""
    (issues, site), known = queries.figures_of(year, asked), queries.progress()
    filers = {name: number for (what, name, _bucket), number in issues.items() if what == "filer"}
    paths = {(name, bucket): number for (what, name, bucket), number in issues.items() if what == "path"}
    return WholeFigures(flow_of(paths), steps_of(issues.items(), _order()), balance_of(shares(filers)), _years(site),
                        _states(site), queries.sources(site), known.place, known.at)  # fmt: skip


def _order() -> Iterable[tuple[str, str]]:
    """Yield the states that stand at a station, station by station and in the order of their tables."""
    for station in ON_THE_WAY:
        for workflow in WORKFLOWS.values():
            for state in workflow.states:
                if state.station == station:
                    yield workflow.kind, state.name


def _years(site: queries.Sums) -> list[YearOfPeople]:
    by_year: dict[tuple[str, int], Counter[str]] = {}
    for (what, name, bucket), number in site.items():
        if what not in ("state", "source"):
            by_year.setdefault((what, int(name)), Counter())[bucket] += number
    years = sorted({year for _what, year in by_year}, reverse=True)
    found = []
    for year in years:
        persons, acts = by_year.get(("persons", year), Counter()), by_year.get(("acts", year), Counter())
        found.append(
            YearOfPeople(year, persons.total(), persons["newcomers"], acts.total(),
                         balance_of(shares(by_year.get(("people", year), Counter()))), balance_of(shares(acts)))
        )  # fmt: skip
    return found


def _states(site: queries.Sums) -> dict[str, list[tuple[str, int]]]:
    """Return how many subjects there are of each kind and state, in the order of the tables."""
    counted = {
        w.kind: [(s.name, site["state", w.kind, s.name]) for s in w.states if site["state", w.kind, s.name]]
        for w in WORKFLOWS.values()
    }
    return {kind: rows for kind, rows in counted.items() if rows}


def labels() -> dict[str, Text]:
    """Return how the nodes of the flow are called."""
    words = {"outcome": _("Outcomes"), "statement": _("Bodies' statements"), "consultation": _("Consultations"),
             "filer": _("Filers"), "import": _("Imports")}  # fmt: skip
    return {**{name: words[name] for name in SOURCES}, **{name: STATIONS[name] for name in ON_THE_WAY}}


def plain(whole: WholeFigures) -> dict[str, Any]:
    """Return the figures as data."""
    return {
        "up_to": {"place": whole.place, "at": whole.at.isoformat() if whole.at else None},
        "issues": whole.flow.total,
        "flow": [
            {"node": node.name, "reached": node.reached, "on": dict(node.on),
             "stops": [stop.__dict__ for stop in node.stops]}
            for node in (*whole.flow.sources, *whole.flow.stations)
        ],
        "steps": [step.__dict__ for step in whole.steps],
        "filers": rows_of(whole.filers),
        "years": [
            {"year": y.year, "persons": y.persons, "newcomers": y.newcomers, "acts": y.acts,
             "people_by_group_and_region": rows_of(y.people), "acts_by_group_and_region": rows_of(y.acted),
             "from_developing_countries": y.people.developing, "from_least_developed_countries": y.people.least}
            for y in whole.years
        ],
        "states": {kind: dict(rows) for kind, rows in whole.states.items()},
    }  # fmt: skip


def rows_of(balance: Balance) -> dict[str, dict[str, int]]:
    """Return a balance as data: stakeholder group → region → number."""
    return {row["name"]: dict(zip(map(str, Region), row["cells"], strict=True)) for row in balance.rows}
