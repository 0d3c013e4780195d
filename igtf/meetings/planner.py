"""The planner: what hour it is for whom at a time that is thought of, and whose night it keeps being. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from igtf.core.when import UNSET, zone_named, zones_of
from igtf.people.countries import Region
from igtf.record.models import Subject
from igtf.record.numbers import values_of, whole_number
from igtf.record.values import FIRST


class Where(Protocol):
    """How many people share a region, a country and a time zone."""

    region: str | None
    country: str | None
    time_zone: str
    people: int


NIGHT = (int(values_of(FIRST)["night_from"]), int(values_of(FIRST)["night_until"]))
"""From which to which hour it is night, in the first version of the numbers."""


def night_of(group: Subject | None) -> tuple[int, int]:
    """Return from which to which hour it is night, by the version that a group runs under; None: the one in force."""
    return whole_number("night_from", group), whole_number("night_until", group)


@dataclass(frozen=True)
class PastMeeting:
    """A meeting of the past: when, for how many minutes, and between which hours it is night."""

    starts_at: datetime
    length: int
    night: tuple[int, int] = NIGHT


@dataclass(frozen=True)
class CountryAtTime:
    """A country (or none) at a candidate: local begin and end, whether it is night, how many people."""

    country: str | None
    begins: datetime
    ends: datetime
    night: bool
    people: int


@dataclass(frozen=True)
class RegionAtTime:
    """A region at a candidate; ``nights`` of ``past`` meetings were in the night for most of its people."""

    region: Region
    places: tuple[CountryAtTime, ...]
    nights: int
    past: int

    @property
    def people(self) -> int:
        """How many people of the group are there."""
        return sum(place.people for place in self.places)

    @property
    def awake_at_night(self) -> int:
        """For how many of them it is night."""
        return sum(place.people for place in self.places if place.night)

    @property
    def keeps(self) -> bool:
        """Whether it would be night again for most of a region that had most of the past meetings in its night."""
        return 2 * self.awake_at_night > self.people and 2 * self.nights > self.past > 0


@dataclass(frozen=True)
class CandidateTime:
    """A time that is thought of, with its rows by region; ``burden`` weighs the nights, past ones included."""

    starts_at: datetime
    rows: tuple[RegionAtTime, ...]

    @property
    def burden(self) -> float:
        """Nights of people, each counted more the more of the past nights were theirs."""
        return sum(row.awake_at_night * (1 + (row.nights / row.past if row.past else 0)) for row in self.rows)

    @property
    def awake_at_night(self) -> int:
        """For how many people it is night."""
        return sum(row.awake_at_night for row in self.rows)


def zone_for(where: Where, at: datetime) -> ZoneInfo:
    """Return the zone of people: the one chosen, else that of the country (the middle one of several), else UTC."""
    chosen = zone_named(where.time_zone) if where.time_zone != UNSET else None
    if chosen:
        return chosen
    known = sorted(zones_of(where.country), key=lambda zone: (at.astimezone(zone).utcoffset(), zone.key))
    return known[len(known) // 2] if known else ZoneInfo("UTC")


def _dark(moment: datetime, night: tuple[int, int]) -> bool:
    return moment.hour >= night[0] or moment.hour < night[1]


def is_night(held: PastMeeting, zone: ZoneInfo) -> bool:
    """Return whether a meeting begins or ends in the night of a zone, by the hours of section 15."""
    last = held.starts_at + timedelta(minutes=held.length, seconds=-1)
    return _dark(held.starts_at.astimezone(zone), held.night) or _dark(last.astimezone(zone), held.night)


def _place(where: Where, held: PastMeeting) -> CountryAtTime:
    zone = zone_for(where, held.starts_at)
    begins, ends = (
        moment.astimezone(zone) for moment in (held.starts_at, held.starts_at + timedelta(minutes=held.length))
    )
    return CountryAtTime(where.country, begins, ends, is_night(held, zone), where.people)


def _mostly_night(people: Sequence[Where], held: PastMeeting) -> bool:
    places = [_place(where, held) for where in people]
    return 2 * sum(place.people for place in places if place.night) > sum(place.people for place in places)


def candidate(people: Iterable[Where], held: PastMeeting, past: Sequence[PastMeeting]) -> CandidateTime:
    """Return what a candidate means for each UN region that the group has people in, and the past with it."""
    found: dict[Region, list[Where]] = {}
    for where in people:
        found.setdefault(Region(where.region or "none"), []).append(where)
    rows = []
    for region in Region:
        if region in found:
            places = sorted((_place(where, held) for where in found[region]), key=lambda p: (p.begins, p.country or ""))
            nights = sum(_mostly_night(found[region], before) for before in past)
            rows.append(RegionAtTime(region, tuple(places), nights, len(past)))
    return CandidateTime(held.starts_at, tuple(rows))


def best(candidates: Sequence[CandidateTime]) -> CandidateTime | None:
    """Return the candidate with the least burden, the first of several; None without any."""
    return min(candidates, key=lambda one: one.burden, default=None)
