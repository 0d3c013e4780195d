"""What the moves of bodies and statements leave in the record, beside a plain reason. Never an address."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.i18n import lazy_pgettext as _lp
from igtf.core.workflow import Reasoned
from igtf.record.kinds import declare

CHANNELS: dict[str, Text] = {
    "mail": _l("Mail to the contacts, with a link to answer"),
    "other": _l("Another way: a letter, a portal, a meeting"),
}
ENDS: dict[str, Text] = {
    "answered": _l("It was answered"), "answered in part": _l("Some points were answered, others never were"),
    "no answer": _l("No answer came"),
    "no answer was asked for": _l("No answer was asked for"),
    "no longer waited for": _l("No answer was waited for any more"),
}  # fmt: skip
"""How a statement ended."""

HEARD = ("acknowledge", "in-process", "answer")
"""The moves by which a body lets hear of itself."""

PARTS: dict[str, Text] = {
    "purpose": _l("Purpose"), "text": _l("Text"), "consensus": _l("Level of consensus"),
    "minority": _l("Minority statements"), "deadline": _l("Deadline"), "subject": _l("Subject"), "asks": _l("Points"),
    "replies": _l("Our answers to the points of the body"),
    "contacts": _l("Contact on our side"), "attachments": _l("Documents that go along"), "files": _l("Files"),
    "copied-to": _l("Copy to"), "see-also": _l("Related statements"), "encloses": _l("Documents that go along"),
}  # fmt: skip
"""What of a draft can be changed."""


@dataclass(frozen=True)
class Listed:
    """A body as listed."""

    UNSHOWN: ClassVar[tuple[str, ...]] = ("acronym", "name")
    acronym: str
    name: str
    kind: str


@dataclass(frozen=True)
class ChangeProposed:
    """A change of the list of bodies, proposed: its number, the body, why, and both sides of what would change."""

    SHOWN: ClassVar[dict[str, Text]] = {"body": "", "reason": ""}
    UNSHOWN: ClassVar[tuple[str, ...]] = ("before", "after")
    change: str
    body: str
    reason: str
    before: dict[str, Any]
    after: dict[str, Any]


@dataclass(frozen=True)
class ChangeApproved:
    """The body that reads otherwise from now on, or is listed."""

    SHOWN: ClassVar[dict[str, Text]] = {"body": ""}
    body: str


@dataclass(frozen=True)
class Revised:
    """An entry as it stood and as it reads now, and the change (its number) by which."""

    SHOWN: ClassVar[dict[str, Text]] = {"change": ""}
    UNSHOWN: ClassVar[tuple[str, ...]] = ("before", "after")
    change: str
    before: dict[str, Any]
    after: dict[str, Any]


@dataclass(frozen=True)
class ContactsAsked:
    """To how many contacts the question went."""

    contacts: int


@dataclass(frozen=True)
class ContactNamed:
    """A contact was added, confirmed, sent a link or ended: name and role, and by what evidence."""

    SHOWN: ClassVar[dict[str, Text]] = {"name": "", "role": _l("Function at the body"), "evidence": _l("Confirmed by")}
    name: str
    role: str
    evidence: str


@dataclass(frozen=True)
class Drafted:
    """A statement as drafted, and what it follows from; ``points``: which of another letter it passes on."""

    SHOWN: ClassVar[dict[str, Text]] = {"body": _l("Body"), "why": ""}
    body: str
    purpose: str
    why: str = ""
    points: Sequence[int] = ()


@dataclass(frozen=True)
class Edited:
    """What changed in a draft."""

    SHOWN: ClassVar[dict[str, Text]] = {"changed": _l("Changed")}
    WORDS: ClassVar[dict[str, dict[str, Text]]] = {"changed": PARTS}
    changed: Sequence[str]


@dataclass(frozen=True)
class Sent:
    """A statement as sent: to which body, how, and the SHA-256 (hex) of its exact text."""

    SHOWN: ClassVar[dict[str, Text]] = {
        "body": _l("Body"),
        "answer_by": _l("Answer wanted by"),
        "channel": _l("Channel"),
        "evidence": _l("Evidence"),
        "sha256": "SHA-256",
    }
    WORDS: ClassVar[dict[str, dict[str, Text]]] = {"channel": CHANNELS}
    DAYS: ClassVar[tuple[str, ...]] = ("answer_by",)
    channel: str
    sha256: str
    contacts: int
    evidence: str = ""
    body: str = ""
    answer_by: str = ""


@dataclass(frozen=True)
class Received:
    """A statement was acknowledged; ``evidence`` when the secretariat entered it."""

    SHOWN: ClassVar[dict[str, Text]] = {"evidence": _l("Evidence")}
    evidence: str = ""


@dataclass(frozen=True)
class InProcess:
    """The body deals with it, under its own reference."""

    SHOWN: ClassVar[dict[str, Text]] = {"reference": _l("Their reference"), "evidence": _l("Evidence")}
    reference: str
    evidence: str = ""


@dataclass(frozen=True)
class Answered:
    """The answers to the asks, as data and in words; the files that came with them, with hashes.

    ``left``: the points that are still open, in words, each with its day.
    """

    SHOWN: ClassVar[dict[str, Text]] = {
        "said": "", "left": _l("Still open"), "evidence": _l("Evidence"), "files": _l("Files"),
    }  # fmt: skip
    APART: ClassVar[tuple[str, ...]] = ("said", "left")
    UNSHOWN: ClassVar[tuple[str, ...]] = ("answers",)
    IN_ROWS: ClassVar[dict[str, tuple[str, ...]]] = {"answers": ("answer",)}
    said: Sequence[Text]
    answers: list[dict[str, Any]]
    evidence: str = ""
    files: Sequence[Text] = ()
    left: Sequence[Text] = ()


@dataclass(frozen=True)
class GivenUp:
    """The points that nobody answered in time, in words and as data."""

    SHOWN: ClassVar[dict[str, Text]] = {"said": "", "evidence": _l("Evidence")}
    APART: ClassVar[tuple[str, ...]] = ("said",)
    UNSHOWN: ClassVar[tuple[str, ...]] = ("answers",)
    IN_ROWS: ClassVar[dict[str, tuple[str, ...]]] = {"answers": ("answer",)}
    said: Sequence[Text]
    answers: list[dict[str, Any]]
    evidence: str = ""


@dataclass(frozen=True)
class WeAnswered:
    """What we answered to points of the letter of a body, in words and as data, and the statement of ours that did."""

    SHOWN: ClassVar[dict[str, Text]] = {"statement": _lp("letter", "Statement"), "said": ""}
    NAMES: ClassVar[tuple[str, ...]] = ("statement",)
    APART: ClassVar[tuple[str, ...]] = ("said",)
    UNSHOWN: ClassVar[tuple[str, ...]] = ("answers",)
    IN_ROWS: ClassVar[dict[str, tuple[str, ...]]] = {"answers": ("answer",)}
    statement: str
    said: Sequence[Text]
    answers: list[dict[str, Any]]


WE_ANSWERED = declare("statement.we-answered", _l("answered points of this letter"), WeAnswered)


@dataclass(frozen=True)
class AnsweredOn:
    """What a body answered, and ``left`` open, as it stands on each issue that the statement referred."""

    SHOWN: ClassVar[dict[str, Text]] = {
        "body": _l("Body"), "statement": _lp("letter", "Statement"), "said": "", "left": _l("Still open"),
    }  # fmt: skip
    NAMES: ClassVar[tuple[str, ...]] = ("statement",)
    APART: ClassVar[tuple[str, ...]] = ("said", "left")
    body: str
    statement: str
    said: Sequence[Text]
    left: Sequence[Text] = ()


ANSWERED_ON = declare("issue.body-answered", _l("gave the answer of a body on this issue"), AnsweredOn)
SUGGESTION_ANSWERED = declare("outcome.body-answered", _l("gave the answer of a body on this outcome"), AnsweredOn)


@dataclass(frozen=True)
class LetterDropped(Reasoned):
    """A statement that would refer the issue is dropped, as it stands on the issue."""

    SHOWN: ClassVar[dict[str, Text]] = {"reason": "", "statement": _lp("letter", "Statement")}
    NAMES: ClassVar[tuple[str, ...]] = ("statement",)
    statement: str


LETTER_DROPPED = declare("issue.letter-dropped", _l("dropped the letter about it before it was sent"), LetterDropped)


@dataclass(frozen=True)
class DateProposed:
    """Another date, proposed by the side that is to answer: for the points due before it, or for one ``point``."""

    SHOWN: ClassVar[dict[str, Text]] = {"date": _l("Proposed date"), "reason": "", "point": _l("Point")}
    DAYS: ClassVar[tuple[str, ...]] = ("date",)
    date: str
    reason: str
    point: str = ""


@dataclass(frozen=True)
class Reminded:
    """A reminder, and to how many contacts it went; ``quiet`` others want none."""

    SHOWN: ClassVar[dict[str, Text]] = {"quiet": _l("Contacts who have stopped such mails")}
    contacts: int
    quiet: int = 0


@dataclass(frozen=True)
class Closed:
    """Closed: with the evidence, or as 'no answer'; ``answers``: the points that were never answered, as data."""

    SHOWN: ClassVar[dict[str, Text]] = {"result": _l("Result"), "evidence": _l("Evidence")}
    WORDS: ClassVar[dict[str, dict[str, Text]]] = {"result": ENDS}
    UNSHOWN: ClassVar[tuple[str, ...]] = ("answers",)
    IN_ROWS: ClassVar[dict[str, tuple[str, ...]]] = {"answers": ("answer",)}
    result: str
    evidence: str
    answers: Sequence[dict[str, Any]] = ()


@dataclass(frozen=True)
class LinkRevoked:
    """Whose link was revoked, why, and whether a new one was sent."""

    SHOWN: ClassVar[dict[str, Text]] = {"name": "", "reason": ""}
    name: str
    reason: str
    renewed: bool


@dataclass(frozen=True)
class Corrected:
    """The statement that corrects this one."""

    SHOWN: ClassVar[dict[str, Text]] = {"by": ""}
    NAMES: ClassVar[tuple[str, ...]] = ("by",)
    by: str


@dataclass(frozen=True)
class IncomingReceived:
    """A statement as it came from a body: SHA-256 (hex) of its exact text, how it reached us, its files with hashes.

    ``asked``: its points, in words, each with the day that it has of its own.
    """

    SHOWN: ClassVar[dict[str, Text]] = {
        "body": "",
        "about": _l("About"),
        "asked": _l("Points"),
        "evidence": _l("Evidence"),
        "sha256": "SHA-256",
        "files": _l("Files"),
    }
    APART: ClassVar[tuple[str, ...]] = ("asked",)
    body: str
    purpose: str
    about: Sequence[Text]
    sha256: str
    evidence: str = ""
    files: Sequence[Text] = ()
    asked: Sequence[Text] = ()


@dataclass(frozen=True)
class TakenUp:
    """What became of a statement of a body: the name of the subject that it led to."""

    SHOWN: ClassVar[dict[str, Text]] = {"to": "", "reason": ""}
    to: Text
    reason: str = ""
