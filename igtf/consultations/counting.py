"""Counting the answers of a consultation by stakeholder group and region (procedure, section 12).

Never a percentage alone: the counts, for each group, and who has not been heard. What is said of a group as a whole,
the middle answer on a scale, is said only of one at or above the participation floor; a group without an answer has no
middle, and none is made up for it.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

ANSWERED = 0
"""In place of an option: how many answered the question at all."""

Chosen = tuple[str, int, int]
"""A group or region, an option or a point of a scale, counted from 1, or ANSWERED, and how many of it chose that."""


@dataclass(frozen=True)
class CountedAnswers:
    """The answers to one question along one axis.

    ``cells``: for each option, from 1, how many of each of ``names`` chose it. ``people``: how many of each answered at
    all, which for a choice of several is less than what the options add up to.
    """

    names: tuple[str, ...]
    cells: tuple[tuple[int, ...], ...]
    people: tuple[int, ...]

    @property
    def totals(self) -> list[int]:
        """How many chose each option."""
        return [sum(row) for row in self.cells]


def counted(answers: Iterable[Chosen], options: int, order: Sequence[str]) -> CountedAnswers:
    """Return the counts of ``answers`` for a question of so many options; those groups of ``order`` that answered.

    What is said of a group several times adds up. ValueError for an option that is not there.
    """
    tally: Counter[tuple[str, int]] = Counter()
    for name, option, people in answers:
        if not 0 <= option <= options:
            raise ValueError("an answer names an option that is not there")
        tally[name, option] += people
    names = tuple(name for name in order if tally[name, ANSWERED])
    return CountedAnswers(
        names, tuple(tuple(tally[name, number] for name in names) for number in range(1, options + 1)),
        tuple(tally[name, ANSWERED] for name in names),
    )  # fmt: skip


def middles(found: CountedAnswers, floor: int, but: Sequence[str] = ()) -> dict[str, int]:
    """Return the middle answer (lower median) on a scale of each group with at least ``floor`` answers, lowest first.

    Those named in ``but`` are no groups, and have none.
    """
    middle = {
        name: _middle([row[place] for row in found.cells], found.people[place])
        for place, name in enumerate(found.names)
        if found.people[place] >= max(floor, 1) and name not in but
    }
    return dict(sorted(middle.items(), key=lambda pair: pair[1]))


def _middle(column: Sequence[int], people: int) -> int:
    seen = 0
    for point, count in enumerate(column, 1):
        seen += count
        if seen * 2 >= people:
            return point
    raise ValueError("nobody answered")
