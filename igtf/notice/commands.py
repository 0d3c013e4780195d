"""Stopping mail by the signed link that every mail carries, and answering replies: nobody's public act, so no event."""

import re
from collections.abc import Container, Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update

from igtf.core import clock
from igtf.core.command import housekeeping
from igtf.core.db import session
from igtf.core.i18n import language
from igtf.core.mail import Mail, queue_mail
from igtf.core.stopping import stop_headers
from igtf.discussion.commands import unfollow
from igtf.discussion.digested import drop_digests, take_out
from igtf.discussion.models import Mute
from igtf.notice.models import DigestItem, TopicFollow, Unseen
from igtf.notice.queries import followed_topics
from igtf.notice.recipients import audience_of
from igtf.people.models import NO_MAIL, Person
from igtf.record.by import By
from igtf.record.kinds import event_kinds, kind_of
from igtf.record.models import Event, Subject

UNSEEN_KEPT = timedelta(days=90)
"""How long an act that nobody marks as seen stands on a desk."""


@housekeeping
def stop_subject(person_id: int, subject_id: int, *, by: By) -> None:
    """End all mail about a subject to a person: following ends, other audiences are silenced, what waits goes.

    What names the person in spite of that stays, where they have not seen it yet.
    """
    unfollow(subject_id, person_id=person_id, by=by)
    if session.get(Mute, (person_id, subject_id)) is None:
        session.add(Mute(person_id=person_id, subject_id=subject_id, since=by.at))
    named = _naming(person_id, session.get_one(Subject, subject_id))
    ends = select(Event.id).where(Event.subject_id == subject_id, Event.id.not_in(named))
    for table in (DigestItem, Unseen):
        session.execute(
            delete(table).where(table.person_id == person_id, table.event_id.in_(ends)),
            execution_options={"synchronize_session": False},
        )
    _drop_waiting(person_id, {*session.scalars(ends)})
    take_out(subject_id, person_id)


def _naming(person_id: int, subject: Subject) -> list[int]:
    """Return the acts on a subject that name a person who was told of them and has not seen them."""
    naming = [name for name, kind in event_kinds().items() if kind.names]
    told = select(Event).join(Unseen, Unseen.event_id == Event.id).where(
        Unseen.person_id == person_id, Event.subject_id == subject.id, Event.kind.in_(naming)
    )  # fmt: skip
    return [
        event.id for event in session.scalars(told)
        if audience_of(event, subject).get(person_id) in kind_of(event.kind).names
    ]  # fmt: skip


def _drop_waiting(person_id: int, ends: Container[int] | None = None) -> None:
    """Let no mail go to a person that waits, tells of one of these acts, or of any, and can be stopped."""
    waiting = select(Mail).where(
        Mail.sent_at.is_(None), Mail.news, Mail.key.startswith("event:"), Mail.key.endswith(f":{person_id}")
    )
    for mail in session.scalars(waiting.with_for_update()):
        if mail.headers.keys() & stop_headers("") and (ends is None or int(mail.key.split(":")[1]) in ends):
            session.delete(mail)


@housekeeping
def follow_topics(person_id: int, *, topics: Iterable[str], at: datetime) -> None:
    """Let a person follow these topics (slugs, or EVERYTHING), and no others."""
    session.get(Person, person_id, with_for_update=True)  # two forms at once
    wanted, held = set(topics), set(followed_topics(person_id))
    own = TopicFollow.person_id == person_id
    session.execute(delete(TopicFollow).where(own, TopicFollow.topic.in_(held - wanted)))
    session.add_all(TopicFollow(person_id=person_id, topic=topic, since=at) for topic in sorted(wanted - held))


@housekeeping
def mark_seen(person_id: int, newest: int) -> None:
    """Mark what a person was told of as seen, up to what came to the desk with the number ``newest``."""
    session.execute(delete(Unseen).where(Unseen.person_id == person_id, Unseen.number <= newest))


@housekeeping
def forget_unseen() -> None:
    """Take from desks what is older than ``UNSEEN_KEPT``, seen or not."""
    last = (
        select(Event.id).where(Event.at < clock.now() - UNSEEN_KEPT).order_by(Event.at.desc(), Event.id.desc()).limit(1)
    )
    session.execute(
        delete(Unseen).where(Unseen.event_id <= last.scalar_subquery()),
        execution_options={"synchronize_session": False},
    )


@housekeeping
def answer_reply(to: str, template: str, *, key: str, number: str, **context: Any) -> None:
    """Queue one mail that says what became of a reply, to whom it came from, and once for the ``key`` of the reply.

    ``number`` is the reply's Message-ID, for the thread: a mail that answers by itself says so (RFC 3834, section 5).
    One with =? would be decoded (RFC 2047) and is not taken.
    """
    plain = re.fullmatch(r"<[!-;=?-~]{1,250}>", number) and "=?" not in number
    thread = {"In-Reply-To": number, "References": number} if plain else {}
    headers = {"Auto-Submitted": "auto-replied", **thread}
    queue_mail(to=to, template=template, key=key, language=language(), headers=headers, **context)


@housekeeping
def stop_all(person_id: int) -> None:
    """End all mail to a person, also what waits; the account page turns it on again."""
    session.execute(update(Person).where(Person.id == person_id).values(mail_pace=NO_MAIL))
    _drop_waiting(person_id)
    drop_digests(person_id)
