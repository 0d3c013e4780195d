"""Whether a reader is still told of what waits, for a digest or for the relay.

Following, an office and a membership end, and what came by them goes with them.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import exists, func, or_, select

from igtf.core.db import session
from igtf.discussion.models import Follow
from igtf.groups.models import Membership
from igtf.notice.queries import followed_topics
from igtf.notice.recipients import audience_of
from igtf.people.models import NO_MAIL, Person, Role
from igtf.record.audiences import AUDIENCES
from igtf.record.models import Event, Subject


def held_as(audience: str, subject: Subject) -> str:
    """Return what is kept of an audience while an act waits: its name, and what its members follow, as it is now.

    A subject may get another topic or group; who follows that one still is told all the same.
    """
    followed = AUDIENCES[audience].followed
    return f"{audience}:{followed(subject)}" if followed else audience


@dataclass(frozen=True)
class PersonFollows:
    """What a person follows, subjects by their ids and topics, and whether an office or membership of theirs ended."""

    person_id: int
    followed: frozenset[str]
    left: bool

    def audience_now(self, event_id: int, held: str, subject: Subject) -> str | None:
        """Return as one of which audience the person is told of an act now; None: of none.

        ``held`` is the one as which the person was told when it was done (``held_as``). Who follows no more may be told
        as a member of the group, and who left the group as somebody who follows it.
        """
        audience, _colon, followed = held.partition(":")
        if followed in self.followed if followed else self._is_of_still(audience, event_id, subject):
            return audience
        return audience_of(session.get_one(Event, event_id), subject).get(self.person_id)

    def _is_of_still(self, name: str, event_id: int, subject: Subject) -> bool:
        """Return whether the person is of an audience still; what does not end is not asked again."""
        audience = AUDIENCES[name]
        may_have_ended = audience.ends_with == "following" or (audience.ends_with == "office" and self.left)
        return not may_have_ended or self.person_id in audience.members(subject, session.get_one(Event, event_id))


def standing_of(person_id: int, items: Mapping[int, str]) -> PersonFollows:
    """Return what a person follows of what is held with ``items``, the numbers of acts that wait, and the topics.

    Whether an office or a membership ended since the first of these acts is asked once: for who left none, nothing is
    asked again.
    """
    ids = {int(what) for each in items.values() if (what := each.partition(":")[2]).isdecimal()}
    own = select(Follow.subject_id).where(Follow.person_id == person_id, Follow.subject_id.in_(ids))
    followed = frozenset([*map(str, session.scalars(own)), *followed_topics(person_id)])
    return PersonFollows(person_id, followed, _left_since(items, person_id))


def _left_since(acts: Collection[int], person_id: int) -> bool:
    """Return whether an office or a membership of a person ended since the first of some acts."""
    first = select(func.min(Event.at)).where(Event.id.in_(acts)).scalar_subquery()
    ended = (exists().where(table.person_id == person_id, table.ended_at >= first) for table in (Role, Membership))
    return bool(session.scalar(select(or_(*ended))))


def told_still(event_id: int, person_id: int) -> bool:
    """Return whether a person is told of an act whose mail waited.

    Who left an office or a group since is not, unless something else names them.
    """
    if not _left_since([event_id], person_id):
        return True
    event = session.get_one(Event, event_id)
    return person_id in audience_of(event, session.get_one(Subject, event.subject_id))


def wants_mail(person_id: int) -> bool:
    """Return whether a person wants mail about what others do; nobody whose account is closed gets any."""
    open_now = (Person.id == person_id, Person.deactivated_at.is_(None))
    return session.scalar(select(Person.mail_pace).where(*open_now)) not in (None, NO_MAIL)
