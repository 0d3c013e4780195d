"""What consultations leave in the record, beside a plain reason.

The words of a reply, and of a statement drawn from it, are not in it: like those of a comment they stand beside the
record, where a moderator can hide them. What is in the record is their hash (SHA-256), by which anybody can show that
they were not changed.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from igtf.consultations.words import ADMITS, STANCES
from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.i18n import lazy_pgettext as _lp
from igtf.discussion.events import UNTIL
from igtf.record.hashing import canonical

_THE_REPLY = _lp("which one", "Reply")
_REPLY = {"reply": "/consultations/{consultation}/replies/{reply}"}
_THE_STATEMENT: dict[str, Text] = {"statement": _lp("from replies", "Statement"), "reply": _l("From the reply")}
_STATEMENT = {**_REPLY, "statement": "/consultations/{consultation}#statement-{statement}"}


def hash_of(chosen: Mapping[str, Any], texts: Mapping[str, str]) -> str:
    """Return the SHA-256 of the answers of a reply, as JSON with sorted keys and without blanks."""
    return hashlib.sha256(canonical({"chosen": chosen, "texts": texts}).encode()).hexdigest()


@dataclass(frozen=True)
class Described:
    """A consultation as it is drafted or edited: title, who may reply, and the group that asks (empty: the house)."""

    SHOWN: ClassVar[dict[str, Text]] = {"title": _l("Title"), "admits": _l("Replies"), "group": _l("Group")}
    WORDS: ClassVar[dict[str, dict[str, Text]]] = {"admits": ADMITS}
    title: str
    admits: str
    group: str = ""


@dataclass(frozen=True)
class QuestionsSet:
    """The questions as they were set, one on a line."""

    SHOWN: ClassVar[dict[str, Text]] = {"questions": ""}
    questions: str


@dataclass(frozen=True)
class People:
    """Who is invited."""

    SHOWN: ClassVar[dict[str, Text]] = {"people": _l("Invited")}
    HANDLES: ClassVar[tuple[str, ...]] = ("people",)
    people: str


@dataclass(frozen=True)
class BodiesInvited:
    """Which bodies are invited (acronyms)."""

    SHOWN: ClassVar[dict[str, Text]] = {"bodies": _l("Invited")}
    bodies: list[str]


@dataclass(frozen=True)
class Opened:
    """When it closes, how many questions it has, and under which version of the procedure it runs."""

    SHOWN: ClassVar[dict[str, Text]] = {"closes_at": _l("Closes"), "questions": _l("Questions")}
    DAYS: ClassVar[tuple[str, ...]] = ("closes_at",)
    closes_at: str
    questions: int
    procedure: int


@dataclass(frozen=True)
class Replied:
    """A reply was made or revised: the numbers of its consultation and of itself, and the hash of its answers."""

    SHOWN: ClassVar[dict[str, Text]] = {"reply": _THE_REPLY}
    PLACES: ClassVar[dict[str, str]] = _REPLY
    consultation: str
    reply: int
    sha256: str


@dataclass(frozen=True)
class Extended:
    """The new and the former closing time, and why."""

    SHOWN: ClassVar[dict[str, Text]] = {"reason": "", "closes_at": _l("Closes"), "before": _l("Before")}
    DAYS: ClassVar[tuple[str, ...]] = ("closes_at", "before")
    reason: str
    closes_at: str
    before: str


@dataclass(frozen=True)
class Reminded:
    """How many were reminded."""

    SHOWN: ClassVar[dict[str, Text]] = {"people": _l("People")}
    people: int


@dataclass(frozen=True)
class Closed:
    """How many replied."""

    SHOWN: ClassVar[dict[str, Text]] = {"replies": _l("Replies")}
    replies: int


@dataclass(frozen=True)
class BasketsSet:
    """The names of the baskets as they were set."""

    SHOWN: ClassVar[dict[str, Text]] = {"baskets": _l("Baskets")}
    baskets: list[str]


@dataclass(frozen=True)
class ReplySorted:
    """In which baskets the answers of a reply lie now."""

    SHOWN: ClassVar[dict[str, Text]] = {"reply": _THE_REPLY, "baskets": _l("Baskets")}
    PLACES: ClassVar[dict[str, str]] = _REPLY
    consultation: str
    reply: int
    baskets: list[str]


@dataclass(frozen=True)
class StatementDrawn:
    """The numbers of a statement and of the reply that it was drawn from, and the hash of its text."""

    SHOWN: ClassVar[dict[str, Text]] = _THE_STATEMENT
    PLACES: ClassVar[dict[str, str]] = _STATEMENT
    consultation: str
    statement: int
    reply: int
    sha256: str


@dataclass(frozen=True)
class StatementWithdrawn:
    """A statement was withdrawn, and why: its number, and that of the reply that it was drawn from."""

    SHOWN: ClassVar[dict[str, Text]] = {"reason": "", **_THE_STATEMENT}
    PLACES: ClassVar[dict[str, str]] = _STATEMENT
    consultation: str
    reason: str
    statement: int
    reply: int


@dataclass(frozen=True)
class StancesTaken:
    """What somebody says of statements, by their numbers."""

    SHOWN: ClassVar[dict[str, Text]] = {"stances": _l("Answers")}
    WORDS: ClassVar[dict[str, dict[str, Text]]] = {"stances": STANCES}
    stances: list[str]
    statements: list[int]


@dataclass(frozen=True)
class SummedUp:
    """The summary: what was asked, who replied and who was not heard, what was found, what follows."""

    SHOWN: ClassVar[dict[str, Text]] = {"follows": _l("What follows")}
    UNSHOWN: ClassVar[tuple[str, ...]] = ("asked", "replied", "found")
    asked: str
    replied: str
    found: str
    follows: str


@dataclass(frozen=True)
class IssueFiled:
    """An issue was filed from a reply or a basket (each 0 where it was not)."""

    SHOWN: ClassVar[dict[str, Text]] = {
        "issue": _lp("which one", "Issue"), "reply": _l("From the reply"), "basket": _l("From the basket"),
    }  # fmt: skip
    PLACES: ClassVar[dict[str, str]] = {**_REPLY, "basket": "/consultations/{consultation}/baskets/{basket}"}
    NAMES: ClassVar[tuple[str, ...]] = ("issue",)
    consultation: str
    issue: str
    reply: int = 0
    basket: int = 0


@dataclass(frozen=True)
class ReplyReported:
    """A reply was reported to the moderators; why lies in the table of reports, for them alone."""

    SHOWN: ClassVar[dict[str, Text]] = {"reply": _THE_REPLY}
    PLACES: ClassVar[dict[str, str]] = _REPLY
    consultation: str
    reply: int


@dataclass(frozen=True)
class ReplyJudged:
    """What a moderator decided about a reply, and why."""

    SHOWN: ClassVar[dict[str, Text]] = {"reason": "", "reply": _THE_REPLY}
    PLACES: ClassVar[dict[str, str]] = _REPLY
    consultation: str
    reason: Text
    reply: int


@dataclass(frozen=True)
class ReplierPaused(ReplyJudged):
    """The posting of who wrote a reply is paused until a moment, in UTC."""

    SHOWN: ClassVar[dict[str, Text]] = {**ReplyJudged.SHOWN, **UNTIL}
    DAYS: ClassVar[tuple[str, ...]] = ("until",)
    until: str
