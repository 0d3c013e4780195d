"""The council's seats unless the procedure is changed: that of the UN working group of 2013 (section 8)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SeatPlan:
    """A seat: its number from 1, its stakeholder group, its UN regional group (None: at large)."""

    number: int
    group: str
    region: str | None


_BLOCKS: tuple[tuple[str, str | None, int], ...] = (
    ("government", "african", 4),
    ("government", "asia_pacific", 4),
    ("government", "eastern_european", 4),
    ("government", "grulac", 4),
    ("government", "weog", 4),
    ("government", None, 2),
    ("private", None, 5),
    ("civil", None, 5),
    ("technical", None, 5),
    ("intergovernmental", None, 5),
)

SEATS: tuple[SeatPlan, ...] = tuple(
    SeatPlan(number, group, region)
    for number, (group, region) in enumerate(
        ((group, region) for group, region, count in _BLOCKS for _ in range(count)), start=1
    )
)
