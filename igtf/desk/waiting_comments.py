"""What comments wait for: the moderators."""

from typing import Any

from sqlalchemy import ColumnElement, select

from igtf.core.i18n import lazy_gettext as _l
from igtf.desk.rows import Waits, holds
from igtf.discussion.models import Comment, Report
from igtf.people.roles import MODERATORS
from igtf.record.models import Subject

_REPORTED = select(Comment.subject_id).join(Report, Report.comment_id == Comment.id).where(Report.settled_at.is_(None))


def _by_others(me: Any) -> ColumnElement[bool]:
    """Return whether a comment of another one was reported: nobody decides on their own."""
    return Subject.id.in_(_REPORTED.where(Comment.actor_id != me))


OF_COMMENTS: list[Waits] = [
    Waits("reported", _l("Decide on a comment that was reported"), "me",
          lambda me: _by_others(me) & holds(me, *MODERATORS), page="/comments/reported", only=MODERATORS),
]  # fmt: skip
