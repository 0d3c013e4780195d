"""The audiences that notice adds: who follows more than single subjects (procedure, section 13)."""

from collections.abc import Iterable

from sqlalchemy import select

from igtf.core.db import session
from igtf.core.i18n import lazy_gettext as _l
from igtf.notice.models import EVERYTHING, TopicFollow
from igtf.record.about import has_topics, topic_found
from igtf.record.audiences import audience
from igtf.record.models import Event, Subject


def _of(topic: str) -> Iterable[int]:
    return session.scalars(select(TopicFollow.person_id).where(TopicFollow.topic == topic))


@audience(
    "topic followers", _l("whoever follows its topic"), _l("you follow its topic"), beside="followers",
    followed=topic_found, of_kind=has_topics,
)  # fmt: skip
def _of_topic(subject: Subject, _event: Event | None) -> Iterable[int]:
    topic = topic_found(subject)
    return _of(topic) if topic else ()


@audience(
    "all followers", _l("whoever follows everything"), _l("you follow everything"), beside="followers",
    followed=lambda _subject: EVERYTHING,
)  # fmt: skip
def _of_everything(_subject: Subject, _event: Event | None) -> Iterable[int]:
    return _of(EVERYTHING)
