"""What the moves of reviews leave in the record, beside a plain reason."""

from dataclasses import dataclass
from typing import ClassVar

from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.workflow import Reasoned
from igtf.record.kinds import declare
from igtf.reviews.words import VERDICT_WORDS


@dataclass(frozen=True)
class Requested:
    """A review as asked for: of which directorate, on which revision, by when, and what it should look at."""

    SHOWN: ClassVar[dict[str, Text]] = {
        "directorate": _l("Directorate"), "revision": _l("Revision"), "due": _l("Due"), "note": "",
    }  # fmt: skip
    DAYS: ClassVar[tuple[str, ...]] = ("due",)
    directorate: str
    revision: str
    due: str
    note: str


@dataclass(frozen=True)
class Assigned:
    """To whom a review was given, whose turn it was (handles), and the reason where that is somebody else.

    ``former`` had it until this act (a handle; empty for nobody).
    """

    SHOWN: ClassVar[dict[str, Text]] = {
        "reviewer": _l("Reviewer"), "turn": _l("Whose turn it was"), "former": _l("Given before to"), "reason": "",
    }  # fmt: skip
    HANDLES: ClassVar[tuple[str, ...]] = ("reviewer", "turn", "former")
    reviewer: str
    turn: str
    reason: str
    former: str = ""


@dataclass(frozen=True)
class Declined(Reasoned):
    """A member declined; ``next`` is who is asked now, empty when nobody is left."""

    SHOWN: ClassVar[dict[str, Text]] = {"reason": "", "next": _l("Asked next")}
    HANDLES: ClassVar[tuple[str, ...]] = ("next",)
    next: str


@dataclass(frozen=True)
class ReviewerLeft:
    """Who left with a review to write (a handle); ``next`` is who is asked now, empty when nobody is left."""

    SHOWN: ClassVar[dict[str, Text]] = {"member": _l("Who left"), "next": _l("Asked next")}
    HANDLES: ClassVar[tuple[str, ...]] = ("member", "next")
    member: str
    next: str


@dataclass(frozen=True)
class Delivered:
    """A review: the verdict; its text is beside it, by its hash."""

    SHOWN: ClassVar[dict[str, Text]] = {"verdict": _l("Result")}
    WORDS: ClassVar[dict[str, dict[str, Text]]] = {"verdict": VERDICT_WORDS}
    verdict: str
    text: str


@dataclass(frozen=True)
class Answered:
    """What the editors answered."""

    answer: str


@dataclass(frozen=True)
class WentOn:
    """A review that waited for its draft goes on; by when it is due now."""

    SHOWN: ClassVar[dict[str, Text]] = {"due": _l("Due")}
    DAYS: ClassVar[tuple[str, ...]] = ("due",)
    due: str


GO_ON = declare("review.go-on", _l("gave the review the time that it had left, as its draft is shown again"), WentOn)
