"""What was reported and waits for the moderators, but for replies; and whose posting is paused, whatever for."""

from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, bindparam, exists, false, or_, select

from igtf.core.clock import NOW
from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.desk.rows import Waits, Where, holds
from igtf.discussion.models import Comment, Pause, Report
from igtf.discussion.queries import binds, paused_until
from igtf.discussion.reports import QUEUE, waiting
from igtf.drafts.writers import wrote
from igtf.groups.models import Group
from igtf.people.roles import MODERATORS
from igtf.record.models import HIDDEN, Event, Subject

LOOKED_AT = 100
"""How many reports a desk looks at, those that came first: it leads to the queue, which has what they are about."""


def _by_others(me: Any) -> ColumnElement[bool]:
    """Return whether a comment of another one was reported: nobody decides on their own."""
    first = waiting(Comment.subject_id).select_from(Report).join(Comment, Comment.id == Report.comment_id)
    return Subject.id.in_(first.where(Comment.actor_id != me).limit(LOOKED_AT))


def _opened_by_others(kind: str, beside: Where, me: Any) -> ColumnElement[bool]:
    """Return whether a subject of a kind was reported that another one opened, and for whom the person does not stand.

    ``beside`` says who stands for it beside who opened it.
    """
    wholes = (Report.subject_id.is_not(None), Report.part.is_(None), Report.settled_at.is_(None))
    own = or_(Subject.opened_by_id == me, beside(me))
    return and_(Subject.kind == kind, Subject.id.in_(select(Report.subject_id).where(*wholes)), ~own)


def _is_second(me: Any) -> ColumnElement[bool]:
    return exists().where(Group.id == Subject.id, Group.second_id == me)


_JUDGED: tuple[tuple[str, Text, Where], ...] = (
    ("issue", _l("Decide on an issue that was reported"), lambda _me: false()),
    ("group", _l("Decide on a proposed group that was reported"), _is_second),
    ("draft", _l("Decide on a draft that was reported"), lambda me: wrote(me, Subject.id)),
)
"""The kinds whose subjects are reported as a whole, and who stands for one beside who opened it."""


def _judge(kind: str, act: Text, beside: Where) -> Waits:
    return Waits(
        f"{kind}-reported", act, "me", lambda me: _opened_by_others(kind, beside, me) & holds(me, *MODERATORS),
        page=QUEUE, only=MODERATORS,
    )  # fmt: skip


def _paused(me: Any) -> ColumnElement[bool]:
    """Return whether a person's posting is paused for the subject, or a part of it, where they can still read it."""
    running = (binds(me), Pause.until > NOW, Pause.ended_at.is_(None))
    where = select(Event.subject_id).join(Pause, Pause.event_id == Event.id).where(*running)
    return Subject.id.in_(where) & or_(Subject.state != HIDDEN, Subject.opened_by_id == me)


OF_COMMENTS: list[Waits] = [
    Waits("reported", _l("Decide on a comment that was reported"), "me",
          lambda me: _by_others(me) & holds(me, *MODERATORS), page=QUEUE, only=MODERATORS),
    *(_judge(*kind) for kind in _JUDGED),
    Waits("paused", _l("Your posting is paused until then: read why, or appeal"), "me", _paused, due_as="day",
          due=paused_until(bindparam("me", type_=Integer()), NOW)),
]  # fmt: skip
