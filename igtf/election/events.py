"""What elections of the chair leave in the record."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.people.named import PASSED_OVER
from igtf.people.stakeholders import GROUPS


@dataclass(frozen=True)
class Called:
    """An election: until when members can be nominated, and whose stakeholder group has to wait."""

    SHOWN: ClassVar[dict[str, Text]] = {"until": _l("Nominations until"), "last_group": _l("Group of the last chair")}
    WORDS: ClassVar[dict[str, dict[str, Text]]] = {"last_group": GROUPS}
    DAYS: ClassVar[tuple[str, ...]] = ("until",)
    until: str
    last_group: str


@dataclass(frozen=True)
class Named:
    """A member is nominated, stands or declines; ``handle`` is the candidate's."""

    SHOWN: ClassVar[dict[str, Text]] = {"name": "", "reason": ""}
    handle: str
    name: str
    reason: str = ""


@dataclass(frozen=True)
class VoteOpened:
    """The candidates, who waits for another year because of the rotation, and the frozen seats."""

    SHOWN: ClassVar[dict[str, Text]] = {
        "candidates": _l("Candidates"), "aside": _l("Set aside: of the group of the last chair"), "until": _l("Until"),
    }  # fmt: skip
    DAYS: ClassVar[tuple[str, ...]] = ("until",)
    candidates: Sequence[Text]
    aside: Sequence[Text]
    until: str
    seats: list[str]


@dataclass(frozen=True)
class Voted:
    """Whom a seat accepts; a later vote of the same seat replaces it."""

    SHOWN: ClassVar[dict[str, Text]] = {"names": _l("Accepts")}
    seat: int
    accepts: list[str]
    names: Sequence[Text]


@dataclass(frozen=True)
class Counted:
    """The result as counted."""

    SHOWN: ClassVar[dict[str, Text]] = {"elected": _l("Elected"), "from_day": _l("Takes office"), "reason": ""}
    DAYS: ClassVar[tuple[str, ...]] = ("from_day",)
    elected: str
    from_day: str
    reason: Text
    result: dict[str, Any]


@dataclass(frozen=True)
class InOffice:
    """Who takes or leaves the chair, until when it is held, and who was elected and does not fit by now.

    With the first chair, with whom the council is complete, who sits in which seat.
    """

    SHOWN: ClassVar[dict[str, Text]] = {
        "name": "", "until": _l("Until"), "reason": "", "passed_over": PASSED_OVER,
        "members": _l("Members"),
    }  # fmt: skip
    DAYS: ClassVar[tuple[str, ...]] = ("until",)
    name: str
    until: str = ""
    reason: Text = ""
    passed_over: Sequence[Text] = ()
    members: Sequence[Text] = ()
