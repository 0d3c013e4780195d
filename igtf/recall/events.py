"""What recalls leave in the record."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.workflow import Reasoned
from igtf.people.named import PASSED_OVER


@dataclass(frozen=True)
class Petitioned(Reasoned):
    """A petition: about whom, in which seat, until when it can be signed."""

    SHOWN: ClassVar[dict[str, Text]] = {"name": "", "reason": "", "until": _l("Open for signatures until")}
    DAYS: ClassVar[tuple[str, ...]] = ("until",)
    handle: str
    name: str
    seat: int
    until: str


@dataclass(frozen=True)
class Signed:
    """A signature: whether it counts, and how many count now; ``note`` says why it does not."""

    SHOWN: ClassVar[dict[str, Text]] = {"note": "", "count": _l("Signatures that count")}
    counted: bool
    count: int
    note: Text = ""


@dataclass(frozen=True)
class PanelCalled:
    """The petition has its signatures; until when people can volunteer for the panel; ``note``: why they can again."""

    SHOWN: ClassVar[dict[str, Text]] = {"note": "", "count": _l("Signatures that count"), "until": _l("Until")}
    DAYS: ClassVar[tuple[str, ...]] = ("until",)
    count: int
    until: str
    note: Text = ""


@dataclass(frozen=True)
class PanelPool:
    """The volunteers as numbered; ``until`` is set when there were too few and more are waited for."""

    SHOWN: ClassVar[dict[str, Text]] = {
        "names": _l("Pool"), "hash": _l("Hash (SHA-256)"), "until": _l("Too few; more can volunteer until"),
    }  # fmt: skip
    DAYS: ClassVar[tuple[str, ...]] = ("until",)
    names: Sequence[Text]
    hash: str = ""
    until: str = ""


@dataclass(frozen=True)
class Drawn:
    """The panel, until when it decides, and who of the pool could not sit on it; from ``file`` anyone repeats it."""

    SHOWN: ClassVar[dict[str, Text]] = {
        "panel": _l("Panel"), "passed_over": PASSED_OVER, "until": _l("Decides until"),
    }  # fmt: skip
    DAYS: ClassVar[tuple[str, ...]] = ("until",)
    panel: Sequence[Text]
    until: str
    file: dict[str, Any]
    passed_over: Sequence[Text] = ()


@dataclass(frozen=True)
class TermEnded(Reasoned):
    """The panel recalled the member; what became of the seat."""

    SHOWN: ClassVar[dict[str, Text]] = {"reason": "", "follows": ""}
    follows: Text
