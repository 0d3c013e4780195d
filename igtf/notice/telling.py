"""From the outbox to mails: each untold event is claimed, its recipients are worked out, their mails queued.

A claim is a lease: it ends by itself when the worker that holds it dies. Mails are rendered outside any lock
and queued in the transaction that marks the event as told, so an event is told once however many workers
there are.
"""

from datetime import timedelta

from sqlalchemy import or_, select, update

from igtf.core import clock
from igtf.core.db import Listing, dialect, session, writing
from igtf.core.logs import log
from igtf.core.mail import Mail
from igtf.discussion.queries import entries
from igtf.notice.letters import event_mail, told
from igtf.notice.models import DigestItem
from igtf.notice.recipients import Recipient, recipients
from igtf.record.kinds import event_kinds
from igtf.record.models import Event, Outbox, Subject

LEASE = timedelta(minutes=5)
MOST_ATTEMPTS = 8


def delay(attempts: int) -> timedelta:
    """Return how long to wait after the ``attempts``-th failure: 2, 4, 8 … minutes, four hours in all."""
    return timedelta(minutes=2**attempts)


def pass_over() -> None:
    """Mark the events of kinds that tell nobody as done, all at once."""
    telling = [name for name, kind in event_kinds().items() if kind.tells]
    silent = select(Event.id).join(Outbox, Outbox.event_id == Event.id).where(
        Outbox.told_at.is_(None), Event.kind.not_in(telling)
    )  # fmt: skip
    if session.scalar(silent.limit(1)) is None:
        return
    with writing() as own:
        own.execute(
            update(Outbox).where(Outbox.event_id.in_(silent)).values(told_at=clock.real_now()),
            execution_options={"synchronize_session": False},
        )


def _due() -> Listing:
    untried = or_(Outbox.next_try_at.is_(None), Outbox.next_try_at <= clock.real_now())
    query = select(Outbox.event_id).where(Outbox.told_at.is_(None), Outbox.attempts < MOST_ATTEMPTS, untried)
    return query.order_by(Outbox.event_id).limit(1)


def claim() -> int | None:
    """Claim the oldest event that waits to be told, and return its number; None when none waits."""
    if session.scalar(_due()) is None:
        return None
    with writing() as own:
        query = _due()
        event_id: int | None = own.scalar(
            query.with_for_update(skip_locked=True) if dialect() == "postgresql" else query
        )
        if event_id is not None:
            own.execute(
                update(Outbox)
                .where(Outbox.event_id == event_id)
                .values(attempts=Outbox.attempts + 1, next_try_at=clock.real_now() + LEASE)
            )
        return event_id


def _letters(event_id: int) -> tuple[list[Mail], list[DigestItem]]:
    """Return the mails that tell of an event, and what waits for digests."""
    event = session.get_one(Event, event_id)
    subject = session.get(Subject, event.subject_id) if event.subject_id else None
    readers: list[Recipient] = list(recipients(event, subject)) if subject else []
    if subject is None or not readers:
        return [], []
    act, at = told(entries(Event.id == event_id)[0], subject), clock.now()
    mails = [event_mail(act, reader) for reader in readers if reader.at_once]
    items = [
        DigestItem(person_id=reader.id, event_id=event_id, audience=reader.audience, at=at)
        for reader in readers
        if not reader.at_once
    ]
    return mails, items


def tell(event_id: int) -> int:
    """Queue what tells of a claimed event and mark it as told; return how many are told."""
    mails, items = _letters(event_id)
    with writing() as own:
        mine = own.execute(
            update(Outbox)
            .where(Outbox.event_id == event_id, Outbox.told_at.is_(None))
            .values(told_at=clock.real_now(), last_error=None, next_try_at=None)
            .returning(Outbox.event_id)
        ).first()
        if mine is None:  # another worker took over after the lease
            return 0
        own.add_all([*mails, *items])
    return len(mails) + len(items)


def tell_next() -> bool:
    """Tell of the next event that waits; False when none waits. What goes wrong is tried again later."""
    event_id = claim()
    if event_id is None:
        return False
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
