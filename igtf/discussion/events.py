"""What discussion leaves in the record."""

from dataclasses import dataclass
from typing import ClassVar

from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.workflow import Reasoned
from igtf.record.kinds import declare


@dataclass(frozen=True)
class CommentMade:
    """A comment, by its number; the text lies in the table of comments, where it can be hidden.

    ``part`` is the number of the paragraph, or of another part, that it is on, None for the whole;
    ``imported_from`` where an imported one was made (a link).
    """

    SHOWN: ClassVar[dict[str, Text]] = {"imported_from": _l("Imported from")}
    comment: int
    part: int | None = None
    imported_from: str = ""


COMMENT = declare("comment.add", _l("commented"), CommentMade, ("followers", "part owners"))
EDIT = declare("comment.edit", _l("edited a comment"), CommentMade)
REPORT = declare("comment.report", _l("reported a comment to the moderators"), CommentMade, ("moderators",))


@dataclass(frozen=True)
class CommentHidden(Reasoned):
    """A moderator hid a comment."""

    comment: int


HIDE = declare("comment.hide", _l("hid a comment"), CommentHidden, ("comment author",))


SHOW = declare(
    "comment.show", _l("showed a comment again: an appeal was upheld"), CommentHidden, ("comment author", "moderators")
)


@dataclass(frozen=True)
class CommentResolved(Reasoned):
    """A comment on a paragraph was resolved, or opened again."""

    comment: int


RESOLVE = declare("comment.resolve", _l("resolved a comment on a paragraph"), CommentResolved, ("comment author",))
REOPEN = declare("comment.reopen", _l("opened a comment on a paragraph again"), CommentResolved, ("authors",))
