"""What ballots and the seating of the council leave in the record."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.workflow import Reasoned
from igtf.council.tally import DISCUSS
from igtf.council.words import LABELS
from igtf.drafts.grounds import GROUNDS
from igtf.record.kinds import declare

_WAITED = _l("The ballot that waited for it closes")


@dataclass(frozen=True)
class Opened:
    """A ballot as it opened, with its frozen seats: what a verifier needs to count it again.

    ``objectors``: the handles of those whose objections opened it, with commas between them. ``numbers`` are those by
    which it is counted, of the version ``procedure``.
    """

    SHOWN: ClassVar[dict[str, Text]] = {
        "question": _l("Question"), "closes": _l("Closes"), "objectors": _l("Opened by the objections of"),
    }  # fmt: skip
    HANDLES: ClassVar[tuple[str, ...]] = ("objectors",)
    DAYS: ClassVar[tuple[str, ...]] = ("closes",)
    TITLED: ClassVar[tuple[str, ...]] = ("question",)
    question: Text
    purpose: str
    rule: str
    closes: str
    revision: int | None
    organisations: list[str]
    seats: list[dict[str, Any]]
    procedure: int
    numbers: dict[str, float]
    objectors: str = ""


@dataclass(frozen=True)
class PositionTaken:
    """A position of a seat; a later one of the same seat replaces it.

    ``closes``: when the ballot closes, where with a cleared Discuss it waits for another alternate ballot no more.
    """

    SHOWN: ClassVar[dict[str, Text]] = {
        "position": _l("Position"), "ground": _l("Ground"), "text": "", "comment": _l("Comment"),
        "closes": _l("Closes"),
    }  # fmt: skip
    DAYS: ClassVar[tuple[str, ...]] = ("closes",)
    WORDS: ClassVar[dict[str, dict[str, Text]]] = {"position": LABELS, "ground": GROUNDS}
    seat: int
    position: str
    ground: str | None
    text: str
    revision: int | None
    comment: str = ""
    closes: str = ""


@dataclass(frozen=True)
class Seconded:
    """A seat seconds the Discuss, or Block, of ``seat``, or does so no longer."""

    SHOWN: ClassVar[dict[str, Text]] = {"holder": _l("Position of")}
    seat: int
    holder: str
    by_seat: int
    position: str = DISCUSS


@dataclass(frozen=True)
class RevisionPosted:
    """A new revision during the ballot; ``asked`` names who holds a Discuss and is asked to look again."""

    SHOWN: ClassVar[dict[str, Text]] = {"label": _l("Revision"), "asked": _l("Asked to look again")}
    label: str
    asked: str


@dataclass(frozen=True)
class Reminded:
    """A reminder, and how many members had taken no position then."""

    people: int


@dataclass(frozen=True)
class DiscussLapsed:
    """Inherited Discusses, or Blocks, that nobody said stand: the seats have no position any more; ``closes`` as when
    one is cleared."""

    SHOWN: ClassVar[dict[str, Text]] = {"holders": _l("Position of"), "closes": _l("Closes")}
    DAYS: ClassVar[tuple[str, ...]] = ("closes",)
    seats: list[int]
    holders: str
    closes: str = ""
    position: str = DISCUSS


@dataclass(frozen=True)
class PutToAlternate(Reasoned):
    """A lone Discuss, or Block, put to the alternate ballot, when this one closes at the soonest, and when it did
    ``before``."""

    SHOWN: ClassVar[dict[str, Text]] = {
        "reason": "", "holder": _l("Position of"), "ballot": _l("Alternate ballot"), "closes": _l("Closes"),
    }  # fmt: skip
    DAYS: ClassVar[tuple[str, ...]] = ("closes",)
    seat: int
    holder: str
    ballot: str
    closes: str
    before: str = ""
    position: str = DISCUSS


@dataclass(frozen=True)
class Recalled(Reasoned):
    """A ballot taken back; of an alternate ballot, when the one closes that waited for it and waits no more."""

    SHOWN: ClassVar[dict[str, Text]] = {"reason": "", "closes": _WAITED}
    DAYS: ClassVar[tuple[str, ...]] = ("closes",)
    closes: str = ""


@dataclass(frozen=True)
class SetAside(Reasoned):
    """A Discuss, or Block, that the alternate ballot set aside: it stops nothing any more, and is no support either."""

    SHOWN: ClassVar[dict[str, Text]] = {"reason": "", "holder": _l("Position of")}
    seat: int
    holder: str
    position: str = DISCUSS


@dataclass(frozen=True)
class Deferred(Reasoned):
    """A deferral and when the ballot closes now."""

    SHOWN: ClassVar[dict[str, Text]] = {"reason": "", "closes": _l("Closes")}
    DAYS: ClassVar[tuple[str, ...]] = ("closes",)
    closes: str


@dataclass(frozen=True)
class Counted:
    """The result as counted: how many took which position, and whether the conditions hold.

    ``follows`` says what followed from it, ``closes`` when the ballot that waited for this one closes.
    """

    SHOWN: ClassVar[dict[str, Text]] = {
        "positions": _l("Positions"), "conditions": "", "follows": "", "closes": _WAITED,
    }  # fmt: skip
    DAYS: ClassVar[tuple[str, ...]] = ("closes",)
    passes: bool
    follows: Text
    result: dict[str, Any]
    positions: Sequence[Text] = ()
    conditions: Text = ""
    closes: str = ""


@dataclass(frozen=True)
class Seated:
    """A person takes or leaves a seat of the council.

    ``aside``: the ballots that run, by their numbers, in which who takes it stands aside.
    """

    SHOWN: ClassVar[dict[str, Text]] = {"seat": _l("Seat"), "person": "", "until": _l("Until"), "reason": ""}
    HANDLES: ClassVar[tuple[str, ...]] = ("person",)
    DAYS: ClassVar[tuple[str, ...]] = ("until",)
    seat: int
    person: str
    until: str = ""
    reason: Text = ""
    aside: Sequence[str] = ()


@dataclass(frozen=True)
class Resigned:
    """A member or liaison resigns from a seat; the evidence says where."""

    SHOWN: ClassVar[dict[str, Text]] = {"seat": _l("Seat"), "person": "", "evidence": _l("Evidence")}
    HANDLES: ClassVar[tuple[str, ...]] = ("person",)
    seat: int
    person: str
    evidence: str


@dataclass(frozen=True)
class Sent:
    """An organisation sends a liaison, who sits with the council without a vote; the evidence says where it did."""

    SHOWN: ClassVar[dict[str, Text]] = {
        "person": "", "organisation": _l("Sent by"), "until": _l("Until"), "evidence": _l("Evidence"),
    }  # fmt: skip
    HANDLES: ClassVar[tuple[str, ...]] = ("person",)
    DAYS: ClassVar[tuple[str, ...]] = ("until",)
    seat: int
    person: str
    organisation: str
    until: str
    evidence: str


@dataclass(frozen=True)
class ChairNamed:
    """The council's chair, in place of whom, and why; with the first one, who sits in which seat."""

    SHOWN: ClassVar[dict[str, Text]] = {
        "person": "", "before": _l("In place of"), "reason": _l("Reason"), "members": _l("Members"),
    }  # fmt: skip
    HANDLES: ClassVar[tuple[str, ...]] = ("person", "before")
    person: str
    before: str | None = None
    members: Sequence[Text] = ()
    reason: str = ""


