"""What selections leave in the record."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.workflow import Reasoned
from igtf.people.named import PASSED_OVER
from igtf.selection.words import TERMS

_OBJECTIONS = _l("Objections until")


@dataclass(frozen=True)
class Called:
    """A call for nominations: which seats, until when, and when and for how long the terms are."""

    SHOWN: ClassVar[dict[str, Text]] = {
        "seats": _l("Seats"), "until": _l("Nominations until"), "starts": _l("Terms begin"), "terms": _l("Terms"),
        "note": "",
    }  # fmt: skip
    WORDS: ClassVar[dict[str, dict[str, Text]]] = {"terms": TERMS}
    DAYS: ClassVar[tuple[str, ...]] = ("until", "starts")
    seats: Sequence[Text]
    until: str
    starts: str
    terms: str
    note: str = ""


@dataclass(frozen=True)
class Nominated:
    """Somebody is nominated, stands, declines or is supported; ``handle`` is the nominee's.

    ``next``: who takes the seat of whoever declines, to whom anyone may object ``until`` then.
    """

    SHOWN: ClassVar[dict[str, Text]] = {"name": "", "reason": "", "next": _l("Next on the list"), "until": _OBJECTIONS}
    DAYS: ClassVar[tuple[str, ...]] = ("until",)
    handle: str
    name: str
    reason: str = ""
    next: str = ""
    until: str = ""


@dataclass(frozen=True)
class Stood(Nominated):
    """Somebody stands; ``note`` says where the support given until now counts no more."""

    SHOWN: ClassVar[dict[str, Text]] = {**Nominated.SHOWN, "note": ""}
    note: Text = ""


@dataclass(frozen=True)
class Filled(Nominated):
    """The next on the list takes the seat of who left it; who stood before them on the list and does not fit by now.

    ``seat`` is its number, 0 in entries of before.
    """

    SHOWN: ClassVar[dict[str, Text]] = {**Nominated.SHOWN, "passed_over": PASSED_OVER}
    passed_over: Sequence[Text] = ()
    seat: int = 0


@dataclass(frozen=True)
class PutForward:
    """A constituency puts a nominee forward; the evidence says where it did."""

    SHOWN: ClassVar[dict[str, Text]] = {
        "name": "", "constituency": _l("Put forward by"), "evidence": _l("Evidence"),
    }  # fmt: skip
    handle: str
    name: str
    constituency: str
    evidence: str


@dataclass(frozen=True)
class PoolPublished:
    """The pool as numbered, with its hash; and who does not come into it, though they stand and are put forward."""

    SHOWN: ClassVar[dict[str, Text]] = {
        "names": _l("Pool"), "hash": _l("Hash (SHA-256)"), "passed_over": PASSED_OVER,
    }  # fmt: skip
    names: Sequence[Text]
    hash: str
    nominees: list[dict[str, Any]]
    passed_over: Sequence[Text] = ()


@dataclass(frozen=True)
class Announced:
    """The sources of randomness, before their values can be known."""

    SHOWN: ClassVar[dict[str, Text]] = {"reason": "", "named": _l("Sources")}
    named: Sequence[Text]
    sources: list[dict[str, Any]]
    reason: str = ""


@dataclass(frozen=True)
class Entered:
    """The value of a source, with where it can be seen; ``before``: the one that it corrects, with the reason."""

    SHOWN: ClassVar[dict[str, Text]] = {
        "source": _l("Source"), "numbers": _l("Value"), "before": _l("In place of"), "reason": "",
        "evidence": _l("Evidence"),
    }  # fmt: skip
    source: str
    numbers: str
    evidence: str
    before: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Drawn:
    """Who was chosen; ``file`` is what anyone repeats it from."""

    SHOWN: ClassVar[dict[str, Text]] = {"chosen": _l("Chosen"), "until": _OBJECTIONS}
    DAYS: ClassVar[tuple[str, ...]] = ("until",)
    chosen: Sequence[Text]
    until: str
    file: dict[str, Any]


@dataclass(frozen=True)
class ObjectedTo(Reasoned):
    """An objection to somebody chosen."""

    SHOWN: ClassVar[dict[str, Text]] = {"name": _l("About"), "reason": ""}
    handle: str
    name: str


VERDICTS: dict[str, Text] = {"upheld": _l("Upheld"), "denied": _l("Denied")}


@dataclass(frozen=True)
class ObjectionAnswered(Reasoned):
    """What became of an objection; who is next where it was upheld, to whom anyone may object ``until`` then."""

    SHOWN: ClassVar[dict[str, Text]] = {
        "name": _l("About"), "verdict": _l("Decision"), "reason": "", "next": _l("Next on the list"),
        "until": _OBJECTIONS,
    }  # fmt: skip
    WORDS: ClassVar[dict[str, dict[str, Text]]] = {"verdict": VERDICTS}
    DAYS: ClassVar[tuple[str, ...]] = ("until",)
    name: str
    verdict: str
    next: str = ""
    until: str = ""


@dataclass(frozen=True)
class Confirmed:
    """Who takes which seat, until when, and who was passed over, because they do not fit by now."""

    SHOWN: ClassVar[dict[str, Text]] = {"members": _l("Members"), "passed_over": PASSED_OVER}
    members: Sequence[Text]
    seats: list[dict[str, Any]]
    passed_over: Sequence[Text] = ()
