"""The result of a council ballot, computed from its frozen seats (procedure, section 6).

Nothing of the site is loaded here: whoever counts a ballot again from the record does it by this.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from math import ceil, floor

from igtf.record.values import exactly

YES, NO_OBJECTION, DISCUSS, BLOCK, ABSTAIN, NO = "yes", "no-objection", "discuss", "block", "abstain", "no"
RECUSE = "recuse"
"""What a seat says that stands aside: no position, and no part of the base."""
IN_FAVOUR = frozenset({YES, NO_OBJECTION})
STOPS = frozenset({DISCUSS, BLOCK})
POSITIONS = IN_FAVOUR | STOPS | {ABSTAIN, NO}
NOT_A_GROUP = "unstated"


@dataclass(frozen=True)
class TallySeat:
    """A seat as frozen at opening, with the position that counts (None: silent).

    ``set_aside``: an alternate ballot set its Discuss aside, which stops nothing then.
    """

    number: int
    holder: str
    group: str
    region: str
    filled: bool = True
    recused: bool = False
    vacant_at_close: bool = False
    position: str | None = None
    set_aside: bool = False

    def __post_init__(self) -> None:
        if self.position is not None and self.position not in POSITIONS:
            raise ValueError(f"seat {self.number}: {self.position!r} is not a position")

    @property
    def in_base(self) -> bool:
        return self.filled and not self.recused and not self.vacant_at_close

    @property
    def in_favour(self) -> bool:
        return self.position in IN_FAVOUR

    @property
    def stops(self) -> bool:
        return self.position in STOPS and not self.set_aside


@dataclass(frozen=True)
class GroupShare:
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

    For "no-discuss", "no-block" and "few-noes" `need` is the most there may be; for the others it is the least.
    """

    name: str
    ok: bool
    have: int
    need: int
    groups: tuple[GroupShare, ...] = ()


@dataclass(frozen=True)
class SeatChange:
    """A seat takes another position."""

    seat: TallySeat
    to: str


@dataclass(frozen=True)
class BallotResult:
    """The result; `smallest` is the smallest set of changes that would pass it, ordered by seat.

    It is empty when the ballot passes, and also when no change of positions can pass it: then `repairable`
    is False, because the base itself is wanting (too few stakeholder groups, or no seat at all).
    """

    passes: bool
    base: int
    conditions: tuple[Condition, ...]
    smallest: tuple[SeatChange, ...]
    repairable: bool


@dataclass(frozen=True)
class Needs:
    """A condition that must hold: its name in CHECKS, and its number or share."""

    name: str
    amount: Fraction


Rule = tuple[Needs, ...]

FIVE, CHARTER, HALF, ALTERNATE, OF_PANEL = "five", "charter", "half", "alternate", "three-quarters"
TAKEN: dict[str, tuple[str, ...]] = {
    FIVE: (YES, NO_OBJECTION, DISCUSS, ABSTAIN),
    CHARTER: (YES, NO_OBJECTION, BLOCK, ABSTAIN),
    HALF: (YES, NO_OBJECTION, NO, ABSTAIN),
    ALTERNATE: (YES, NO),
    OF_PANEL: (YES, NO),
}
"""Rule → the positions that are taken under it, beside standing aside. Where nothing stops a ballot a No says no."""
YES_OR_NO = frozenset(rule for rule, positions in TAKEN.items() if positions == (YES, NO))
"""The rules under which a seat says Yes or No, and nothing between."""
STOPPED = {rule: position for rule, positions in TAKEN.items() for position in positions if position in STOPS}
"""The rules under which a position stops a ballot → that position, a Discuss or a Block."""

_ASKED: dict[str, str | int] = {"share": "base_share", "each-group": "group_share"}
_ASKS: dict[str, dict[str, str | int]] = {
    FIVE: {"yes": 1, "no-discuss": 0, **_ASKED, "groups": "base_groups"},
    CHARTER: {"yes": 1, "no-block": 0, **_ASKED, "groups": "base_groups"},
    HALF: _ASKED | {"share": "half_share"},
    ALTERNATE: _ASKED | {"few-noes": "alternate_noes"},
    OF_PANEL: {"share": "panel_share"},
}
"""Rule → condition → its amount, or the number of the procedure that gives it."""


