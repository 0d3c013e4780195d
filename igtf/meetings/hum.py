"""The hum: a poll of the room that stores no names (procedure, section 5). Pure: keys, counts and their folding.

While a hum is open the database holds a token for each person who answered and a count for each group and answer.
Both are made with this site's key and the hum's salt, so that from the database alone neither who answered nor how
often an answer was given can be told. At the closing the counts are folded until no part has fewer answers than the
participation floor; then salt, tokens and counts are gone.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app

from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.people.stakeholders import ALL_GROUPS, UNSTATED

ANSWERS: dict[str, Text] = {"loud": _l("Loud"), "soft": _l("Soft"), "none": _l("No hum")}
TOGETHER = "together"
_MASKS = 2**30
_STEPS = (
    (2 / 3, _l("loud")),
    (1 / 3, _l("medium")),
    (0.01, _l("soft")),
    (0.0, _l("no hum")),
)

Counts = Mapping[tuple[str, str], int]
"""(stakeholder group, answer) → how often."""


def site_key() -> str:
    """Return this site's key, which is not in the database."""
    return str(current_app.secret_key)


def _keyed(key: str, *parts: object) -> bytes:
    return hmac.digest(key.encode(), "\n".join(map(str, parts)).encode(), hashlib.sha256)


def token(key: str, salt: str, person_id: int) -> str:
    """Return what stands for a person in one hum: only who holds the site's key can make it."""
    return _keyed(key, "hum-token", salt, person_id).hex()


def mask(key: str, salt: str, group: str, answer: str) -> int:
    """Return the number under which a count is kept: below 2^30, the same each time, random without the key."""
    return int.from_bytes(_keyed(key, "hum-count", salt, group, answer)[:4], "big") % _MASKS


@dataclass(frozen=True)
class HumPart:
    """Answers of one stakeholder group, or of several together."""

    group: str
    loud: int
    soft: int
    none: int

    @property
    def people(self) -> int:
        """How many answered."""
        return self.loud + self.soft + self.none

    @property
    def strength(self) -> float:
        """From 0, nobody hums, to 1, all hum loud; a soft hum is half of a loud one."""
        return (self.loud + self.soft / 2) / self.people if self.people else 0.0

    @property
    def words(self) -> Text:
        """The strength in words."""
        return next(words for least, words in _STEPS if self.strength >= least)


def _joined(name: str, parts: list[HumPart]) -> HumPart:
    return HumPart(name, *(sum(getattr(part, answer) for part in parts) for answer in ANSWERS))


def fold(counts: Counts, floor: int) -> list[HumPart]:
    """Return the answers by group, so that every part has at least ``floor`` of them; none when there are too few.

    Groups under the floor and those not stated stand together. Where even these are too few, the smallest of the
    others joins them: else the rest could be told by subtraction.
    """
    parts = [HumPart(group, *(counts.get((group, answer), 0) for answer in ANSWERS)) for group in ALL_GROUPS]
    apart = sorted((p for p in parts if p.people >= floor and p.group != UNSTATED), key=lambda part: part.people)
    rest = [part for part in parts if part not in apart and part.people]
    while apart and 0 < sum(part.people for part in rest) < floor:
        rest.append(apart.pop(0))
    together = _joined(TOGETHER, rest)
    order = list(ALL_GROUPS)
    shown = sorted(apart, key=lambda part: order.index(part.group))
    return [*shown, together] if together.people >= floor else shown


def all_together(parts: list[HumPart]) -> HumPart:
    """Return the whole of what is shown."""
    return _joined("all", parts)


def parts_of(result: Sequence[Mapping[str, Any]] | None) -> list[HumPart]:
    """Return the parts of a result as it is kept."""
    return [HumPart(**part) for part in result or ()]


def strength_of(parts: list[HumPart]) -> Text:
    """Return in words how strong a room hummed, or that this is not shown."""
    return all_together(parts).words if parts else _l("too few answered to show it")
