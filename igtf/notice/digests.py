"""Daily and weekly digests: what waits goes out in one mail when the oldest of it has waited long enough."""

from collections.abc import Collection, Mapping
from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy import and_, delete, func, select

from igtf.core import clock
from igtf.core.command import housekeeping
from igtf.core.db import session
from igtf.core.logs import log
from igtf.core.mail import Mail
from igtf.discussion.timeline import entries, with_edited
from igtf.notice.following import standing_of
from igtf.notice.in_time import PACES
from igtf.notice.mails import digest_mail, told
from igtf.notice.models import DigestItem
from igtf.notice.recipients import Recipient, reachable
from igtf.notice.unchanged import ChangedMeanwhile, check_unchanged
from igtf.people.models import Person
from igtf.record.models import HIDDEN, Event, Subject

MOST = 200
"""Acts in one digest; more make another one."""


def due_readers(at: datetime) -> list[int]:
    """Return the persons whose digest is due at ``at``."""
    first = select(DigestItem.person_id, func.min(DigestItem.event_id).label("event_id"))
    oldest = first.group_by(DigestItem.person_id).subquery()
    rows = session.execute(
        select(DigestItem.person_id, DigestItem.at, Person.mail_pace)
        .join(oldest, and_(oldest.c.person_id == DigestItem.person_id, oldest.c.event_id == DigestItem.event_id))
        .join(Person, Person.id == DigestItem.person_id)
    )
    return [row.person_id for row in rows if row.at + PACES.get(row.mail_pace, timedelta()) <= at]


class TakenByAnother(Exception):
    """Another worker makes a digest of some of the same acts."""


def digest(person_id: int) -> bool:
    """Queue one digest for a person and forget its items; False when nothing was left to tell.

    Nothing is done when another worker takes some of them: what it leaves is told the next time. What was changed while
    the mail was rendered is told as it is now.
    """
    while True:
        items = dict(
            session.execute(
                select(DigestItem.event_id, DigestItem.audience)
                .where(DigestItem.person_id == person_id)
                .order_by(DigestItem.event_id)
                .limit(MOST)
            ).all()
        )
        found = reachable({person_id: ""})
        mail, seen = _mail(items, found[0]) if found and found[0].mailed else (None, {})
        with suppress(ChangedMeanwhile):
            try:
                _queue(person_id, items, mail, seen)
            except TakenByAnother:
                return False
            return mail is not None


@housekeeping
def _queue(person_id: int, items: Collection[int], mail: Mail | None, seen: Mapping[int, int]) -> None:
    gone = session.scalars(
        delete(DigestItem)
        .where(DigestItem.person_id == person_id, DigestItem.event_id.in_(items))
        .returning(DigestItem.event_id)
    ).all()
    if len(gone) < len(items):
        raise TakenByAnother
    open_now = select(Person.id).where(Person.id == person_id, Person.deactivated_at.is_(None))
    if mail is not None and session.scalar(open_now.with_for_update(read=True, key_share=True)):
        session.add(mail)
    check_unchanged(seen)


def _mail(items: dict[int, str], reader: Recipient) -> tuple[Mail | None, dict[int, int]]:
    """Return the digest, None where nothing is left to tell, and each subject in it as often as it was touched.

    It tells nothing by what the reader follows no more, and by no office or membership that ended.
    """
    about = select(Event.subject_id).where(Event.id.in_(items))
    subjects = {
        row.id: row for row in session.scalars(select(Subject).where(Subject.id.in_(about), Subject.state != HIDDEN))
    }
    seen = {row.id: row.touched for row in subjects.values()}
    found = with_edited(entries(Event.id.in_(items), limit=MOST))[::-1]  # not before: what is hidden meanwhile is seen
    standing = standing_of(reader.id, items)
    acts = [
        (told(entry, subject), audience)
        for entry in found
        if (subject := subjects.get(entry.subject_id or 0))
        and (audience := standing.audience_now(entry.number, items[entry.number], subject))
    ]
    return digest_mail(acts, reader) if acts else None, seen


def send_digests() -> int:
    """Queue every digest that is due by the procedure's clock; return how many."""
    done = 0
    for person_id in due_readers(clock.now()):
        try:
            done += digest(person_id)
        except Exception as error:
            session.rollback()
            log.error("digest not made", person_id=person_id, exc_info=error)
    return done
