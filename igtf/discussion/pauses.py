"""Warnings and pauses of posting: a moderator's answer to who wrote a comment (procedure, section 12).

Who is paused posts no comments and files no issues. Everything else stays open: reading, supporting, positions, votes,
objections and appeals; a pause must not decide anything.
"""

from datetime import timedelta

from sqlalchemy import ColumnElement, update

from igtf.core.command import command, housekeeping
from igtf.core.db import session
from igtf.core.errors import Invalid
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.moments import stamp
from igtf.core.policy import require
from igtf.discussion import events, policy
from igtf.discussion.commands import judged
from igtf.discussion.models import Comment, Pause
from igtf.discussion.queries import comment_facts
from igtf.people.models import Person
from igtf.record.acts import By
from igtf.record.numbers import whole_number


@command
def warn(comment: Comment, *, reason: str, by: By) -> None:
    """Warn who wrote a comment, with a public reason."""
    require(policy.can_warn(comment_facts(by, comment)))
    judged(comment, events.WARN, events.CommentJudged(reason, comment.id), by)


@command
def pause(comment: Comment, *, reason: str, days_paused: int, by: By) -> None:
    """Pause the posting of who wrote a comment for some days, with a public reason. Invalid for too many days."""
    session.get(Person, comment.actor_id, with_for_update=True)  # one pause at a time
    require(policy.can_pause(comment_facts(by, comment)))
    if not 1 <= days_paused <= whole_number("pause_days"):
        raise Invalid(days_paused=_("A pause lasts from 1 to %(most)d days.", most=whole_number("pause_days")))
    until = by.at + timedelta(days=days_paused)
    said = events.Paused(reason, comment.id, stamp(until))
    event_id = judged(comment, events.PAUSE, said, by)
    session.add(Pause(person_id=comment.actor_id, comment_id=comment.id, event_id=event_id, until=until))


@command
def end_pause(comment: Comment, *, reason: str, by: By) -> None:
    """End the pause of who wrote a comment before its time, with a public reason."""
    require(policy.can_end_pause(comment_facts(by, comment)))
    _end(comment, Pause.person_id == comment.actor_id, reason=reason, by=by)


@housekeeping
def lift(comment: Comment, event_id: int, *, reason: Text, by: By) -> None:
    """End the pause that an event made, for whoever upholds an appeal against it; nothing when it is over."""
    _end(comment, Pause.event_id == event_id, reason=reason, by=by)


def _end(comment: Comment, which: ColumnElement[bool], *, reason: Text, by: By) -> None:
    running = (which, Pause.until > by.at, Pause.ended_at.is_(None))
    ended = session.execute(update(Pause).where(*running).values(ended_at=by.at).returning(Pause.id)).all()
    if ended:
        judged(comment, events.END_PAUSE, events.CommentJudged(reason, comment.id), by)
