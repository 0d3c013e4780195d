"""What calls and objections leave in the record, beside a plain reason."""

from dataclasses import dataclass
from typing import ClassVar

from igtf.consensus.words import POSITION_WORDS, REACTION_WORDS, RESULT_WORDS
from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.workflow import Reasoned
from igtf.record.kinds import declare


@dataclass(frozen=True)
class Opened:
    """A call as opened; ``revision`` is the draft's revision it asks about, ``group`` the one asked, by its name."""

    SHOWN: ClassVar[dict[str, Text]] = {"question": "", "group": _l("Group asked")}
    call_kind: str
    question: str
    closes_at: str
    about: str
    revision: int | None
    options: list[str]
    procedure: int
    group: str = ""


@dataclass(frozen=True)
class PositionTaken:
    """A position, with the one it replaces."""

    SHOWN: ClassVar[dict[str, Text]] = {"position": _l("Position"), "before": _l("Before"), "reason": ""}
    WORDS: ClassVar[dict[str, dict[str, Text]]] = {"position": POSITION_WORDS, "before": POSITION_WORDS}
    position: str
    reason: str
    before: str | None


@dataclass(frozen=True)
class Objected:
    """An objection with the change that would remove it; ``objection`` is its number."""

    SHOWN: ClassVar[dict[str, Text]] = {"reason": "", "change": _l("Change that would remove it")}
    objection: str
    reason: str
    change: str


@dataclass(frozen=True)
class Chosen:
    """Choices in an options poll: the number of each option → prefer, can-live-with or reject."""

    choices: dict[str, str]


@dataclass(frozen=True)
class Closed:
    """The end of a call: how many took part."""

    people: int


@dataclass(frozen=True)
class Declared:
    """What the chair declares, and on which revision of a draft or charter, as it is cited; '' where there is none."""

    SHOWN: ClassVar[dict[str, Text]] = {
        "result": _l("Result"),
        "revision": _l("Revision"),
        "decided": _l("Decided"),
        "dealt": _l("How objections were dealt with"),
        "tradeoffs": _l("Trade-offs"),
        "look_again": _l("Reason to look again"),
    }
    WORDS: ClassVar[dict[str, dict[str, Text]]] = {"result": RESULT_WORDS}
    result: str
    decided: str
    dealt: str
    tradeoffs: str
    look_again: str
    revision: str = ""


@dataclass(frozen=True)
class DeclaredOn:
    """What the chair declared, as it stands on what the call asked about."""

    SHOWN: ClassVar[dict[str, Text]] = {
        "result": _l("Result"), "revision": _l("Revision"), "decided": _l("Decided"), "call": _l("Call"),
    }  # fmt: skip
    WORDS: ClassVar[dict[str, dict[str, Text]]] = {"result": RESULT_WORDS}
    PLACES: ClassVar[dict[str, str]] = {"call": "/calls/{call}"}
    result: str
    decided: str
    call: str
    revision: str = ""


DECLARED_ON = declare("call.declared-on", _l("declared the result of a call about this"), DeclaredOn)


@dataclass(frozen=True)
class Answered:
    """The answer to an objection."""

    SHOWN: ClassVar[dict[str, Text]] = {"answer": ""}
    answer: str


@dataclass(frozen=True)
class Accommodated(Reasoned):
    """An objection accommodated, in which revision of the draft."""

    SHOWN: ClassVar[dict[str, Text]] = {"revision": _l("Revision"), "reason": ""}
    revision: int | None


@dataclass(frozen=True)
class Retracted:
    """An objection taken back by its raiser, and the position taken instead, '' in a call that was over."""

    SHOWN: ClassVar[dict[str, Text]] = {"position": _l("Position"), "reason": ""}
    WORDS: ClassVar[dict[str, dict[str, Text]]] = {"position": POSITION_WORDS}
    position: str
    reason: str


@dataclass(frozen=True)
class Outweighed(Reasoned):
    """An objection outweighed, with the alternatives that were considered."""

    SHOWN: ClassVar[dict[str, Text]] = {"reason": "", "alternatives": _l("Alternatives considered")}
    alternatives: str


@dataclass(frozen=True)
class Extended(Reasoned):
    """A call extended: when it closes now, and when it would have closed (UTC)."""

    SHOWN: ClassVar[dict[str, Text]] = {"closes_at": _l("Closes"), "before": _l("Before"), "reason": ""}
    DAYS: ClassVar[tuple[str, ...]] = ("closes_at", "before")
    closes_at: str
    before: str


@dataclass(frozen=True)
class Reminded:
    """A reminder, and how many people had not answered then."""

    people: int


@dataclass(frozen=True)
class Announced:
    """The bodies told (acronyms), and to how many of their contacts was written; ``quiet`` others want none."""

    SHOWN: ClassVar[dict[str, Text]] = {
        "bodies": _l("Bodies told"), "contacts": _l("Contacts"), "quiet": _l("Contacts who have stopped such mails"),
    }  # fmt: skip
    bodies: list[str]
    contacts: int
    quiet: int = 0


@dataclass(frozen=True)
class StartedAnew:
    """A call that starts anew: why, on which revision, and when it closes (UTC)."""

    SHOWN: ClassVar[dict[str, Text]] = {"why": "", "revision": _l("Revision"), "closes_at": _l("Closes")}
    DAYS: ClassVar[tuple[str, ...]] = ("closes_at",)
    why: Text
    revision: str
    closes_at: str


@dataclass(frozen=True)
class Reviewed:
    """A revision made between closing and declaration, and until when position holders look at it (UTC)."""

    SHOWN: ClassVar[dict[str, Text]] = {"revision": _l("Revision"), "until": _l("Object by")}
    DAYS: ClassVar[tuple[str, ...]] = ("until",)
    revision: str
    until: str


@dataclass(frozen=True)
class Estimated:
    """What the chair believes that the call has found; ``revised``: it takes the place of an earlier estimate."""

    SHOWN: ClassVar[dict[str, Text]] = {"result": _l("Estimate"), "reasons": ""}
    WORDS: ClassVar[dict[str, dict[str, Text]]] = {"result": RESULT_WORDS}
    result: str
    reasons: str
    revised: bool


@dataclass(frozen=True)
class Reacted:
    """A reaction to an estimate."""

    SHOWN: ClassVar[dict[str, Text]] = {"value": _l("Of the estimate"), "text": ""}
    WORDS: ClassVar[dict[str, dict[str, Text]]] = {"value": REACTION_WORDS}
    value: str
    text: str


@dataclass(frozen=True)
class Dissented:
    """A minority statement: its number, title and text."""

    SHOWN: ClassVar[dict[str, Text]] = {"title": "", "text": ""}
    statement: str
    title: str
    text: str


@dataclass(frozen=True)
class RaiserAsked:
    """The raiser of an objection asked whether a revision answers it."""

    SHOWN: ClassVar[dict[str, Text]] = {"revision": _l("Revision")}
    revision: str


@dataclass(frozen=True)
class Confirmed:
    """The raiser found that a revision answers it; the position taken instead, '' in a call that was over."""

    SHOWN: ClassVar[dict[str, Text]] = {"revision": _l("Revision"), "position": _l("Position"), "reason": ""}
    WORDS: ClassVar[dict[str, dict[str, Text]]] = {"position": POSITION_WORDS}
    revision: str
    position: str
    reason: str


@dataclass(frozen=True)
class Maintained(Reasoned):
    """The raiser found that a revision does not answer the objection."""

    SHOWN: ClassVar[dict[str, Text]] = {"revision": _l("Revision"), "reason": ""}
    revision: str
