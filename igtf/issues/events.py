"""What the moves of issues and outcomes leave in the record, beside a plain reason."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.i18n import lazy_pgettext as _lp
from igtf.core.workflow import Reasoned
from igtf.record.kinds import declare

RESULT_WORDS: dict[str, Text] = {
    "implemented": _l("Implemented"), "in part": _l("In part"), "not": _l("Not implemented"),
}  # fmt: skip
CLOSED_ELSEWHERE = "closed elsewhere"
SHOWN_RESULTS: dict[str, Text] = RESULT_WORDS | {CLOSED_ELSEWHERE: _l("Closed where it comes from")}
"""What members choose among, and the result of an imported issue whose archive does not say what was done."""


PARTS: dict[str, Text] = {
    "title": _l("Title"), "summary": _l("Summary"), "language": _l("Language"), "topic": _l("Topic"),
    "layer": _l("Layer"), "function": _l("Function"), "description": _l("Description"), "source": _l("Source"),
    "affected": _l("Regions and people affected"), "concerned": _l("Bodies already concerned"),
    "evidence": _l("Evidence"),
}  # fmt: skip
"""What of an issue can be changed."""


@dataclass(frozen=True)
class Reopened(Reasoned):
    """Why an issue is open again; the group in whose work it was still, and the state that it had before that."""

    SHOWN: ClassVar[dict[str, Text]] = {"reason": "", "group": _l("No more in the work of")}
    NAMES: ClassVar[tuple[str, ...]] = ("group",)
    group: str = ""
    before: str = ""


@dataclass(frozen=True)
class Filed:
    """An issue as filed; ``assigned`` is the handle of the member whose turn it was."""

    UNSHOWN: ClassVar[tuple[str, ...]] = ("title", "source")
    title: str
    assigned: str | None = None
    source: str = ""


@dataclass(frozen=True)
class Assigned:
    """Another assigned member, and who it was until this act (handles; empty for nobody)."""

    SHOWN: ClassVar[dict[str, Text]] = {"assigned": _l("Assigned to"), "former": _l("Assigned before to")}
    HANDLES: ClassVar[tuple[str, ...]] = ("assigned", "former")
    assigned: str
    former: str


@dataclass(frozen=True)
class Edited:
    """An edit: which version it replaced, what changed, what of that it said before, where it was short, and why.

    What title and summary said until then and since, where they changed: in entries of former times what they said is
    in ``former``. ``issue`` is its number, for the place where the version is compared.
    """

    SHOWN: ClassVar[dict[str, Text]] = {
        "changed": _l("Changed"), "note": "", "old_title": _l("Title until then"), "title": _l("Title since then"),
        "old_summary": _l("Summary until then"), "summary": _l("Summary since then"),
        "issue": _l("Compare the wordings"),
    }  # fmt: skip
    WORDS: ClassVar[dict[str, dict[str, Text]]] = {"changed": PARTS}
    PLACES: ClassVar[dict[str, str]] = {"issue": "/issues/{issue}/versions/{version}"}
    UNSHOWN: ClassVar[tuple[str, ...]] = ("former",)
    version: int
    changed: Sequence[str]
    former: dict[str, str] = field(default_factory=dict)
    note: str = ""
    issue: str = ""
    old_title: str = ""
    title: str = ""
    old_summary: str = ""
    summary: str = ""


@dataclass(frozen=True)
class Asked:
    """A question to the filer."""

    SHOWN: ClassVar[dict[str, Text]] = {"question": ""}
    question: str


@dataclass(frozen=True)
class Answered:
    """The filer's answer."""

    SHOWN: ClassVar[dict[str, Text]] = {"answer": ""}
    answer: str


@dataclass(frozen=True)
class Proposed(Reasoned):
    """A decision in two steps: what it leads to, until when it can be objected to, and what is proposed.

    Of a referral ``body`` would be sent a statement on ``subject`` with these ``asks``, to be answered by ``deadline``;
    of a finding ``considered`` are the bodies, and ``left_out`` those that come up for it beside them.
    """

    SHOWN: ClassVar[dict[str, Text]] = {
        "body": _l("Body"), "subject": _l("Subject"), "asks": _l("What it would be asked"),
        "deadline": _l("Answer wanted by"), "reason": "",
        "considered": _l("Bodies considered"), "left_out": _l("Not considered"),
        "effective_at": _l("Takes effect, unless objections stop it"), "together": _l("Together with"),
    }  # fmt: skip
    NAMES: ClassVar[tuple[str, ...]] = ("together",)
    DAYS: ClassVar[tuple[str, ...]] = ("effective_at", "deadline")
    move: str
    effective_at: str
    together: str = ""
    body: str = ""
    subject: str = ""
    asks: Sequence[Text] = ()
    deadline: str = ""
    considered: str = ""
    left_out: Sequence[str] = ()


