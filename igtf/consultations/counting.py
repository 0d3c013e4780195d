"""Counting the answers of a consultation by stakeholder group and region (procedure, section 12).

Never a percentage alone: the counts, for each group, and who has not been heard. What is said of a group as a whole,
the middle answer on a scale, is said only of one at or above the participation floor; a group without an answer has no
middle, and none is made up for it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

Answered = tuple[str, Sequence[int]]
"""A group or region, and what somebody of it chose: options or a point of a scale, counted from 1."""


@dataclass(frozen=True)
class Counted:
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


def counted(answers: Iterable[Answered], options: int, order: Sequence[str]) -> Counted:
    """Return the counts of ``answers`` for a question of so many options; those groups of ``order`` that answered.

    ValueError for an option that is not there. Who chose nothing did not answer.
    """
    given = [(name, set(chosen)) for name, chosen in answers if chosen]
    if any(not 0 < number <= options for _name, chosen in given for number in chosen):
        raise ValueError("an answer names an option that is not there")
    people = Counter(name for name, _chosen in given)
    tally = Counter((name, number) for name, chosen in given for number in chosen)
    names = tuple(name for name in order if name in people)
    return Counted(
        names, tuple(tuple(tally[name, number] for name in names) for number in range(1, options + 1)),
        tuple(people[name] for name in names),
    )  # fmt: skip


def middles(found: Counted, floor: int, but: Sequence[str] = ()) -> dict[str, int]:
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


def by_basket(lies: Iterable[tuple[int, int]], group_of: Mapping[int, str]) -> dict[int, Counter[str]]:
    """Return for each basket how many people of each group have something in it, each person once.

    ``lies``: (basket, reply). A reply that ``group_of`` does not name, such as one that is hidden, is left out.
    """
    found: dict[int, Counter[str]] = {}
    for basket, reply in set(lies):
        if reply in group_of:
            found.setdefault(basket, Counter())[group_of[reply]] += 1
    return found
