"""What importing an archive leaves in the record."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.record.kinds import declare


@dataclass(frozen=True)
class FiledElsewhere:
    """An issue as it was filed where it comes from, on the day of the entry."""

    SHOWN: ClassVar[dict[str, Text]] = {"link": _l("Source")}
    UNSHOWN: ClassVar[tuple[str, ...]] = ("title",)
    title: str
    link: str


@dataclass(frozen=True)
class ClosedElsewhere:
    """That work on an issue ended where it comes from, on the day of the entry; by whom, the archive does not say."""

    SHOWN: ClassVar[dict[str, Text]] = {"link": _l("Source")}
    link: str


@dataclass(frozen=True)
class Imported:
    """An issue as the archive has it: its state and labels there, and what they are here."""

    SHOWN: ClassVar[dict[str, Text]] = {
        "link": _l("Source"), "state_there": _l("State there"), "labels": _l("Labels there"), "meant": "",
    }  # fmt: skip
    link: str
    state_there: str
    labels: str
    meant: Text


@dataclass(frozen=True)
class ImportedAgain:
    """What changed in an archive since it was imported last.

    ``labels`` are all of them, in entries of former times; ``meant`` is said where its state there is another one.
    """

    SHOWN: ClassVar[dict[str, Text]] = {
        "link": _l("Source"), "changed": _l("Changed"), "state_there": _l("State there"),
        "labels": _l("Labels there"), "new_labels": _l("New labels there"), "meant": "",
    }  # fmt: skip
    WORDS: ClassVar[dict[str, dict[str, Text]]] = {
        "changed": {"title": _l("Title"), "body": _l("Text"), "topic": _l("Topic"), "state": _l("State"),
                    "labels": _l("Labels there"), "call": _l("Call")}
    }  # fmt: skip
    link: str
    changed: Sequence[Text]
    state_there: str
    new_labels: str
    meant: Text
    labels: str = ""


@dataclass(frozen=True)
class CallImported:
    """A call that a label of the archive stands for."""

    SHOWN: ClassVar[dict[str, Text]] = {"label": _l("Label there"), "link": _l("Source")}
    label: str
    link: str


@dataclass(frozen=True)
class ArchiveImported:
    """What an archive brought into a group."""

    SHOWN: ClassVar[dict[str, Text]] = {
        "archive": "", "issues": _l("Issues"), "updated": _l("Changed issues"), "comments": _l("Comments"),
        "calls": _l("Calls"),
    }  # fmt: skip
    archive: str
    issues: int
    updated: int
    comments: int
    calls: int


FILED = declare("issue.filed-elsewhere", _l("filed this issue where it comes from"), FiledElsewhere)
CLOSED = declare("issue.closed-elsewhere", _l("noted that this issue was closed where it comes from"), ClosedElsewhere)
IMPORTED = declare("issue.imported", _l("imported this issue from an archive"), Imported)
AGAIN = declare("issue.imported-again", _l("found it changed in the archive"), ImportedAgain, ("followers",))
CALL = declare("call.imported", _l("imported this call from an archive"), CallImported)
ARCHIVE = declare("group.archive-imported", _l("imported an archive"), ArchiveImported, ("members", "followers"))