NUMBERS = frozenset(
    {amount for asks in _ASKS.values() for amount in asks.values() if isinstance(amount, str)}
    | {"early_close_days", "inherited_discuss_days"}
)
"""The numbers of the procedure by which ballots are counted."""


def rules(numbers: Mapping[str, float]) -> dict[str, Rule]:
    """Return the rules by name, with the amounts that the numbers of a version of the procedure give."""
    return {
        rule: tuple(
            Needs(name, exactly(numbers[amount]) if isinstance(amount, str) else Fraction(amount))
            for name, amount in asks.items()
        )
        for rule, asks in _ASKS.items()
    }


PANEL = "recall"
"""What a panel that is drawn for it decides, in place of the council."""

# What is balloted, and by which rule.
RULE_OF: dict[str, str] = {
    "recommendation": FIVE,
    "charter": CHARTER,
    "procedure": FIVE,
    "bof-after-refusal": HALF,
    "establish": HALF,
    "two-step": HALF,
    "appeal": HALF,
    "alternate": ALTERNATE,
    PANEL: OF_PANEL,
}


def _yes(base: Sequence[TallySeat], amount: Fraction) -> Condition:
    have, need = sum(seat.position == YES for seat in base), int(amount)
    return Condition("yes", have >= need, have, need)


def _no_discuss(base: Sequence[TallySeat], amount: Fraction) -> Condition:
    have, most = sum(seat.stops for seat in base), int(amount)
    return Condition("no-discuss", have <= most, have, most)


def _no_block(base: Sequence[TallySeat], amount: Fraction) -> Condition:
    have, most = sum(seat.stops for seat in base), int(amount)
    return Condition("no-block", have <= most, have, most)


def _few_noes(base: Sequence[TallySeat], amount: Fraction) -> Condition:
    have, most = sum(seat.position == NO for seat in base), floor(amount * len(base))
    return Condition("few-noes", have <= most, have, most)


def _share(base: Sequence[TallySeat], amount: Fraction) -> Condition:
    # An empty base must not pass by having nothing to ask for.
    have, need = sum(seat.in_favour for seat in base), max(1, ceil(amount * len(base)))
    return Condition("share", have >= need, have, need)


def _each_group(base: Sequence[TallySeat], amount: Fraction) -> Condition:
    shares = []
    for group in _groups(base):
        seats = [seat for seat in base if seat.group == group]
        favour = sum(seat.in_favour for seat in seats)
        shares.append(GroupShare(group, favour, ceil(amount * len(seats)), len(seats)))
    have = sum(share.ok for share in shares)
    return Condition("each-group", have == len(shares), have, len(shares), tuple(shares))


def _group_count(base: Sequence[TallySeat], amount: Fraction) -> Condition:
    have, need = len(_groups(base)), int(amount)
    return Condition("groups", have >= need, have, need)


CHECKS: dict[str, Callable[[Sequence[TallySeat], Fraction], Condition]] = {
    "yes": _yes,
    "no-discuss": _no_discuss,
    "no-block": _no_block,
    "few-noes": _few_noes,
    "share": _share,
    "each-group": _each_group,
    "groups": _group_count,
}


def result(seats: Iterable[TallySeat], rule: Rule) -> BallotResult:
    """The result of a ballot under a rule, in exact numbers, whatever the order of the seats.

    Raises ValueError when two seats have the same number.
    """
    base = _base(seats)
    conditions = tuple(CHECKS[needs.name](base, needs.amount) for needs in rule)
    passes = all(condition.ok for condition in conditions)
    only_yes = {needs.name for needs in rule} in [set(_ASKS[name]) for name in YES_OR_NO]
    changed = [] if passes else _smallest(base, {condition.name: condition for condition in conditions}, only_yes)
    smallest = tuple(sorted(changed or (), key=lambda change: change.seat.number))
    return BallotResult(passes, len(base), conditions, smallest, changed is not None)


