"""What comments wait for: the moderators; and whose posting is paused, whatever for."""

from typing import Any

from sqlalchemy import ColumnElement, Integer, bindparam, or_, select

from igtf.core.clock import NOW
from igtf.core.i18n import lazy_gettext as _l
from igtf.desk.rows import Waits, holds
from igtf.discussion.models import Comment, Pause, Report
from igtf.discussion.queries import paused_until
from igtf.discussion.reports import QUEUE
from igtf.people.roles import MODERATORS
from igtf.record.models import HIDDEN, Event, Subject

_REPORTED = select(Comment.subject_id).join(Report, Report.comment_id == Comment.id).where(Report.settled_at.is_(None))


def _by_others(me: Any) -> ColumnElement[bool]:
    """Return whether a comment of another one was reported: nobody decides on their own."""
    return Subject.id.in_(_REPORTED.where(Comment.actor_id != me))


def _paused(me: Any) -> ColumnElement[bool]:
    """Return whether a person's posting is paused for the subject, or a part of it, where they can still read it."""
    running = (Pause.person_id == me, Pause.until > NOW, Pause.ended_at.is_(None))
    where = select(Event.subject_id).join(Pause, Pause.event_id == Event.id).where(*running)
    return Subject.id.in_(where) & or_(Subject.state != HIDDEN, Subject.opened_by_id == me)


OF_COMMENTS: list[Waits] = [
    Waits("reported", _l("Decide on a comment that was reported"), "me",
          lambda me: _by_others(me) & holds(me, *MODERATORS), page=QUEUE, only=MODERATORS),
    Waits("paused", _l("Your posting is paused until then: read why, or appeal"), "me", _paused, due_as="day",
          due=paused_until(bindparam("me", type_=Integer()), NOW)),
]  # fmt: skip
