"""From the order of a draw to filled seats: walk the list, skip whoever breaks a cap, say why (section 8). Pure.

A published file says all that is needed: seats, caps, who sits already, the numbered pool, the sources with their
values, and what changed after the draw. ``repeat`` gives the same result from it anywhere.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from igtf.people.stakeholders import NO_AFFILIATIONS, Affiliations, crowded
from igtf.selection import draw
from igtf.selection.published import NoDraw, check_draw, check_pool

FORMATS = ("igtf-draw-1", "igtf-draw-2", "igtf-draw-3", "igtf-draw-4")
"""How files are written: since the second, the affiliations of all hats count, and say whether they are confirmed;
since the third, nothing is drawn where there is a seat for each, and whoever sits keeps out the only one without;
since the fourth, seats that are another selection's by the time of a second draw are ``taken``: nobody has one."""
POOL = ("seats", "caps", "terms", "sitting", "nominees")
"""The parts of a file that the hash of the pool is made of."""
LOT = "lot"
"""The first terms are drawn too: as many of each length, from one year to a full term (section 1)."""
FULL_TERM = 3
"""The years of a full term in a file that does not say it among its caps."""


SEATED = "seated"
"""Of a change: the selection had taken effect, so that whoever sits by then, in its seats too, is in its ``sitting``.

Files of before have none, and count who was chosen for these seats.
"""


@dataclass(frozen=True)
class SeatPlace:
    """A seat of the council: its number, stakeholder group and regional group (None: at large)."""

    number: int
    group: str
    region: str | None


@dataclass(frozen=True)
class CountedPerson:
    """Whoever counts against the caps: a nominee by number, or a sitting member (number 0) with ``region`` None
    unless the seat is at large. Files of before do not name the ``handle`` of who sits."""

    group: str
    number: int
    region: str | None
    affiliation: str
    name: str = ""
    handle: str = ""
    belongs: Affiliations = NO_AFFILIATIONS


@dataclass(frozen=True)
class FillingStep:
    """What happened at one place of a list: a seat, or why it was passed over (a key of words.WHY)."""

    number: int
    name: str
    handle: str
    seat: int | None = None
    why: str = ""


@dataclass
class List:
    """A stakeholder group's list: in the order of the draw, or of the pool where nobody has to be drawn."""

    group: str
    drawn: bool
    order: list[int]
    steps: list[FillingStep] = field(default_factory=list)


@dataclass
class FillingResult:
    """What a file leads to: the lists, seat → nominee, the years of each seat's term, and what changed since."""

    key: str
    lists: list[List]
    placed: dict[int, CountedPerson]
    years: dict[int, int]
    later: list[tuple[dict[str, Any], list[FillingStep]]]


