"""Consensus across stakeholder groups and regions (procedure, section 5).

Beside the positions of a call, never a percentage alone, stands for each group how far it agrees, the weakest
group first, and who has not been heard. In a group, with A = support + can live with, D = object and
S = A + D + need more time (abstaining is shown, not counted):

    agreement p = (A + 1/2) / (S + 1)    disagreement q = (D + 1/2) / (S + 1)    effective e = p · (1 − q)

The value of the call is the geometric mean of e over the groups at or above the participation floor, where there are
at least two of them: one group that agrees with itself says nothing across groups. The floor counts who took part, also
who abstained. A group in which all abstain has no score.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, fsum, log, sqrt
from typing import Any

from igtf.core.i18n import lazy_gettext as _l

SUPPORT, CAN_LIVE_WITH, OBJECT, ABSTAIN, NEED_TIME = (
    "support",
    "can-live-with",
    "object",
    "abstain",
    "need-time",
)
POSITIONS = (SUPPORT, CAN_LIVE_WITH, OBJECT, ABSTAIN, NEED_TIME)

GROUPS = ("government", "intergovernmental", "private", "civil", "technical")

Answers = Iterable[tuple[str, str]] | Mapping[tuple[str, str], int]
"""(group, position): one for each person, or each with how many people took it."""

GROUPS_ACROSS = 2
"""How many groups at least are needed for a value across them."""

SIGNIFICANT = 1.96  # |z| beyond which two shares differ at the 5 % level


@dataclass(frozen=True)
class Counts:
    """How many people of a group took each position."""

    support: int = 0
    can_live_with: int = 0
    object: int = 0
    abstain: int = 0
    need_time: int = 0

    @property
    def agree(self) -> int:
        return self.support + self.can_live_with

    @property
    def counted(self) -> int:
        return self.agree + self.object + self.need_time

    @property
    def people(self) -> int:
        """How many took part, those who abstained with them."""
        return self.counted + self.abstain

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.support + other.support,
            self.can_live_with + other.can_live_with,
            self.object + other.object,
            self.abstain + other.abstain,
            self.need_time + other.need_time,
        )


@dataclass(frozen=True)
class GroupStanding:
    """Where a group at or above the floor stands; shares between 0 and 1.

    `z` compares its agreement with that of all others together; `differs` says so in words where they differ,
    and is None where they do not, or where there are no others.
    """

    name: str
    counts: Counts
    agreement: float
    disagreement: float
    effective: float
    z: float | None
    differs: Any


@dataclass(frozen=True)
class Across:
    """The picture of a call along one axis.

    `value` is None when fewer than two groups have a score. `standings` has the weakest group first. `unheard` has
    the groups under the floor, or in which all abstained, with their counts and no score. `others` counts people who
    belong to no group (not stated; no region): shown, never a group. `floor` is the number of people that makes a
    score.
    """

    value: float | None
    standings: tuple[GroupStanding, ...]
    unheard: tuple[tuple[str, Counts], ...]
    others: Counts
    total: Counts
    floor: int

    @property
    def weakest(self) -> GroupStanding | None:
        return self.standings[0] if len(self.standings) >= GROUPS_ACROSS else None


def across(answers: Answers, groups: Sequence[str] = GROUPS, *, floor: int) -> Across:
    """The picture from (group, position), as ``Answers`` has them; `groups` are those that ought to be heard,
    `floor` is the number of people that makes a score.

    Give the regional groups and (region, position) for the picture across regions. Raises ValueError for an unknown
    position.
    """
    counts = _count(answers)
    total = _sum(counts.values())
    standings, unheard = [], []
    for name in groups:
        own = counts.get(name, Counts())
        if own.people < floor or not own.counted:
            unheard.append((name, own))
        else:
            others = _sum(theirs for other, theirs in counts.items() if other != name)
            standings.append(_standing(name, own, others))
    standings.sort(key=lambda standing: standing.effective)
    several = len(standings) >= GROUPS_ACROSS
    return Across(
        value=exp(fsum(log(s.effective) for s in standings) / len(standings)) if several else None,
        standings=tuple(standings),
        unheard=tuple(unheard),
        others=_sum(own for name, own in counts.items() if name not in groups),
        total=total,
        floor=floor,
    )


def two_proportions(agree: int, counted: int, others_agree: int, others_counted: int) -> float:
    """z of the two-proportion test, (A + 1)/(S + 1) on each side, pooled variance; 0 where all agree."""
    n1, n2 = counted + 1, others_counted + 1
    p1, p2 = (agree + 1) / n1, (others_agree + 1) / n2
    pooled = (agree + others_agree + 2) / (n1 + n2)
    return 0.0 if pooled == 1 else (p1 - p2) / sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2))


def _count(answers: Answers) -> dict[str, Counts]:
    tally = Counter(answers)
    unknown = {position for _group, position in tally} - set(POSITIONS)
    if unknown:
        raise ValueError(f"not a position: {', '.join(sorted(unknown))}")
    names = sorted({group for group, _position in tally})
    return {name: Counts(*(tally[name, position] for position in POSITIONS)) for name in names}


def _sum(counts: Iterable[Counts]) -> Counts:
    return sum(counts, start=Counts())


def _standing(name: str, own: Counts, others: Counts) -> GroupStanding:
    p = (own.agree + 0.5) / (own.counted + 1)
    q = (own.object + 0.5) / (own.counted + 1)
    z = two_proportions(own.agree, own.counted, others.agree, others.counted) if others.counted else None
    return GroupStanding(name, own, p, q, p * (1 - q), z, _words(z))


def _words(z: float | None) -> Any:
    if z is None or abs(z) <= SIGNIFICANT:
        return None
    return (
        _l("agrees clearly less than all others together")
        if z < 0
        else _l("agrees clearly more than all others together")
    )
