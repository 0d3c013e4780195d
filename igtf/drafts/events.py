"""What the moves of drafts and the acts on recommendations leave in the record, beside a plain reason."""

from dataclasses import dataclass, make_dataclass
from typing import Any, ClassVar

from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.workflow import Reasoned
from igtf.drafts.grounds import GROUNDS
from igtf.drafts.questions import QUESTIONS, SHEPHERD
from igtf.drafts.words import COMMITMENT_WORDS, STATUS_WORDS
from igtf.record.kinds import declare


@dataclass(frozen=True)
class Submitted:
    """A revision: its full name, the hash of its source, what changed; ``repeats`` that a call starts anew.

    ``authors``: why they are others than before; ``substantive``: it changes what the council was asked about;
    ``issues``: those that it addresses and the revision before did not.
    """

    SHOWN: ClassVar[dict[str, Text]] = {
        "revision": _l("Revision"),
        "note": "",
        "authors": _l("Why the authors changed"),
        "repeats": _l("Starts anew"),
        "issues": _l("Issues that it newly addresses"),
    }
    NAMES: ClassVar[tuple[str, ...]] = ("issues",)
    revision: str
    hash: str
    note: str = ""
    repeats: Text = ""
    authors: str = ""
    substantive: bool = False
    issues: str = ""


@dataclass(frozen=True)
class CallOpened:
    """A consensus call opened on the draft: its number, the question, when it closes (UTC), the group that is asked."""

    SHOWN: ClassVar[dict[str, Text]] = {
        "question": "", "group": _l("Group asked"), "call": _l("Call"), "closes": _l("Closes"),
    }  # fmt: skip
    DAYS: ClassVar[tuple[str, ...]] = ("closes",)
    call: str
    question: str
    closes: str
    group: str = ""


@dataclass(frozen=True)
class ReviewRequested:
    """A review asked of a directorate: its number, the revision, by when (UTC)."""

    SHOWN: ClassVar[dict[str, Text]] = {
        "directorate": _l("Directorate"), "revision": _l("Revision"), "due": _l("Due"),
    }  # fmt: skip
    DAYS: ClassVar[tuple[str, ...]] = ("due",)
    review: str
    directorate: str
    revision: str
    due: str


@dataclass(frozen=True)
class Adopted:
    """A draft adopted by a group: the name it had, the one it has, its editors (handles)."""

    SHOWN: ClassVar[dict[str, Text]] = {"former": _l("Former name"), "editors": _l("Editors")}
    HANDLES: ClassVar[tuple[str, ...]] = ("editors",)
    former: str
    name: str
    editors: str


@dataclass(frozen=True)
class EditorsNamed(Reasoned):
    """Who edits a draft from now on, and who does no more (handles); and why."""

    SHOWN: ClassVar[dict[str, Text]] = {"reason": "", "editors": _l("Editors"), "former": _l("Editors until now")}
    HANDLES: ClassVar[tuple[str, ...]] = ("editors", "former")
    editors: str = ""
    former: str = ""


WrittenUp: Any = make_dataclass(
    "WrittenUp",
    [*((question.name, str) for question in QUESTIONS), ("shepherd", str)],
    namespace={"SHOWN": {question.name: question.label for question in QUESTIONS} | {"shepherd": SHEPHERD},
               "HANDLES": ("shepherd",),
               "__doc__": "The shepherd's answers, a field for each question of the table."},
    frozen=True,
)  # fmt: skip


@dataclass(frozen=True)
class Returned(Reasoned):
    """A draft returned: with the permitted ground, or by the ballot that failed."""

    SHOWN: ClassVar[dict[str, Text]] = {
        "reason": "",
        "ground": _l("Ground"),
        "ballot": _l("The ballot and its Discusses"),
    }
    WORDS: ClassVar[dict[str, dict[str, Text]]] = {"ground": GROUNDS}
    PLACES: ClassVar[dict[str, str]] = {"ballot": "/ballots/{ballot}"}
    ground: str = ""
    ballot: str = ""


@dataclass(frozen=True)
class ToBallot:
    """A draft put to the ballot: what came in during the last call, and what was done about each point."""

    SHOWN: ClassVar[dict[str, Text]] = {"came_in": _l("What came in"), "ballot": _l("Ballot")}
    came_in: str
    ballot: str = ""