class Board:
    """Seats while they are filled, under the caps."""

    def __init__(self, places: Iterable[SeatPlace], caps: dict[str, int], sitting: Iterable[CountedPerson]) -> None:
        self.places = {place.number: place for place in places}
        self.caps = caps
        self.sitting = list(sitting)
        self.placed: dict[int, CountedPerson] = {}
        self.counting = set(self.places)
        """The seats in which whoever is placed counts; who sits in others is among ``sitting``."""

    def free(self, group: str) -> list[SeatPlace]:
        """Return the seats of a stakeholder group that nobody has yet, by number."""
        found = (place for place in self.places.values() if place.group == group and place.number not in self.placed)
        return sorted(found, key=lambda place: place.number)

    def _beside(self, named: CountedPerson) -> Iterable[CountedPerson]:
        """Return who counts beside ``named``: each once, and in the seat to come for whoever leaves another one."""
        counting = self.placed.keys() & self.counting
        leaving = {named.handle, *(self.placed[number].handle for number in counting)}
        yield from (one for one in self.sitting if not one.handle or one.handle not in leaving)
        for number in counting:
            one, at_large = self.placed[number], self.places[number].region is None
            region = one.region if at_large else None
            yield CountedPerson(one.group, 0, region, one.affiliation, belongs=one.belongs)

    def hindrance(self, named: CountedPerson, place: SeatPlace) -> str:
        """Return the cap that keeps ``named`` from ``place``: 'seat', 'affiliation', 'region', or '' for none."""
        if place.region not in (None, named.region):
            return "seat"
        members = list(self._beside(named))
        if crowded(named.belongs, (member.belongs for member in members), self.caps["per_affiliation"]):
            return "affiliation"
        regions = Counter(member.region for member in members if member.group == named.group)
        known = named.region not in (None, "none")
        if place.region is None and known and regions[named.region] >= self.caps["per_region"]:
            return "region"
        return ""

    def put(self, named: CountedPerson) -> tuple[int | None, str]:
        """Give ``named`` the first seat that fits, one of the region before one at large; else return why not."""
        places = sorted(self.free(named.group), key=lambda place: (place.region is None, place.number))
        if not places:
            return None, "filled"
        found = [(place, self.hindrance(named, place)) for place in places]
        fitting = next((place for place, why in found if not why), None)
        if fitting is None:
            return None, next((why for _place, why in found if why != "seat"), "seat")
        self.placed[fitting.number] = named
        return fitting.number, ""

    def refill(
        self, seats: Sequence[int], lists: Sequence[List], pool: dict[tuple[str, int], CountedPerson],
        out: set[tuple[str, int]],
    ) -> list[FillingStep]:  # fmt: skip
        """Fill those of ``seats`` that are free with the next on their lists; whoever has a seat keeps it."""
        steps = []
        for own in lists:
            for place in (place for place in self.free(own.group) if place.number in seats):
                taken = {named.number for named in self.placed.values() if named.group == own.group}
                waiting = (pool[own.group, n] for n in own.order if n not in taken and (own.group, n) not in out)
                after = next((named for named in waiting if not self.hindrance(named, place)), None)
                if after:
                    self.placed[place.number] = after
                    steps.append(_step(after, place.number))
        return steps


def _step(named: CountedPerson, seat: int | None, why: str = "") -> FillingStep:
    return FillingStep(named.number, named.name, named.handle, seat, why)


def belonging(row: dict[str, Any]) -> Affiliations:
    """Return the affiliations in a row of a file; in one of FORMATS[0] that of the hat, as what its wearer says."""
    return Affiliations.of(row.get("confirmed", ()), row.get("said", [row["affiliation"]]))


def _named(row: dict[str, Any]) -> CountedPerson:
    return CountedPerson(row["group"], row.get("number", 0), row["region"], row["affiliation"], row.get("name", ""),
                         row.get("handle", ""), belonging(row))  # fmt: skip


def _parts(file: dict[str, Any]) -> tuple[list[SeatPlace], list[CountedPerson]]:
    """Return the seats that a file fills, but for those that are taken, and its pool."""
    taken = file.get("taken", [])
    places = [SeatPlace(**row) for row in file["seats"] if row["number"] not in taken]
    return places, [_named(row) for row in file["nominees"] or []]


def contested(file: dict[str, Any]) -> set[str]:
    """Return the stakeholder groups in which not every nominee can have a seat, so that a draw decides.

    Who fits in the order of the pool has a seat in that order: nothing is drawn in a group where all do, nor where
    nobody else than those who sit keeps one nominee out, though there is a seat for each.
    """
    left, has_seats = _left_out(file), {place.group for place in _parts(file)[0]}
    found = {named.group for named in left} & has_seats
    return found if file["format"] in FORMATS[:2] else found - _without_chance(file, left)


def _left_out(file: dict[str, Any]) -> list[CountedPerson]:
    """Return who has no seat where the seats are filled in the order of the pool."""
    places, pool = _parts(file)
    board = Board(places, file["caps"], map(_named, file["sitting"] or []))
    return [named for named in pool if board.put(named)[0] is None]


def _without_chance(file: dict[str, Any], left: Sequence[CountedPerson]) -> set[str]:
    """Return the groups with no more nominees than seats in which whoever sits keeps out the only one of ``left``.

    Of two who are kept out, chance says who is next. Those who sit and stand themselves may leave their seat.
    """
    places, pool = _parts(file)
    seats, nominees = Counter(place.group for place in places), Counter(named.group for named in pool)
    stand, alone = {named.handle for named in pool}, Counter(named.group for named in left)
    stay = Board(places, file["caps"], (one for one in map(_named, file["sitting"] or []) if one.handle not in stand))
    return {
        named.group for named in left
        if alone[named.group] == 1 and nominees[named.group] <= seats[named.group]
        and all(stay.hindrance(named, place) for place in stay.free(named.group))
    }  # fmt: skip


