"""What the moves of drafts and the acts on recommendations leave in the record, beside a plain reason."""

from dataclasses import dataclass
from typing import ClassVar

from flask_babel import lazy_gettext as _l

from igtf.core.i18n import Text
from igtf.core.workflow import Reasoned
from igtf.record.kinds import declare


@dataclass(frozen=True)
class Submitted:
    """A revision: its full name, the hash of its source, what changed; ``repeats`` that a call starts anew."""

    SHOWN: ClassVar[dict[str, Text]] = {
        "revision": _l("Revision"),
        "note": "",
        "repeats": _l("Starts anew"),
    }
    revision: str
    hash: str
    note: str = ""
    repeats: str = ""


@dataclass(frozen=True)
class CallOpened:
    """A consensus call opened on the draft: its number, the question, when it closes (UTC)."""

    SHOWN: ClassVar[dict[str, Text]] = {"question": "", "call": _l("Call"), "closes": _l("Closes")}
    call: str
    question: str
    closes: str


@dataclass(frozen=True)
class ReviewRequested:
    """A review asked of a directorate: its number, the revision, by when (UTC)."""

    SHOWN: ClassVar[dict[str, Text]] = {
        "directorate": _l("Directorate"), "revision": _l("Revision"), "due": _l("Due"),
    }  # fmt: skip
    review: str
    directorate: str
    revision: str
    due: str


@dataclass(frozen=True)
class Adopted:
    """A draft adopted by a group: the name it had, the one it has, its editors (handles)."""

    SHOWN: ClassVar[dict[str, Text]] = {"former": _l("Former name"), "editors": _l("Editors")}
    former: str
    name: str
    editors: str


@dataclass(frozen=True)
class WrittenUp:
    """The shepherd's answers."""

    SHOWN: ClassVar[dict[str, Text]] = {
        "asks": _l("What it asks, and of whom"), "openness": _l("Open to all"),
        "objections": _l("Objections"),
        "feasibility": _l("Feasible"), "shepherd": _l("Shepherd"),
    }  # fmt: skip
    asks: str
    openness: str
    objections: str
    feasibility: str
    shepherd: str


@dataclass(frozen=True)
class Returned(Reasoned):
    """A draft returned, with the permitted ground; ``ground`` is empty when a ballot failed."""

    SHOWN: ClassVar[dict[str, Text]] = {"reason": "", "ground_said": _l("Ground")}
    ground: str = ""
    ground_said: str = ""


@dataclass(frozen=True)
class ToBallot:
    """A draft put to the ballot: what came in during the last call, and what was done about each point."""

    SHOWN: ClassVar[dict[str, Text]] = {"came_in": _l("What came in"), "ballot": _l("Ballot")}
    came_in: str
    ballot: str = ""


@dataclass(frozen=True)
class Published:
    """A draft published as a recommendation, by its number."""

    SHOWN: ClassVar[dict[str, Text]] = {"recommendation": _l("Recommendation")}
    recommendation: str


@dataclass(frozen=True)
class Made:
    """A recommendation as made: from which revision, with which hash, how many asks."""

    SHOWN: ClassVar[dict[str, Text]] = {"revision": _l("Made from")}
    revision: str
    hash: str
    asks: int


@dataclass(frozen=True)
class AskStatus:
    """The status of an ask after an answer."""

    SHOWN: ClassVar[dict[str, Text]] = {
        "ask": _l("Ask"), "status": _l("Status"), "text": "", "due": _l("By"), "evidence": _l("Evidence"),
    }  # fmt: skip
    ask: int
    status: str
    text: str
    due: str | None = None
    evidence: str = ""


MADE = declare("recommendation.make", _l("published this recommendation"), Made, ("followers",))
ASK_STATUS = declare("recommendation.ask-status", _l("recorded the answer to an ask"), AskStatus, ("followers",))
