"""From the frozen seats and whom each accepts to who is elected. Pure.

Elected is, among those whom enough of the base and of each stakeholder group accept, who is accepted by most.
The rule is the one of a ballot on establishing a group (section 6), asked of each candidate.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from igtf.council.tally import ABSTAIN, YES, Rule, TallySeat, result
from igtf.people.stakeholders import GROUPS


@dataclass(frozen=True)
class Voter:
    """A seat that was filled when the vote opened: who holds it now ('': vacant), whom it accepts (None: silent)."""

    number: int
    name: str
    group: str
    accepts: frozenset[str] | None


@dataclass(frozen=True)
class CountedCandidate:
    """A candidate as counted: by whose acceptance, in the order in which they stood."""

    handle: str
    name: str
    group: str


def rotated(
    candidates: Sequence[CountedCandidate], last_group: str
) -> tuple[list[CountedCandidate], list[CountedCandidate]]:
    """Return who can be elected and who is set aside: the group of the last chair waits unless nobody else stands."""
    others = [one for one in candidates if one.group != last_group]
    if not others:
        return list(candidates), []
    return others, [one for one in candidates if one.group == last_group]


def _seat(voter: Voter, handle: str) -> TallySeat:
    position = None if voter.accepts is None else YES if handle in voter.accepts else ABSTAIN
    return TallySeat(voter.number, voter.name, voter.group, "none", vacant_at_close=not voter.name, position=position)


def _one(candidate: CountedCandidate, voters: Sequence[Voter], rule: Rule) -> dict[str, Any]:
    found = result([_seat(voter, candidate.handle) for voter in voters], rule)
    share, groups = found.conditions
    in_order = sorted(groups.groups, key=lambda one: [*GROUPS].index(one.group))
    return {
        "handle": candidate.handle, "name": candidate.name, "group": candidate.group, "passes": found.passes,
        "have": share.have, "need": share.need, "base": found.base,
        "groups": [{"group": one.group, "have": one.have, "need": one.need, "base": one.base} for one in in_order],
    }  # fmt: skip


def _rank(row: Mapping[str, Any]) -> tuple[int, Fraction]:
    return row["have"], min((Fraction(one["have"], one["base"]) for one in row["groups"]), default=Fraction(0))


def ranked(rows: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return who is accepted by enough, best first; among equals who stood first."""
    return sorted((row for row in rows if row["passes"]), key=_rank, reverse=True)


def counted(
    candidates: Sequence[CountedCandidate], voters: Sequence[Voter], last_group: str, rule: Rule
) -> dict[str, Any]:
    """Return the result as plain data: each candidate with the numbers, who is set aside, who is elected (or None).

    ``rule`` is the one of the version of the procedure that the election runs under.
    Among equals the one with the larger share in their weakest stakeholder group comes first, then who stood first.
    """
    able, aside = rotated(candidates, last_group)
    rows = [_one(candidate, voters, rule) for candidate in able]
    best = next(iter(ranked(rows)), None)
    return {
        "candidates": rows, "aside": [{"handle": one.handle, "name": one.name, "group": one.group} for one in aside],
        "elected": best["handle"] if best else None,
        "voted": sum(voter.accepts is not None and bool(voter.name) for voter in voters),
        "seats": [{"number": voter.number, "name": voter.name, "group": voter.group,
                   "accepts": None if voter.accepts is None else sorted(voter.accepts)} for voter in voters],
    }  # fmt: skip


def again(frozen: Mapping[str, Any], last_group: str, rule: Rule) -> dict[str, Any]:
    """Count a frozen result again, from its seats alone."""
    rows: Collection[Mapping[str, Any]] = [*frozen["candidates"], *frozen["aside"]]
    voters = [
        Voter(row["number"], row["name"], row["group"], None if row["accepts"] is None else frozenset(row["accepts"]))
        for row in frozen["seats"]
    ]
    return counted(
        [CountedCandidate(row["handle"], row["name"], row["group"]) for row in rows], voters, last_group, rule
    )