@dataclass(frozen=True)
class Agreed(Reasoned):
    """A referral that was agreed to: the body, and the statement that waits to be approved and sent."""

    SHOWN: ClassVar[dict[str, Text]] = {"body": _l("Body"), "statement": _lp("letter", "Statement"), "reason": ""}
    NAMES: ClassVar[tuple[str, ...]] = ("statement",)
    body: str = ""
    statement: str = ""


@dataclass(frozen=True)
class Objected(Reasoned):
    """An objection to a pending proposal; ``stopped`` when it was the one that stopped it."""

    stopped: bool


@dataclass(frozen=True)
class Finding(Reasoned):
    """The finding that no body can: the bodies considered, one reason each, and those that were not (``Proposed``)."""

    SHOWN: ClassVar[dict[str, Text]] = {
        "reason": "",
        "considered": _l("Bodies considered"),
        "left_out": _l("Not considered"),
    }
    UNSHOWN: ClassVar[tuple[str, ...]] = ("bodies",)
    considered: str
    bodies: list[dict[str, Any]]
    left_out: Sequence[str] = ()


@dataclass(frozen=True)
class Merged(Reasoned):
    """Merged into another issue, with how many supporters moved along."""

    into: str
    moved: int


@dataclass(frozen=True)
class Resolved:
    """What was done about an issue, with evidence."""

    SHOWN: ClassVar[dict[str, Text]] = {"result": _l("Result"), "done": "", "evidence": _l("Evidence")}
    WORDS: ClassVar[dict[str, dict[str, Text]]] = {"result": SHOWN_RESULTS}
    result: str
    done: str
    evidence: str


@dataclass(frozen=True)
class BodySuggested:
    """A body that a participant suggests, by acronym or name, and why; entries of before have both in ``text``."""

    SHOWN: ClassVar[dict[str, Text]] = {"text": "", "body": _l("Body"), "reason": ""}
    body: str
    reason: str
    text: str = ""


@dataclass(frozen=True)
class Added:
    """Something added to an issue: evidence, a translation, a relation."""

    SHOWN: ClassVar[dict[str, Text]] = {"text": ""}
    text: Text


@dataclass(frozen=True)
class Related(Added):
    """A relation to another issue, as data too: its kind, and that issue's number. Entries of before have the text."""

    relation: str = ""
    other: str = ""


@dataclass(frozen=True)
class RelationWithdrawn(Reasoned):
    """A relation that stands no more, as read from the issue of the entry, and who had stated it (a handle; or '')."""

    SHOWN: ClassVar[dict[str, Text]] = {"text": "", "reason": ""}
    text: Text
    stated: str = ""


RELATION_WITHDRAWN = declare("issue.relation-withdrawn", _l("took back a relation to this issue"), RelationWithdrawn)


@dataclass(frozen=True)
class Translated(Added):
    """A translation: its language and title, and its summary."""

    SHOWN: ClassVar[dict[str, Text]] = {"text": "", "summary": ""}
    summary: str


@dataclass(frozen=True)
class OutcomeEntered:
    """An outcome of an occasion."""

    UNSHOWN: ClassVar[tuple[str, ...]] = ("occasion", "title")
    occasion: str
    title: str


@dataclass(frozen=True)
class OutcomesImported:
    """What became of the rows of a list of outcomes: how many are new, were known, and were refused."""

    SHOWN: ClassVar[dict[str, Text]] = {
        "imported": _l("Imported"), "known": _l("Known already"), "refused": _l("Refused")
    }  # fmt: skip
    imported: int
    known: int
    refused: int


OUTCOMES_IMPORTED = declare("outcome-list.import", _l("imported a list of outcomes"), OutcomesImported)


@dataclass(frozen=True)
class Disposed:
    """What became of an outcome."""

    SHOWN: ClassVar[dict[str, Text]] = {"reason": ""}
    reason: str = ""
    issue: str | None = None