@dataclass(frozen=True)
class LastCallRepeated(Reasoned):
    """The council's last call repeated: why, the new call, when it closes (UTC), the ballot that was recalled."""

    SHOWN: ClassVar[dict[str, Text]] = {
        "reason": "", "call": _l("Call"), "closes": _l("Closes"), "ballot": _l("Recalled ballot"),
    }  # fmt: skip
    DAYS: ClassVar[tuple[str, ...]] = ("closes",)
    call: str
    closes: str
    ballot: str = ""


@dataclass(frozen=True)
class Replacing(Reasoned):
    """That this draft replaces another: its name, and who still has to agree."""

    SHOWN: ClassVar[dict[str, Text]] = {"other": _l("Draft"), "reason": "", "waits": ""}
    other: str
    waits: Text = ""


@dataclass(frozen=True)
class Expiring:
    """When a draft expires (UTC) unless a revision is posted before."""

    SHOWN: ClassVar[dict[str, Text]] = {"expires": _l("Expires without a revision")}
    DAYS: ClassVar[tuple[str, ...]] = ("expires",)
    expires: str


@dataclass(frozen=True)
class Authorship:
    """The name under which a person is, or is not, an author."""

    SHOWN: ClassVar[dict[str, Text]] = {"author": _l("Author")}
    author: str


@dataclass(frozen=True)
class Waived:
    """A waiver, and who has not waived yet; nobody: it can be published at once."""

    SHOWN: ClassVar[dict[str, Text]] = {"missing": _l("Not waived yet by")}
    missing: str


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
    WORDS: ClassVar[dict[str, dict[str, Text]]] = {"status": STATUS_WORDS}
    DAYS: ClassVar[tuple[str, ...]] = ("due",)
    ask: int
    status: str
    text: str
    due: str | None = None
    evidence: str = ""


@dataclass(frozen=True)
class Committed:
    """An organisation commits to an ask."""

    SHOWN: ClassVar[dict[str, Text]] = {
        "ask": _l("Ask"), "organisation": _l("Organisation"), "what": "", "until": _l("By"),
    }  # fmt: skip
    DAYS: ClassVar[tuple[str, ...]] = ("until",)
    ask: int
    organisation: str
    what: str
    until: str | None = None


@dataclass(frozen=True)
class Reported:
    """What an organisation did about its commitment."""

    SHOWN: ClassVar[dict[str, Text]] = {
        "ask": _l("Ask"), "organisation": _l("Organisation"), "result": _l("How far it is"), "report": "",
        "evidence": _l("Evidence"),
    }  # fmt: skip
    WORDS: ClassVar[dict[str, dict[str, Text]]] = {"result": COMMITMENT_WORDS}
    ask: int
    organisation: str
    result: str
    report: str
    evidence: str = ""


@dataclass(frozen=True)
class CommitmentEnded:
    """An organisation withdrew its commitment."""

    SHOWN: ClassVar[dict[str, Text]] = {"ask": _l("Ask"), "organisation": _l("Organisation"), "reason": ""}
    ask: int
    organisation: str
    reason: str


@dataclass(frozen=True)
class AskOverdue:
    """Asks whose day has passed, by their numbers, and in words."""

    SHOWN: ClassVar[dict[str, Text]] = {"said": ""}
    asks: list[int]
    said: str


@dataclass(frozen=True)
class Succeeded:
    """The later recommendation, by its number."""

    SHOWN: ClassVar[dict[str, Text]] = {"by": _l("By recommendation")}
    by: str


CLAIMED = declare("draft.claimed", _l("said that another draft replaces this one"), Replacing, ("authors", "chairs"))
CLAIM_DECLINED = declare(
    "draft.claim-declined", _l("said that this draft does not replace another"), Replacing, ("authors", "chairs")
)
CLAIM_ENDED = declare(
    "draft.claim-ended", _l("took back that another draft replaces this one"), Replacing, ("authors", "chairs")
)
CLAIM_OVER = declare(
    "draft.claim-over", _l("closed a draft that this one was said to replace"), Replacing, ("authors", "chairs")
)
ASK_STATUS = declare("recommendation.ask-status", _l("recorded the answer to an ask"), AskStatus, ("followers",))
