"""What comments wait for: the moderators."""

from sqlalchemy import select

from igtf.core.i18n import lazy_gettext as _l
from igtf.desk.rows import Waits, holds
from igtf.discussion.models import Comment, Report
from igtf.people.roles import MODERATORS
from igtf.record.models import Subject

_REPORTED = select(Comment.subject_id).join(Report, Report.comment_id == Comment.id).where(Report.settled_at.is_(None))

OF_COMMENTS: list[Waits] = [
    Waits("reported", _l("Decide on a comment that was reported"), "me",
          lambda me: Subject.id.in_(_REPORTED) & holds(me, *MODERATORS), page="/comments/reported", only=MODERATORS),
]  # fmt: skip
