"""The way of one issue, from its entries and those of what belongs to it: where it came, how long, where it waits.

Which state stands at which station is data of the workflows; nothing here knows a state by name.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from igtf.core.workflow import OVER, WORKFLOWS, Move, State
from igtf.record.kinds import event_kinds
from igtf.subject.way import STATIONS

RULES = "6"
"""Raise it when the figures are counted differently: the worker then makes all figures anew."""

SOURCES = ("outcome", "statement", "consultation", "filer", "import")
"""Where an issue comes from: an outcome, a body's statement, its filer alone, or an import."""

_BEFORE = ("outcome", "issue")
"""Stations that the sources stand for."""

ON_THE_WAY = tuple(name for name in STATIONS if name not in _BEFORE)
_PLACE = {name: place for place, name in enumerate(STATIONS)}
_EXACT = 100


class WayEntry(NamedTuple):
    """An entry of the record: its kind, its moment, and the states that it led to and left, where they are kept."""

    kind: str
    at: datetime
    after: str | None = None
    before: str | None = None


@dataclass(frozen=True)
class WayPart:
    """A subject on the way: its kind, its state since when, and its entries in their order."""

    kind: str
    state: str
    since: datetime
    entries: Sequence[WayEntry] = ()


@dataclass(frozen=True)
class IssueWay:
    """An issue with its source, and what belongs to its way: drafts, recommendations, statements."""

    own: WayPart
    source: str
    parts: Sequence[WayPart] = field(default_factory=list)


Cell = tuple[str, str, str]
"""What is counted, its name, and the bucket: ('path', 'filer>clearing-house', 'waits:clearing-house')."""


def rules() -> str:
    """Return what the figures depend on besides the record: the stations of all states, and this module."""
    table = sorted(f"{w.kind}.{s.name}:{s.station}:{s.phase}" for w in WORKFLOWS.values() for s in w.states)
    return f"{RULES} {' '.join(table)}"


def quiet() -> frozenset[str]:
    """Return the kinds of entry that change nothing of a way: what only adds to a subject, and comments."""
    adds = {f"{w.kind}.{m.name}" for w in WORKFLOWS.values() for m in w.moves if m.appends and not m.targets}
    return frozenset(adds | {name for name in event_kinds() if name.startswith("comment.")})


def _entered(kind: str, entries: Sequence[WayEntry]) -> list[tuple[str, datetime]]:
    """Return the states that a subject of ``kind`` entered by its entries, each with the moment.

    An entry that keeps no state opened the subject, left it where it was, or is of former times: there the table of
    moves tells. What no move opened was from its first entry on in the state that it left first.
    """
    found: list[tuple[str, datetime]] = []
    for name, at, after, before in entries:
        if before and not found:
            found.append((before, entries[0].at))
        own, _dot, verb = name.partition(".")
        move = WORKFLOWS[kind].move_by_name.get(verb) if own == kind else None
        target = after or (_target(move, [state for state, _at in found]) if move else "")
        if target and (not found or found[-1][0] != target):
            found.append((target, at))
    return found


def stays(part: WayPart) -> list[tuple[str, datetime]]:
    """Return the states that a subject entered, at last its present one, whatever its entries tell."""
    found = _entered(part.kind, part.entries)
    if not found or found[-1][0] != part.state:  # imported as it stood
        found.append((part.state, part.since))
    return found


def _target(move: Move, earlier: Sequence[str]) -> str:
    """Return where a move led: of several targets to the one where the subject had been last."""
    known = [state for state in earlier if state in move.targets]
    return [*move.targets[:1], *known][-1] if move.targets else ""


def days_of(taken: timedelta) -> int:
    """Return whole days as they are counted: from 100 days on by tens, from 1000 by hundreds."""
    whole, step = max(0, taken.days), 1
    while whole // step >= _EXACT:
        step *= 10
    return whole // step * step


def week_of(moment: datetime) -> str:
    """Return the Monday (ISO) of the week of a moment."""
    return (moment - timedelta(days=moment.weekday())).date().isoformat()


def _state(kind: str, name: str) -> State:
    return WORKFLOWS[kind].state_by_name[name]


def path_of(issue: IssueWay) -> tuple[str, str]:
    """Return the stations that an issue reached, from its source on, and how its way ends as of now.

    What ended (a draft replaced, a statement closed) leads nowhere; a draft or statement says where the issue
    is now only if it moved since the issue itself did. The end is 'ended:state', 'waits:station' at the furthest
    station, or 'back:station'.
    """
    seen = {
        _state(part.kind, name).station
        for part in (issue.own, *issue.parts) for name, _at in stays(part)
        if _state(part.kind, name).phase != "closed"
    }  # fmt: skip
    reached = [name for name in ON_THE_WAY if name in seen] or [ON_THE_WAY[0]]
    own = _state(issue.own.kind, issue.own.state)
    path = ">".join((issue.source, *reached))
    if own.phase == "closed":
        return path, f"ended:{own.name}"
    now = [own.station, *(_state(p.kind, p.state).station for p in issue.parts if _moved_on(p, issue.own))]
    here = max(now, key=lambda name: _PLACE.get(name, -1))
    here = here if here in reached else reached[0]
    return path, f"{'waits' if here == reached[-1] else 'back'}:{here}"


def _moved_on(part: WayPart, own: WayPart) -> bool:
    return part.since >= own.since and _state(part.kind, part.state).phase != "closed"


def cells_of(issue: IssueWay, footing: str) -> list[Cell]:
    """Return what an issue adds to the figures of each slice it is in: its path, its filer, its stays, its waits."""
    cells: list[Cell] = [("path", *path_of(issue)), ("filer", footing, "")]
    for part in (issue.own, *issue.parts):
        known = stays(part)
        for (name, entered), (_next, left) in pairwise(known):
            cells.append(("stay", f"{part.kind}.{name}", str(days_of(left - entered))))
        name, since = known[-1]
        if _state(part.kind, name).phase not in OVER:
            cells.append(("wait", f"{part.kind}.{name}", week_of(since)))
    return cells


def least_of(numbers: Iterable[tuple[int, int]], share: float) -> int | None:
    """Return the smallest value that at least ``share`` of all do not exceed, of (value, how many); None of none."""
    rows = sorted(numbers)
    wanted, seen = round(share * sum(number for _value, number in rows), 6), 0
    for value, number in rows:
        seen += number
        if seen >= wanted and seen:
            return value
    return None