def bits_needed(file: dict[str, Any]) -> float:
    """Return the entropy, in bits, that the largest of a file's draws needs (RFC 3797, section 3.3).

    As many are drawn as have a seat in the order of the pool: a cap may leave seats vacant.
    """
    places, pool = _parts(file)
    seats, nominees = Counter(place.group for place in places), Counter(named.group for named in pool)
    left = Counter(named.group for named in _left_out(file))
    found = [draw.bits_needed(nominees[group], nominees[group] - left[group]) for group in contested(file)]
    if file["terms"] == LOT:
        full = _full_term(file)
        found += [
            draw.bits_needed(n, *((n + full - 1 - years) // full for years in range(full))) for n in seats.values()
        ]
    return max(found, default=0.0)


def needs_draw(file: dict[str, Any]) -> bool:
    """Return whether chance has to decide anything: who, or for how long."""
    return file["terms"] == LOT or bool(contested(file))


def check(file: Any) -> None:
    """Raise NoDraw, with the sentence why, unless the draw of ``file`` can be repeated."""
    if not isinstance(file, dict) or file.get("format") not in FORMATS:
        raise NoDraw(f"This is no file of a draw: its format has to be {' or '.join(FORMATS)}.")
    check_pool(file, POOL, "sources", "changes")
    rows = file["nominees"]
    if [row["number"] for row in rows] != _numbering(rows):
        raise NoDraw("The nominees of a stakeholder group have to be numbered from 1, without gaps.")
    check_draw(rows, file["sources"], by_chance=needs_draw(file))


def _numbering(rows: Sequence[dict[str, Any]]) -> list[int]:
    seen: Counter[str] = Counter()
    found = []
    for row in rows:
        seen[row["group"]] += 1
        found.append(seen[row["group"]])
    return found


def gone_before(file: dict[str, Any]) -> dict[tuple[str, int], str]:
    """Return who of the pool had gone before the draw, group and number → why (a key of words.WHY)."""
    return {(row["group"], row["number"]): row.get("why", "declined") for row in file.get("gone", [])}


def _full_term(file: dict[str, Any]) -> int:
    return int(file["caps"].get("term_years", FULL_TERM))


def _terms(file: dict[str, Any], places: Sequence[SeatPlace], key: str) -> dict[int, int]:
    """Return the years of each seat. By lot: one more draw, over the group's seats, with the constant source 3."""
    if file["terms"] != LOT:
        return {place.number: int(file["terms"]) for place in places}
    years, full = {}, _full_term(file)
    for group in dict.fromkeys(place.group for place in places):
        seats = sorted(place.number for place in places if place.group == group)
        for position, number in enumerate(draw.order(f"{key}3./", len(seats))):
            years[seats[number - 1]] = 1 + position % full
    return years


def repeat(file: Any) -> FillingResult:
    """Repeat the draw of a published file: the lists, who was skipped and why, who has which seat for how long.

    Raises NoDraw when a part is missing, a name is there twice, or the pool is not the one published.
    """
    check(file)
    places, nominees = _parts(file)
    pool = {(named.group, named.number): named for named in nominees}
    key = draw.key_of([source["numbers"] for source in file["sources"]])
    uncertain, before = contested(file), gone_before(file)
    board, lists = Board(places, file["caps"], map(_named, file["sitting"])), []
    for group in dict.fromkeys(place.group for place in places):
        size = sum(named.group == group for named in nominees)
        drawn = group in uncertain
        own = List(group, drawn, draw.order(key, size) if drawn else list(range(1, size + 1)))
        for number in own.order:
            named = pool[group, number]
            seat, why = (None, before[group, number]) if (group, number) in before else board.put(named)
            own.steps.append(_step(named, seat, why))
        lists.append(own)
    later, out = [], set(before)
    for change in file["changes"]:
        out.add((change["group"], change["number"]))
        board.placed = {seat: named for seat, named in board.placed.items() if (named.group, named.number) not in out}
        board.sitting = [_named(row) for row in change["sitting"]]
        board.counting = {place.number for place in places if not change.get(SEATED) or place.number in change["seats"]}
        later.append((change, board.refill(change["seats"], lists, pool, out)))
    return FillingResult(key, lists, board.placed, _terms(file, places, key), later)
