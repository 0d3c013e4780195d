"""Options polls: which of several options people prefer, can live with, or reject (procedure, section 5)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from igtf.consensus.across import CAN_LIVE_WITH

PREFER, REJECT = "prefer", "reject"
CHOICES = (PREFER, CAN_LIVE_WITH, REJECT)


@dataclass(frozen=True)
class OptionStanding:
    """An option of a poll: how many people prefer it, can live with it, reject it."""

    option: str
    prefer: int = 0
    can_live_with: int = 0
    reject: int = 0


Said = tuple[str, str]
"""An option, and what somebody thinks of it."""


def options_poll(answers: Iterable[Said] | Mapping[Said, int], options: Sequence[str]) -> tuple[OptionStanding, ...]:
    """The options from what was said, one for each person and option or each with how many said it: least rejected
    first, then most preferred, then as listed. Raises ValueError for an unknown option or choice."""
    tally = Counter(answers)
    for option, choice in tally:
        if option not in options or choice not in CHOICES:
            raise ValueError(f"not an option or choice: {option!r}, {choice!r}")
    rows = [OptionStanding(option, *(tally[option, choice] for choice in CHOICES)) for option in options]
    return tuple(sorted(rows, key=lambda row: (row.reject, -row.prefer)))
