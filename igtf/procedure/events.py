"""What changes of the procedure leave in the record."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l


@dataclass(frozen=True)
class Proposed:
    """A change as proposed or revised: each number with its value, and the same in words."""

    SHOWN: ClassVar[dict[str, Text]] = {"said": _l("Change"), "reason": _l("Reason")}
    said: Sequence[Text]
    reason: str
    changes: dict[str, Any]


@dataclass(frozen=True)
class Called:
    """The call that was opened on it."""

    SHOWN: ClassVar[dict[str, Text]] = {"question": _l("Question"), "closes": _l("Closes")}
    DAYS: ClassVar[tuple[str, ...]] = ("closes",)
    question: str
    closes: str
    call: str


@dataclass(frozen=True)
class ToBallot:
    """What came in, and the ballot."""

    SHOWN: ClassVar[dict[str, Text]] = {"came_in": "", "ballot": _l("Ballot")}
    came_in: str
    ballot: str


@dataclass(frozen=True)
class Adopted:
    """The version that the change made, and what is different in it."""

    SHOWN: ClassVar[dict[str, Text]] = {"version": _l("Version"), "said": _l("Change")}
    version: int
    said: Sequence[Text]
    changes: dict[str, Any]
    ballot: str
