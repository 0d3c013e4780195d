"""What discussion leaves in the record."""

from dataclasses import dataclass
from typing import ClassVar

from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.workflow import Reasoned
from igtf.record.kinds import declare

THE_COMMENT = _l("The comment")
COMMENTS = {"comment": "/comments/{comment}"}
"""Where a comment is read, by its number."""


@dataclass(frozen=True)
class CommentMade:
    """A comment, by its number; the text lies in the table of comments, where it can be hidden.

    ``comment`` is 0 where the event makes it. ``part`` is the number of the paragraph, or of another part, that it is
    on, None for the whole; ``imported_from`` where an imported one was made (a link); ``mentioned`` the handles of whom
    it names that no former text of it did.
    """

    SHOWN: ClassVar[dict[str, Text]] = {"comment": THE_COMMENT, "imported_from": _l("Imported from")}
    PLACES: ClassVar[dict[str, str]] = COMMENTS
    comment: int
    part: int | None = None
    imported_from: str = ""
    mentioned: str = ""


_TOLD = ("mentioned", "followers", "part owners", "assigned member", "in charge")
COMMENT = declare("comment.add", _l("commented"), CommentMade, _TOLD)
EDIT = declare("comment.edit", _l("edited a comment"), CommentMade, ("mentioned",))
REPORT = declare("comment.report", _l("reported a comment to the moderators"), CommentMade, ("moderators",))


@dataclass(frozen=True)
class CommentJudged(Reasoned):
    """Something was decided about a comment: to hide it, to leave it as it is, that it is resolved …"""

    SHOWN: ClassVar[dict[str, Text]] = {"reason": "", "comment": THE_COMMENT}
    PLACES: ClassVar[dict[str, str]] = COMMENTS
    comment: int


UNTIL = {"until": _l("Until")}
"""How the moment is called until which posting is paused."""


@dataclass(frozen=True)
class Paused(Reasoned):
    """The posting of who opened the subject is paused until a moment, in UTC."""

    SHOWN: ClassVar[dict[str, Text]] = {**Reasoned.SHOWN, **UNTIL}
    DAYS: ClassVar[tuple[str, ...]] = ("until",)
    until: str


@dataclass(frozen=True)
class CommentPaused(CommentJudged):
    """The posting of who wrote a comment is paused until a moment, in UTC."""

    SHOWN: ClassVar[dict[str, Text]] = {**CommentJudged.SHOWN, **UNTIL}
    DAYS: ClassVar[tuple[str, ...]] = ("until",)
    until: str


@dataclass(frozen=True)
class Redacted(Reasoned):
    """Words of an entry, or of the texts of its subject, were removed, by the number of the entry."""

    SHOWN: ClassVar[dict[str, Text]] = {"reason": "", "entry": _l("The entry")}
    PLACES: ClassVar[dict[str, str]] = {"entry": "/record/{entry}"}
    entry: int


@dataclass(frozen=True)
class FileRemoved(Redacted):
    """The content of a file was removed, by its number among those of the subject of an entry."""

    SHOWN: ClassVar[dict[str, Text]] = {**Redacted.SHOWN, "file": _l("Number of the file")}
    file: int


REDACT = declare("entry.redact", _l("removed words from the record"), Redacted, ("whose entry", "moderators"))
REMOVE_FILE = declare("file.remove", _l("removed the content of a file"), FileRemoved, ("whose entry", "moderators"))
HIDE = declare("comment.hide", _l("hid a comment"), CommentJudged, ("judged", "reporters"))
KEEP = declare("comment.keep", _l("left a comment as it is that was reported"), CommentJudged, ("reporters",))
SHOW = declare(
    "comment.show", _l("showed a comment again: an appeal was upheld"), CommentJudged, ("judged", "moderators")
)
WARN = declare("comment.warn", _l("warned who wrote a comment"), CommentJudged, ("judged",))
PAUSE = declare(
    "comment.pause", _l("paused the posting of who wrote a comment"), CommentPaused, ("judged", "moderators")
)
END_PAUSE = declare("comment.end-pause", _l("ended a pause of posting"), CommentJudged, ("judged", "moderators"))
RESOLVE = declare("comment.resolve", _l("resolved a comment on a paragraph"), CommentJudged, ("comment author",))
REOPEN = declare("comment.reopen", _l("opened a comment on a paragraph again"), CommentJudged, ("authors",))
