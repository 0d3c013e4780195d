"""The result of a council ballot, computed from its frozen seats (procedure, section 6)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from math import ceil
from typing import Any

from flask_babel import lazy_gettext as _l

YES, NO_OBJECTION, DISCUSS, BLOCK, ABSTAIN = "yes", "no-objection", "discuss", "block", "abstain"
IN_FAVOUR = frozenset({YES, NO_OBJECTION})
STOPS = frozenset({DISCUSS, BLOCK})
POSITIONS = IN_FAVOUR | STOPS | {ABSTAIN}
NOT_A_GROUP = "unstated"


@dataclass(frozen=True)
class Seat:
    """A seat as frozen at opening, with the position that counts (None: silent)."""

    number: int
    holder: str
    group: str
    region: str
    filled: bool = True
    recused: bool = False
    vacant_at_close: bool = False
    position: str | None = None

    def __post_init__(self) -> None:
        if self.position is not None and self.position not in POSITIONS:
            raise ValueError(f"seat {self.number}: {self.position!r} is not a position")

    @property
    def in_base(self) -> bool:
        return self.filled and not self.recused and not self.vacant_at_close

    @property
    def in_favour(self) -> bool:
        return self.position in IN_FAVOUR


@dataclass(frozen=True)
class Share:
    """How a stakeholder group stands: seats in favour, seats needed, seats in the base."""

    group: str
    have: int
    need: int
    base: int

    @property
    def ok(self) -> bool:
        return self.have >= self.need


@dataclass(frozen=True)
class Condition:
    """One condition of the rule, with its numbers; `groups` is given where it is asked of each group.

    For "no-discuss" and "no-block" `need` is the most there may be; for the others it is the least.
    """

    name: str
    ok: bool
    have: int
    need: int
    text: Any
    groups: tuple[Share, ...] = ()


@dataclass(frozen=True)
class Change:
    """A seat takes another position."""

    seat: Seat
    to: str


@dataclass(frozen=True)
class Result:
    """The result; `smallest` is the smallest set of changes that would pass it, ordered by seat.

    It is empty when the ballot passes, and also when no change of positions can pass it: then `repairable`
    is False, because the base itself is wanting (too few stakeholder groups, or no seat at all).
    """

    passes: bool
    base: int
    conditions: tuple[Condition, ...]
    smallest: tuple[Change, ...]
    repairable: bool


@dataclass(frozen=True)
class Needs:
    """A condition that must hold: its name in CHECKS, and its number or share."""

    name: str
    amount: Fraction


Rule = tuple[Needs, ...]

_TWO_THIRDS, _HALF = Fraction(2, 3), Fraction(1, 2)


def rules(base_share: Fraction = _TWO_THIRDS, group_share: Fraction = _HALF, groups: int = 4) -> dict[str, Rule]:
    """Return the rules by name, with the shares and the number of groups that a version of the procedure gives."""
    five: Rule = (
        Needs("yes", Fraction(1)),
        Needs("no-discuss", Fraction(0)),
        Needs("share", base_share),
        Needs("each-group", group_share),
        Needs("groups", Fraction(groups)),
    )
    return {
        "five": five,
        "charter": tuple(Needs("no-block", n.amount) if n.name == "no-discuss" else n for n in five),
        "half": (Needs("share", _HALF), Needs("each-group", group_share)),
    }


RULES = rules()
"""The rules with the numbers of the first version."""

FIVE, CHARTER, HALF = "five", "charter", "half"

# What is balloted, and by which rule.
RULE_OF: dict[str, str] = {
    "recommendation": FIVE,
    "charter": CHARTER,
    "procedure": FIVE,
    "bof-after-refusal": HALF,
    "establish": HALF,
    "two-step": HALF,
    "appeal": HALF,
}


def _yes(base: Sequence[Seat], amount: Fraction) -> Condition:
    have, need = sum(seat.position == YES for seat in base), int(amount)
    text = _l("Positions Yes: %(have)d; at least %(need)d needed", have=have, need=need)
    return Condition("yes", have >= need, have, need, text)


def _no_discuss(base: Sequence[Seat], amount: Fraction) -> Condition:
    have, most = sum(seat.position in STOPS for seat in base), int(amount)
    return Condition("no-discuss", have <= most, have, most, _l("Standing Discusses: %(have)d", have=have))


def _no_block(base: Sequence[Seat], amount: Fraction) -> Condition:
    have, most = sum(seat.position in STOPS for seat in base), int(amount)
    return Condition("no-block", have <= most, have, most, _l("Standing Blocks: %(have)d", have=have))


def _share(base: Sequence[Seat], amount: Fraction) -> Condition:
    # An empty base must not pass by having nothing to ask for.
    have, need = sum(seat.in_favour for seat in base), max(1, ceil(amount * len(base)))
    text = _l(
        "Yes or No objection: %(have)d of %(base)d seats; at least %(need)d needed",
        have=have,
        base=len(base),
        need=need,
    )
    return Condition("share", have >= need, have, need, text)


def _each_group(base: Sequence[Seat], amount: Fraction) -> Condition:
    shares = []
    for group in _groups(base):
        seats = [seat for seat in base if seat.group == group]
        favour = sum(seat.in_favour for seat in seats)
        shares.append(Share(group, favour, ceil(amount * len(seats)), len(seats)))
    have = sum(share.ok for share in shares)
    text = _l(
        "Stakeholder groups with enough Yes or No objection: %(have)d of %(need)d",
        have=have,
        need=len(shares),
    )
    return Condition("each-group", have == len(shares), have, len(shares), text, tuple(shares))


def _group_count(base: Sequence[Seat], amount: Fraction) -> Condition:
    have, need = len(_groups(base)), int(amount)
    text = _l("Stakeholder groups in the base: %(have)d; at least %(need)d needed", have=have, need=need)
    return Condition("groups", have >= need, have, need, text)


CHECKS: dict[str, Callable[[Sequence[Seat], Fraction], Condition]] = {
    "yes": _yes,
    "no-discuss": _no_discuss,
    "no-block": _no_block,
    "share": _share,
    "each-group": _each_group,
    "groups": _group_count,
}


def result(seats: Iterable[Seat], rule: Rule = RULES[FIVE]) -> Result:
    """The result of a ballot under a rule, in exact numbers, whatever the order of the seats.

    Raises ValueError when two seats have the same number.
    """
    base = _base(seats)
    conditions = tuple(CHECKS[needs.name](base, needs.amount) for needs in rule)
    passes = all(condition.ok for condition in conditions)
    changed = [] if passes else _smallest(base, {condition.name: condition for condition in conditions})
    smallest = tuple(sorted(changed or (), key=lambda change: change.seat.number))
    return Result(passes, len(base), conditions, smallest, changed is not None)


def may_close_early(seats: Iterable[Seat], opened_at: datetime, at: datetime, days: int = 7) -> bool:
    """Whether the ballot may be closed before its time: after `days`, when every seat of the base has a
    position and no Discuss stands. Both times carry their zone."""
    base = _base(seats)
    settled = all(seat.position is not None and seat.position not in STOPS for seat in base)
    return bool(base) and settled and at - opened_at >= timedelta(days=days)


def _base(seats: Iterable[Seat]) -> list[Seat]:
    ordered = sorted(seats, key=lambda seat: seat.number)
    if len({seat.number for seat in ordered}) < len(ordered):
        raise ValueError("two seats have the same number")
    return [seat for seat in ordered if seat.in_base]


def _groups(base: Iterable[Seat]) -> list[str]:
    return sorted({seat.group for seat in base} - {NOT_A_GROUP})


def _smallest(base: Sequence[Seat], conditions: dict[str, Condition]) -> list[Change] | None:
    """The smallest set of changes that passes the ballot, or None when none can.

    Each step takes no more than it must, and a change to a position in favour serves all later steps: the
    standing Discusses must all go, what a group lacks only its own seats can give, what the whole then lacks
    any seat can give. Some of these become a Yes; only if they are too few a No objection turns into a Yes.
    """
    lacking = len(_groups(base)) < (conditions["groups"].need if "groups" in conditions else 0)
    if lacking or not base:
        return None
    # Whom one would ask first: the silent, then those who abstained, then those who object.
    left = sorted((s for s in base if not s.in_favour), key=lambda s: (s.position is not None, s.position in STOPS))
    chosen: list[Seat] = []

    def take(candidates: list[Seat], number: int) -> None:
        for seat in candidates[: max(0, number)]:
            chosen.append(seat)
            left.remove(seat)

    for name in {"no-discuss", "no-block"} & conditions.keys():
        stops = [seat for seat in left if seat.position in STOPS]
        take(stops, len(stops) - conditions[name].need)
    for share in conditions["each-group"].groups if "each-group" in conditions else ():
        own = [seat for seat in left if seat.group == share.group]
        gained = sum(seat.group == share.group for seat in chosen)
        take(own, share.need - share.have - gained)
    if "share" in conditions:
        take(left[:], conditions["share"].need - conditions["share"].have - len(chosen))
    return _with_yes(base, chosen, left, conditions.get("yes"))


def _with_yes(base: Sequence[Seat], chosen: list[Seat], left: list[Seat], yes: Condition | None) -> list[Change] | None:
    """The changes, as many of them to Yes as are lacking, with more seats changed if they are too few."""
    lacking = max(0, yes.need - yes.have) if yes else 0
    spare = [seat for seat in base if seat.position == NO_OBJECTION] + left
    chosen = chosen + spare[: max(0, lacking - len(chosen))]
    if len(chosen) < lacking:
        return None
    # A holder of a Discuss is the last of whom a Yes would be expected.
    by_ease = sorted(chosen, key=lambda seat: seat.position in STOPS)
    return [Change(seat, YES if i < lacking else NO_OBJECTION) for i, seat in enumerate(by_ease)]
