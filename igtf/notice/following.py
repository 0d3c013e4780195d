"""Whether a reader is still told of what waits for a digest: following ends, and what came by it goes with it."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from igtf.core.db import session
from igtf.discussion.models import Follow
from igtf.notice.queries import followed_topics
from igtf.notice.recipients import audience_of
from igtf.record.audiences import AUDIENCES
from igtf.record.models import Event, Subject


def held_as(audience: str, subject: Subject) -> str:
    """Return what is kept of an audience while an act waits: its name, and what its members follow, as it is now.

    A subject may get another topic or group; who follows that one still is told all the same.
    """
    followed = AUDIENCES[audience].followed
    return f"{audience}:{followed(subject)}" if followed else audience


@dataclass(frozen=True)
class Follows:
    """What a person follows: subjects by their ids, and topics."""

    person_id: int
    followed: frozenset[str]

    def audience_now(self, event_id: int, held: str, subject: Subject) -> str | None:
        """Return as one of which audience the person is told of an act now; None: of none.

        ``held`` is the one as which the person was told when it was done (``held_as``). Who follows no more may be told
        as a member of the group.
        """
        audience, _colon, followed = held.partition(":")
        if not followed or followed in self.followed:
            return audience
        return audience_of(session.get_one(Event, event_id), subject).get(self.person_id)


def follows_of(person_id: int, held: Collection[str]) -> Follows:
    """Return what a person follows of what is ``held`` with audiences, and the topics."""
    ids = {int(followed) for each in held if (followed := each.partition(":")[2]).isdecimal()}
    own = select(Follow.subject_id).where(Follow.person_id == person_id, Follow.subject_id.in_(ids))
    return Follows(person_id, frozenset([*map(str, session.scalars(own)), *followed_topics(person_id)]))
