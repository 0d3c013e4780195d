"""What the discussion gives to what is below."""

from sqlalchemy import select

from igtf.discussion.models import Comment, CommentVersion, Report
from igtf.discussion.pauses import follow_address, goes_on
from igtf.people.accounts import LET_GO
from igtf.people.commands import REGISTERED
from igtf.record.references import SHOWN_TEXTS
from igtf.record.texts import WRITTEN, Texts, through

SHOWN_TEXTS.append(select(Comment.subject_id, Comment.html).where(Comment.hidden_at.is_(None)))
WRITTEN += [
    Texts(Comment, Comment.subject_id.in_, "text quoted hidden_reason resolved_reason", {"html": "text"}),
    Texts(CommentVersion, through(CommentVersion.comment_id, Comment.id, Comment.subject_id), "text", {"html": "text"}),
    Texts(Report, Report.subject_id.in_, "reason", secret=True),
    Texts(Report, through(Report.comment_id, Comment.id, Comment.subject_id), "reason", secret=True),
]
LET_GO.append(follow_address)
REGISTERED.append(goes_on)
