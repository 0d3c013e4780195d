"""What appeals leave in the record."""

from dataclasses import dataclass
from typing import ClassVar

from igtf.appeals.rungs import RUNGS
from igtf.appeals.words import GROUNDS, SHORT, VERDICTS
from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.workflow import Reasoned
from igtf.record.kinds import declare

_RUNG: dict[str, Text] = {name: rung.label for name, rung in RUNGS.items()}


@dataclass(frozen=True)
class Filed:
    """An appeal against an entry of the record, by its number, and the rung where it begins."""

    SHOWN: ClassVar[dict[str, Text]] = {
        "ground": _l("Ground"), "text": _l("What happened"), "wanted": _l("What should happen"),
        "rung": _l("Decided on by"), "passed": _l("Passed over"),
    }  # fmt: skip
    WORDS: ClassVar[dict[str, dict[str, Text]]] = {"ground": GROUNDS, "rung": _RUNG}
    decision: int
    ground: str
    text: str
    wanted: str
    rung: str
    passed: Text = ""


@dataclass(frozen=True)
class Climbed(Reasoned):
    """The appellant goes on to the next rung."""

    SHOWN: ClassVar[dict[str, Text]] = {
        "reason": "", "rung": _l("Decided on by"), "passed": _l("Passed over"),
    }  # fmt: skip
    WORDS: ClassVar[dict[str, dict[str, Text]]] = {"rung": _RUNG}
    rung: str
    passed: Text = ""


@dataclass(frozen=True)
class DrawnByLot:
    """Who decides, by lot: the pool in its order, the numbers that decided, and the entry whose hash they are."""

    SHOWN: ClassVar[dict[str, Text]] = {"chosen": _l("Chosen"), "pool": _l("Pool"), "key": _l("Key of the draw")}
    HANDLES: ClassVar[tuple[str, ...]] = ("pool",)
    chosen: str
    pool: str
    key: str
    entry: int


@dataclass(frozen=True)
class StoodAside(Reasoned):
    """Somebody stands aside; where people are drawn the next on the list comes in."""

    SHOWN: ClassVar[dict[str, Text]] = {"reason": "", "next": _l("Comes in"), "rung": _l("Decided on by")}
    WORDS: ClassVar[dict[str, dict[str, Text]]] = {"rung": _RUNG}
    next: str = ""
    rung: str = ""


@dataclass(frozen=True)
class WentOn:
    """Enough people are free: the rung that the appeal comes to, and those passed over."""

    SHOWN: ClassVar[dict[str, Text]] = {"rung": _l("Decided on by"), "passed": _l("Passed over")}
    WORDS: ClassVar[dict[str, dict[str, Text]]] = {"rung": _RUNG}
    rung: str
    passed: Text = ""


@dataclass(frozen=True)
class PassedOn:
    """Who left and who was silent, who comes in for them, or the rung that the appeal goes to."""

    SHOWN: ClassVar[dict[str, Text]] = {
        "left": _l("Who left"), "silent": _l("Was silent"), "next": _l("Comes in"), "rung": _l("Decided on by"),
        "passed": _l("Passed over"),
    }  # fmt: skip
    WORDS: ClassVar[dict[str, dict[str, Text]]] = {"rung": _RUNG}
    left: str
    next: str = ""
    rung: str = ""
    passed: Text = ""
    silent: str = ""


@dataclass(frozen=True)
class PutToBallot(Reasoned):
    """The council ballots on the appeal."""

    SHOWN: ClassVar[dict[str, Text]] = {"reason": "", "ballot": _l("Ballot")}
    ballot: str


@dataclass(frozen=True)
class Spoken:
    """What one person found, at which rung, and, once enough have spoken, what is decided and what followed.

    ``so_far`` says how many have spoken, as long as that is not enough.
    """

    SHOWN: ClassVar[dict[str, Text]] = {
        "rung": _l("Rung"), "verdict": _l("Finding"), "reasons": "", "so_far": "", "outcome": _l("Decided"),
        "follows": _l("What follows"),
    }  # fmt: skip
    WORDS: ClassVar[dict[str, dict[str, Text]]] = {"rung": _RUNG, "verdict": SHORT, "outcome": VERDICTS}
    verdict: str
    reasons: str
    outcome: str = ""
    follows: Text = ""
    rung: str = ""
    so_far: Text = ""


@dataclass(frozen=True)
class Settled(Reasoned):
    """What the council's ballot decided, and what followed."""

    SHOWN: ClassVar[dict[str, Text]] = {
        "reason": "", "outcome": _l("Decided"), "follows": _l("What follows"),
    }  # fmt: skip
    WORDS: ClassVar[dict[str, dict[str, Text]]] = {"outcome": VERDICTS}
    outcome: str
    follows: Text = ""


@dataclass(frozen=True)
class Overdue:
    """That an appeal should have been acknowledged or decided by now."""

    WORDS: ClassVar[dict[str, dict[str, Text]]] = {
        "what": {"acknowledge": _l("to be acknowledged"), "decide": _l("to be decided")}
    }
    SHOWN: ClassVar[dict[str, Text]] = {"what": _l("What is overdue")}
    what: str


VOLUNTEER = declare("panel.volunteer", _l("volunteered for panels on appeals"))
END_VOLUNTEERING = declare("panel.end", _l("does not volunteer for panels any more"))
