"""What meetings leave in the record, beside a plain reason. Of a hum: the question and the folded result, no names."""

from dataclasses import dataclass
from typing import ClassVar

from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.workflow import Reasoned
from igtf.record.kinds import declare

MODES: dict[str, Text] = {"remote": _l("remote"), "on-site": _l("on site")}


@dataclass(frozen=True)
class Called:
    """A meeting as called; ``documents`` is the day when its documents are due, nothing where that was over."""

    SHOWN: ClassVar[dict[str, Text]] = {
        "when": _l("Begins"), "length": _l("Length in minutes"), "place": _l("Place"), "link": _l("Link to join"),
        "documents": _l("Documents are due"),
    }  # fmt: skip
    DAYS: ClassVar[tuple[str, ...]] = ("when", "documents")
    when: str
    length: int
    place: str
    link: str
    documents: str


@dataclass(frozen=True)
class Changed:
    """What a meeting is called, how long it takes and where it is, after a change."""

    SHOWN: ClassVar[dict[str, Text]] = {
        "title": _l("Title"), "length": _l("Length in minutes"), "place": _l("Place"), "link": _l("Link to join"),
    }  # fmt: skip
    title: str
    length: int
    place: str
    link: str


@dataclass(frozen=True)
class Moved:
    """A meeting moved to another time, and why."""

    SHOWN: ClassVar[dict[str, Text]] = {"reason": "", "when": _l("Begins"), "before": _l("Before")}
    DAYS: ClassVar[tuple[str, ...]] = ("when", "before")
    reason: str
    when: str
    before: str


@dataclass(frozen=True)
class Cancelled(Reasoned):
    """A meeting that is not held, why, and for when it was called."""

    SHOWN: ClassVar[dict[str, Text]] = {**Reasoned.SHOWN, "when": _l("Was to begin")}
    DAYS: ClassVar[tuple[str, ...]] = ("when",)
    when: str


@dataclass(frozen=True)
class AgendaSet:
    """The agenda as it was set, a point on a line; what was taken out that had come by itself, and why."""

    SHOWN: ClassVar[dict[str, Text]] = {"agenda": "", "out": _l("Taken out"), "reason": _l("Reason")}
    agenda: str
    out: str = ""
    reason: str = ""


@dataclass(frozen=True)
class DocumentAdded:
    """A document with its link."""

    SHOWN: ClassVar[dict[str, Text]] = {"title": _l("Document"), "link": _l("Link")}
    title: str
    link: str


@dataclass(frozen=True)
class DocumentRemoved(Reasoned):
    """A document was removed, by the number of the entry that added it: its words stand there alone."""

    SHOWN: ClassVar[dict[str, Text]] = {"reason": "", "entry": _l("Document")}
    PLACES: ClassVar[dict[str, str]] = {"entry": "/record/{entry}"}
    entry: int


@dataclass(frozen=True)
class Attended:
    """How somebody is present."""

    SHOWN: ClassVar[dict[str, Text]] = {"mode": _l("Present")}
    WORDS: ClassVar[dict[str, dict[str, Text]]] = {"mode": MODES}
    mode: str


@dataclass(frozen=True)
class HumAsked:
    """The question of a hum."""

    SHOWN: ClassVar[dict[str, Text]] = {"question": ""}
    question: str


@dataclass(frozen=True)
class HumClosed:
    """How strong a hum was: counts by group, folded so that no answer of a person can be told."""

    SHOWN: ClassVar[dict[str, Text]] = {"question": "", "strength": _l("Strength")}
    question: str
    strength: Text
    answered: int
    result: list[dict[str, str | int]]


@dataclass(frozen=True)
class MinutesPublished:
    """The decisions in the minutes, one on a line: taken by moves in the meeting; open to objection, and until when."""

    SHOWN: ClassVar[dict[str, Text]] = {
        "recorded": _l("Decided in the meeting"), "decisions": _l("Decisions"), "until": _l("Objections until"),
    }  # fmt: skip
    DAYS: ClassVar[tuple[str, ...]] = ("until",)
    decisions: str
    until: str
    recorded: str = ""


@dataclass(frozen=True)
class Corrected:
    """A correction of published minutes."""

    SHOWN: ClassVar[dict[str, Text]] = {"text": ""}
    text: str


@dataclass(frozen=True)
class Contested:
    """An objection to a decision of a meeting."""

    SHOWN: ClassVar[dict[str, Text]] = {"decision": _l("Decision"), "reason": ""}
    decision: str
    reason: str


@dataclass(frozen=True)
class Settled:
    """What was confirmed as nobody objected, and what was not."""

    SHOWN: ClassVar[dict[str, Text]] = {"confirmed": _l("Confirmed"), "contested": _l("Not confirmed")}
    confirmed: str
    contested: str


@dataclass(frozen=True)
class Confirmed:
    """One decision to which nobody objected: its number in the minutes, and what was decided."""

    SHOWN: ClassVar[dict[str, Text]] = {"text": ""}
    decision: int
    text: str


CONFIRMED = declare("meeting.decision-confirmed", _l("confirmed a decision: nobody objected to it"), Confirmed)
