"""Webhooks of a person, which of them wait, and what each has still to be told."""

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from igtf.core import clock
from igtf.core.database.conditions import among
from igtf.core.db import session
from igtf.core.errors import NotFound
from igtf.core.i18n import gettext as _
from igtf.discussion.audiences import group_of
from igtf.discussion.models import Follow
from igtf.hooks.forms import ALL, FOLLOWED
from igtf.hooks.models import Hook
from igtf.notice import leases
from igtf.notice.models import EVERYTHING, TopicFollow
from igtf.people.models import Person
from igtf.proof.queries import event_rows
from igtf.record.about import topic_of_any
from igtf.record.audiences import AUDIENCES
from igtf.record.kinds import event_kinds
from igtf.record.models import Event, Outbox, Subject

TOGETHER = 100
"""Most entries in one message."""

_newest = select(func.coalesce(func.max(Outbox.log_index), 0)).scalar_subquery()

TO_TELL = and_(
    Hook.paused_at.is_(None),
    or_(Hook.tested_at.is_(None), Hook.read_to < _newest),
    exists().where(Person.id == Hook.person_id, Person.deactivated_at.is_(None)),
)
"""The webhooks that have still to be told of something."""


def lost() -> Select[Hook]:
    """Return the query of the webhooks that were tried too often, and whose last attempt must be over."""
    return select(Hook).where(leases.given_up(Hook), Hook.next_try_at <= clock.real_now())


class HookNews(NamedTuple):
    """What a webhook has still to be told: the oldest entries, up to where it knows all once it has them, and whether
    there may be more."""

    rows: Sequence[Any]
    read_to: int
    more: bool

    def first(self, number: int) -> "HookNews":
        """Return the oldest ``number`` entries of them."""
        rows = self.rows[:number]
        return self if len(rows) == len(self.rows) else HookNews(rows, rows[-1].log_index, more=True)


def newest_place() -> int:
    """Return the place of the newest entry that has one; 0 in an empty record."""
    newest: int = session.scalars(select(_newest)).one()
    return newest


def hooks_of(person_id: int) -> Sequence[Hook]:
    """Return the webhooks of a person, the oldest first."""
    return session.scalars(select(Hook).where(Hook.person_id == person_id).order_by(Hook.id)).all()


def get_hook_or_404(person_id: int, number: int) -> Hook:
    """Return a webhook of a person; NotFound when they have none of that number."""
    found = session.scalar(select(Hook).where(Hook.id == number, Hook.person_id == person_id))
    if found is None:
        raise NotFound(_("You have no such webhook."))
    return found


def _about(hook: Any) -> ColumnElement[bool] | None:
    if hook.about == ALL:
        return None
    if hook.about == FOLLOWED:
        return _followed(hook.person_id)
    kind: str = hook.about
    return Subject.kind == kind


@cache
def _told_to_group() -> list[str]:
    """Return the kinds of acts on the work of a group that are told to who follows the group."""
    whose = {name for name, audience in AUDIENCES.items() if audience.followed is group_of}
    return [name for name, kind in event_kinds().items() if whose & {*kind.tells}]


def _followed(person_id: int) -> ColumnElement[bool]:
    """Return whether an entry is about what a person follows: the subject, its topic, or everything; or one of those
    acts on the work of a group of which they are told as who follows the group."""
    own = TopicFollow.person_id == person_id
    return or_(
        exists().where(Follow.person_id == person_id, Follow.subject_id == Event.subject_id),
        among(Event.kind, _told_to_group())
        & exists().where(Follow.person_id == person_id, Follow.subject_id == Subject.group_id),
        exists().where(own, TopicFollow.topic == topic_of_any()),
        and_(Subject.id.is_not(None), exists().where(own, TopicFollow.topic == EVERYTHING)),
    )


def news_for(hook: Any) -> HookNews:
    """Return what a webhook (a ``Hook``, or a row of one) has still to be told, at most TOGETHER entries."""
    newest = newest_place()
    query = event_rows().where(Outbox.log_index > hook.read_to, Outbox.log_index <= newest)
    about = _about(hook)
    if about is not None:
        query = query.where(about)
    rows = session.execute(query.order_by(Outbox.log_index).limit(TOGETHER)).all()
    more = len(rows) == TOGETHER
    return HookNews(rows, rows[-1].log_index if more else newest, more)
