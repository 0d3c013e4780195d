"""Options polls: which of several options people prefer, can live with, or reject (procedure, section 5)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from igtf.consensus.across import CAN_LIVE_WITH

PREFER, REJECT = "prefer", "reject"
CHOICES = (PREFER, CAN_LIVE_WITH, REJECT)


@dataclass(frozen=True)
class Wishes:
    """How many people prefer an option, can live with it, or reject it."""

    prefer: int = 0
    can_live_with: int = 0
    reject: int = 0


@dataclass(frozen=True)
class OptionStanding:
    """An option of a poll: all wishes, and those of each group that answered on it, by the group's name."""

    option: str
    total: Wishes
    by_group: dict[str, Wishes]


Said = tuple[str, str, str]
"""An option, a group, and what somebody of it thinks of the option."""


def options_poll(answers: Iterable[Said] | Mapping[Said, int], options: Sequence[str]) -> tuple[OptionStanding, ...]:
    """The options from what was said, one for each person and option or each with how many said it: least rejected
    first, then most preferred, then as listed. Raises ValueError for an unknown option or choice."""
    tally = Counter(answers)
    for option, _group, choice in tally:
        if option not in options or choice not in CHOICES:
            raise ValueError(f"not an option or choice: {option!r}, {choice!r}")
    groups = sorted({group for _option, group, _choice in tally})
    rows = [_option_standing(option, groups, tally) for option in options]
    return tuple(sorted(rows, key=lambda row: (row.total.reject, -row.total.prefer)))


def _option_standing(option: str, groups: Sequence[str], tally: Counter[tuple[str, str, str]]) -> OptionStanding:
    by_group = {group: Wishes(*(tally[option, group, choice] for choice in CHOICES)) for group in groups}
    heard = {group: wishes for group, wishes in by_group.items() if wishes != Wishes()}
    total = Wishes(*(sum(tally[option, group, choice] for group in groups) for choice in CHOICES))
    return OptionStanding(option, total, heard)