def may_close_early(seats: Iterable[TallySeat], opened_at: datetime, at: datetime, days: int) -> bool:
    """Whether the ballot may be closed before its time: after `days`, when every seat of the base has a
    position and no Discuss stands. Both times carry their zone."""
    base = _base(seats)
    settled = all(seat.position is not None and not seat.stops for seat in base)
    return bool(base) and settled and at - opened_at >= timedelta(days=days)


def _base(seats: Iterable[TallySeat]) -> list[TallySeat]:
    ordered = sorted(seats, key=lambda seat: seat.number)
    if len({seat.number for seat in ordered}) < len(ordered):
        raise ValueError("two seats have the same number")
    return [seat for seat in ordered if seat.in_base]


def _groups(base: Iterable[TallySeat]) -> list[str]:
    return sorted({seat.group for seat in base} - {NOT_A_GROUP})


_TOO_MANY: dict[str, Callable[[TallySeat], bool]] = {
    "no-discuss": lambda seat: seat.stops,
    "no-block": lambda seat: seat.stops,
    "few-noes": lambda seat: seat.position == NO,
}
"""Condition → which seats it wants fewer of."""


def _smallest(base: Sequence[TallySeat], conditions: dict[str, Condition], only_yes: bool) -> list[SeatChange] | None:
    """The smallest set of changes that passes the ballot, or None when none can; ``only_yes``: each is a Yes.

    Each step takes no more than it must, and a change to a position in favour serves all later steps: what a
    group lacks only its own seats can give, where those of which there are too many (Discusses, Blocks, Noes) serve
    twice; what is left of these has to go wherever it is; what the whole then lacks any seat can give. Some of
    the changes become a Yes; only if they are too few a No objection turns into a Yes.
    """
    lacking = len(_groups(base)) < (conditions["groups"].need if "groups" in conditions else 0)
    if lacking or not base:
        return None
    # Whom one would ask first: the silent, then those who abstained, then those who object.
    left = sorted((s for s in base if not s.in_favour), key=lambda s: (s.position is not None, _objects(s)))
    chosen: list[TallySeat] = []
    name = next(iter(_TOO_MANY.keys() & conditions.keys()), None)
    excess = conditions[name].have - conditions[name].need if name else 0

    def is_excess(seat: TallySeat) -> bool:
        return name is not None and _TOO_MANY[name](seat)

    def take(candidates: list[TallySeat], number: int) -> int:
        taken = candidates[: max(0, number)]
        chosen.extend(taken)
        for seat in taken:
            left.remove(seat)
        return len(taken)

    for share in conditions["each-group"].groups if "each-group" in conditions else ():
        own, lacks = [seat for seat in left if seat.group == share.group], share.need - share.have
        twice = take([seat for seat in own if is_excess(seat)], min(lacks, excess))
        excess -= twice
        take([seat for seat in own if seat in left], lacks - twice)
    take([seat for seat in left if is_excess(seat)], excess)
    if "share" in conditions:
        take(left[:], conditions["share"].need - conditions["share"].have - len(chosen))
    if only_yes:
        return [SeatChange(seat, YES) for seat in chosen]
    return _with_yes(base, chosen, left, conditions.get("yes"))


def _objects(seat: TallySeat) -> bool:
    return seat.position in STOPS or seat.position == NO


def _with_yes(
    base: Sequence[TallySeat], chosen: list[TallySeat], left: list[TallySeat], yes: Condition | None
) -> list[SeatChange] | None:
    """The changes, as many of them to Yes as are lacking, with more seats changed if they are too few."""
    lacking = max(0, yes.need - yes.have) if yes else 0
    spare = [seat for seat in base if seat.position == NO_OBJECTION] + left
    chosen = chosen + spare[: max(0, lacking - len(chosen))]
    if len(chosen) < lacking:
        return None
    # A holder of a Discuss is the last of whom a Yes would be expected.
    by_ease = sorted(chosen, key=_objects)
    return [SeatChange(seat, YES if i < lacking else NO_OBJECTION) for i, seat in enumerate(by_ease)]
