"""Warnings and pauses of posting: a moderator's answer to who wrote a comment, or opened a subject (section 12).

What a pause closes and what stays open is one sentence, ``discussion.policy.PAUSE``; it must not decide anything.
What is about a subject or a part of it, such as an issue or a reply, is a move of its kind, and begins and ends a pause
here.
"""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Update, bindparam, delete, select, update

from igtf.core import clock
from igtf.core.command import command, housekeeping
from igtf.core.database.adding import Beside
from igtf.core.db import session, write
from igtf.core.errors import Invalid
from igtf.core.i18n import Text, ngettext
from igtf.core.moments import stamp
from igtf.core.policy import Decision, check, require
from igtf.discussion import events, policy
from igtf.discussion.commands import judged
from igtf.discussion.models import Comment, Pause, PauseMark
from igtf.discussion.queries import binds, comment_facts, paused_until
from igtf.people.models import Address, Person
from igtf.people.passwords import mark_of
from igtf.record.by import By
from igtf.record.events import record
from igtf.record.kinds import kind_of
from igtf.record.models import Event, Subject
from igtf.record.numbers import whole_number
from igtf.record.queries import left_by
from igtf.record.subjects import touch


@command
def warn(comment: Comment, *, reason: str, by: By) -> None:
    """Warn who wrote a comment, with a public reason."""
    require(policy.can_warn(comment_facts(by, comment)))
    judged(comment, events.WARN, events.CommentJudged(reason, comment.id), by)


@command
def pause(comment: Comment, *, reason: str, days: int, by: By) -> None:
    """Pause the posting of who wrote a comment for some days, with a public reason. Invalid for too many days."""
    require(policy.can_pause(comment_facts(by, comment)))
    until, beside = begun(comment.actor_id, days, by, comment_id=comment.id)
    judged(comment, events.PAUSE, events.CommentPaused(reason, comment.id, until), by, beside)


@command
def end_pause(comment: Comment, *, reason: str, by: By) -> None:
    """End the pause of who wrote a comment before its time, with a public reason."""
    require(policy.can_end_pause(comment_facts(by, comment)))
    require(ended(comment.actor_id, by))
    judged(comment, events.END_PAUSE, events.CommentJudged(reason, comment.id), by)


def begun(person_id: int, days: int, by: By, *, comment_id: int | None = None) -> tuple[str, Beside]:
    """Return until when the posting of a person is paused now, for the record, and the row beside its event.

    It is for a comment, or for the subject of the event. For commands. NotAllowed where it is paused already, Invalid
    for too many days.
    """
    session.get(Person, person_id, with_for_update=True)  # one pause at a time
    running = session.scalar(select(paused_until(person_id, by.at)))
    require(check((running is None, policy.PAUSED_ALREADY)))
    if not 1 <= days <= whole_number("pause_days"):
        raise Invalid(
            days=ngettext(
                "A pause lasts from 1 to %(num)d day.",
                "A pause lasts from 1 to %(num)d days.",
                whole_number("pause_days"),
            )
        )
    until = by.at + timedelta(days=days)
    return stamp(until), {Pause: {"person_id": person_id, "comment_id": comment_id, "until": until}}


def ended(person_id: int, by: By) -> Decision:
    """End the pause of a person's posting that runs; a no when none does. For commands."""
    return check((_ended(binds(person_id), by), policy.NOT_PAUSED))


@housekeeping
def lift(event: Event, *, reason: Text, by: By) -> None:
    """End the pause that an event made, for whoever upholds an appeal against it; nothing when it is over."""
    if _ended(Pause.event_id == event.id, by):
        kind, left = f"{event.kind.partition('.')[0]}.end-pause", left_by(event.id) | {"reason": reason}
        payload, subject = kind_of(kind).payload, session.get_one(Subject, event.subject_id)
        record(by, subject, kind, payload(**{field.name: left[field.name] for field in fields(payload)}))
        touch(subject.id, by.at)


def _ended(which: ColumnElement[bool], by: By) -> bool:
    """End those of the pauses that run; return whether any did."""
    running = (which, Pause.until > by.at, Pause.ended_at.is_(None))
    ended = update(Pause).where(*running).values(ended_at=by.at).returning(Pause.event_id)
    return bool(session.execute(ended).all())


def keep_marks(person_id: int, at: datetime) -> None:
    """Let a pause that runs go on for whoever has one of a person's addresses next, as the account is closed."""
    own = session.scalars(select(Address).where(Address.person_id == person_id)).all()
    for pause, began in _running(person_id, at):
        for address in own:
            _let_go(pause, began, address)
    session.flush()


def _running(person_id: int, at: datetime) -> Sequence[Any]:
    """Return the pauses that bind a person, each with when it began."""
    running = (binds(person_id), Pause.until > at, Pause.ended_at.is_(None))
    return session.execute(select(Pause, Event.at).join(Event, Event.id == Pause.event_id).where(*running)).all()


def _let_go(pause: Pause, began: datetime, address: Address) -> None:
    """Let a pause go on for who has an address next; nobody where it was verified only after the pause began.

    Else whoever reads a shared mailbox could have others paused, and a new address opens a new account all the same.
    One that the pause goes on with already was let go before, and came back.
    """
    mark = mark_of(address.email)
    known = address.verified_at is not None and address.verified_at <= began
    if known or session.get(PauseMark, (pause.event_id, mark)) is not None:
        _mark(pause, mark, None)


def _mark(pause: Pause, mark: str, person_id: int | None) -> None:
    session.merge(PauseMark(event_id=pause.event_id, mark=mark, person_id=person_id))


def follow_address(address: Address) -> None:
    """Let a pause that runs go on for who has an address next that its person lets go, and for that person too.

    Whom it binds by that address alone, which came from a closed account, it binds by a mark that no address has.
    """
    for pause, began in _running(address.person_id, clock.now()):
        _let_go(pause, began, address)
        if pause.person_id != address.person_id:
            _mark(pause, mark_of(f"of {address.person_id}"), address.person_id)
    session.flush()


def goes_on(person_id: int, email: str) -> None:
    """Let a pause go on for who registers with an address that was let go."""
    write(_led_on, given={"mark_let_go": mark_of(email), "registers": person_id}, into=[PauseMark.__tablename__])


def _led_on() -> list[Update]:
    let_go = update(PauseMark).where(PauseMark.mark == bindparam("mark_let_go"))
    return [let_go.values(person_id=bindparam("registers"))]


@housekeeping
def forget_marks() -> None:
    """Forget the marks of addresses whose pause is over; one that was ended before its time may go on by an appeal."""
    over = select(Pause.event_id).where(Pause.until <= clock.now())
    session.execute(delete(PauseMark).where(PauseMark.event_id.in_(over)))