@dataclass(frozen=True)
class TermsEnded:
    """Whose terms ended together, each in an entry of its own."""

    SHOWN: ClassVar[dict[str, Text]] = {"members": _l("Members")}
    members: Sequence[Text]


_SEATED, _ENDED = _l("seated a member of the council"), _l("ended a member's term on the council")
_ALL = ("seat holder", "council")
_HOLDER = ("seat holder",)
SEAT = declare("council.seat", _SEATED, Seated, ("seat holder", "council with a chair"), names=_HOLDER)
UNSEAT = declare("council.unseat", _ENDED, Seated, _ALL)
RESIGN = declare("council.resign", _l("recorded that a member resigned from the council"), Resigned, _ALL)
END_TERM = declare("council.end-term", _l("ended a term on the council that was over"), Seated, ("seat holder",))
END_TERMS = declare(
    "council.end-terms", _l("ended the terms on the council that were over"), TermsEnded, ("council",), (END_TERM,)
)  # fmt: skip
"""What the members are told of the terms that end together."""
LIAISON = declare("council.send-liaison", _l("sent a liaison to the council"), Sent, _ALL, names=_HOLDER)
CHAIR = declare("council.name-chair", _l("named the council's chair"), ChairNamed, _ALL, names=_HOLDER)
SELECT = declare("council.take-seat", _SEATED, Seated, _HOLDER, names=_HOLDER)
VACATE = declare("council.vacate", _ENDED, Seated, ("former member",))
CHAIR_ELECTED = declare("council.elect-chair", _l("gave the elected chair the office"), ChairNamed)
"""What follows from a selection, a recall, an appeal or an election, whose own entry tells the council."""
DROP = declare(
    "council.drop-proposal", _l("dropped the proposal: the ballot on it did not pass"), Reasoned,
    ("followers", "filer", "clearing house"),
)  # fmt: skip
