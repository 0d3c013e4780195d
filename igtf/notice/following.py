"""Whether a reader is still told of what waits for a digest: following ends, and what came by it goes with it."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from igtf.core.db import session
from igtf.discussion.models import Follow
from igtf.notice.models import EVERYTHING
from igtf.notice.queries import followed_topics
from igtf.notice.recipients import audience_of
from igtf.record.models import Event, Subject


@dataclass(frozen=True)
class Follows:
    """What a person follows: subjects by their ids, and topics."""

    person_id: int
    subjects: frozenset[int]
    topics: frozenset[str]

    def audience_now(self, event_id: int, audience: str, subject: Subject) -> str | None:
        """Return as one of which audience the person is told of an act now; None: of none.

        ``audience`` is the one as which the person was told when it was done. Who follows no more may be told as a
        member of the group.
        """
        if audience not in _FOLLOWING or _FOLLOWING[audience](self, subject):
            return audience
        return audience_of(session.get_one(Event, event_id), subject).get(self.person_id)


_FOLLOWING: Mapping[str, Callable[[Follows, Subject], bool]] = {
    "followers": lambda held, subject: subject.id in held.subjects,
    "group followers": lambda held, subject: subject.group_id in held.subjects,
    "topic followers": lambda held, subject: subject.topic in held.topics,
    "all followers": lambda held, _subject: EVERYTHING in held.topics,
}
"""The audiences that a person leaves by a click, each with whether the person still belongs to it."""


def follows_of(person_id: int, subjects: Collection[Subject]) -> Follows:
    """Return what a person follows of some subjects and of the groups that they belong to, and the topics."""
    ids = {number for each in subjects for number in (each.id, each.group_id) if number}
    held = select(Follow.subject_id).where(Follow.person_id == person_id, Follow.subject_id.in_(ids))
    return Follows(person_id, frozenset(session.scalars(held)), frozenset(followed_topics(person_id)))
