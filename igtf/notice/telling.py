"""From the outbox to desks and mails: each untold event is claimed, its recipients worked out, their mails queued.

A claim is a lease: it ends by itself when the worker that holds it dies. Mails are rendered outside any lock
and queued in the transaction that marks the event as told, so an event is told once however many workers
there are.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime

from sqlalchemy import delete, exists, insert, select, update

from igtf.core import clock
from igtf.core.command import housekeeping
from igtf.core.db import session, writing
from igtf.core.logs import log
from igtf.core.mail import Mail
from igtf.discussion.timeline import entries, with_edited
from igtf.notice.following import held_as
from igtf.notice.in_time import asked_until, waits_too_long
from igtf.notice.leases import MOST_ATTEMPTS, claim, delay
from igtf.notice.mails import Told, event_mail, told
from igtf.notice.models import DigestItem, Unseen
from igtf.notice.recipients import Recipient, recipients
from igtf.notice.unchanged import ChangedMeanwhile, check_unchanged
from igtf.people.models import Person
from igtf.record.kinds import event_kinds, kind_of
from igtf.record.models import Event, Outbox, Subject
from igtf.record.subjects import lock, next_number

_SERIES = "told"
TRIES = 3
"""How often the mails of an event are rendered while others may act on its subject."""


def pass_over() -> None:
    """Mark the events of kinds that tell nobody as done, all at once.

    Kinds that this program does not know are those of a newer one, on another machine: they wait for its worker.
    """
    quiet = [name for name, kind in event_kinds().items() if not kind.tells]
    of_those = exists().where(Event.id == Outbox.event_id, Event.kind.in_(quiet))
    silent = select(Outbox.event_id).where(Outbox.told_at.is_(None), of_those)
    if session.scalar(silent.limit(1)) is None:
        return
    with writing() as own:
        own.execute(
            update(Outbox).where(Outbox.event_id.in_(silent)).values(told_at=clock.real_now()),
            execution_options={"synchronize_session": False},
        )


def _readers(event_id: int) -> tuple[Subject | None, Sequence[Recipient]]:
    """Return the subject of an event, and who is told of it."""
    event = session.get_one(Event, event_id)
    subject = session.get(Subject, event.subject_id) if event.subject_id else None
    return subject, recipients(event, subject) if subject else ()


def _letters(
    event_id: int, subject: Subject | None, readers: Sequence[Recipient]
) -> tuple[dict[int, Mail], list[DigestItem]]:
    """Return the mails that tell ``readers`` of an event, by the reader, and what waits for their digests."""
    if subject is None or not readers:
        return {}, []
    act, at = told(with_edited(entries(Event.id == event_id))[0], subject), clock.now()
    waiting = _waiting(act, readers, at)
    mails = {reader.id: event_mail(act, reader) for reader in readers if reader.id not in waiting}
    held = {audience: held_as(audience, subject) for audience in set(waiting.values())}
    items = [
        DigestItem(person_id=person, event_id=event_id, audience=held[audience], at=at)
        for person, audience in waiting.items()
    ]
    return mails, items


def _waiting(act: Told, readers: Sequence[Recipient], at: datetime) -> dict[int, str]:
    """Return whose digest an act waits for, each with the audience: not what is told soon, or asks for what may be over
    by then."""
    if kind_of(act.entry.kind).soon:
        return {}
    by_digest = [reader for reader in readers if not reader.at_once]
    until = {name: asked_until(act.entry, name, act.subject) for name in {reader.audience for reader in by_digest}}
    return {
        reader.id: reader.audience for reader in by_digest
        if not waits_too_long(reader.pace, until[reader.audience], at)
    }  # fmt: skip


def tell(event_id: int) -> int:
    """Put a claimed event on desks, queue what tells of it and mark it as told; return how many are told.

    What was changed while the mails were rendered is told anew as it is now; where something happens all the time,
    nobody acts on it while they are rendered for the last time.
    """
    for _once in range(TRIES):
        with suppress(ChangedMeanwhile):
            return _told(event_id)
    with writing() as own:
        subject_id = own.get_one(Event, event_id).subject_id
        if subject_id:
            next_number(_SERIES)  # taken first, as by whoever tells of another act on this subject
            lock(own.get_one(Subject, subject_id))
        return _told(event_id)


def _told(event_id: int) -> int:
    subject, readers = _readers(event_id)
    seen = {subject.id: subject.touched} if subject else {}
    mails, items = _letters(event_id, subject, [reader for reader in readers if reader.mailed])
    return _queue(event_id, readers, mails, items, seen)


@housekeeping
def _queue(
    event_id: int, readers: Sequence[Recipient], mails: Mapping[int, Mail], items: Sequence[DigestItem],
    seen: Mapping[int, int],
) -> int:  # fmt: skip
    mine = session.execute(
        update(Outbox)
        .where(Outbox.event_id == event_id, Outbox.told_at.is_(None))
        .values(told_at=clock.real_now(), last_error=None, next_try_at=None)
        .returning(Outbox.event_id)
    ).first()
    if mine is None:  # another worker took over after the lease
        return 0
    gone = _to_desks(event_id, readers) if readers else set()
    session.add_all(mail for reader, mail in mails.items() if reader not in gone)
    session.add_all(item for item in items if item.person_id not in gone)
    check_unchanged(seen)
    return len(readers) - len(gone)


def _to_desks(event_id: int, readers: Sequence[Recipient]) -> set[int]:
    """Put an event on the desks of ``readers``; return the ids of those whose account was closed meanwhile.

    Its number is held until the commit, so that nothing with a lower one comes to a desk that somebody has seen.
    """
    number = next_number(_SERIES)
    session.execute(
        insert(Unseen), [{"person_id": reader.id, "event_id": event_id, "number": number} for reader in readers]
    )
    return _forget_closed(event_id)


def _forget_closed(event_id: int) -> set[int]:
    """Take an event from the desks of those whose account was closed meanwhile; return their ids.

    Asked once it is written, which waits for a closing of the same moment, and one that comes after removes it.
    """
    there = select(Person.id).join(Unseen, Unseen.person_id == Person.id)
    closed = set(session.scalars(there.where(Unseen.event_id == event_id, Person.deactivated_at.is_not(None))))
    if closed:
        session.execute(delete(Unseen).where(Unseen.event_id == event_id, Unseen.person_id.in_(closed)))
    return closed


def tell_next() -> bool:
    """Tell of the next event that waits; False when none waits. What goes wrong is tried again later."""
    waiting = claim(Outbox)
    if waiting is None:
        return False
    event_id: int = waiting.event_id
    try:
        tell(event_id)
    except Exception as error:
        session.rollback()
        _failed(event_id, error)
    return True


def _failed(event_id: int, error: Exception) -> None:
    with writing() as own:
        row = own.get_one(Outbox, event_id)
        row.last_error = f"{type(error).__name__}: {error}"
        row.next_try_at = clock.real_now() + delay(row.attempts)
        given_up = row.attempts >= MOST_ATTEMPTS
    log.error("event not told", event_id=event_id, given_up=given_up, exc_info=error)
