"""From the queue to the world: at least once, each mail with its own attempts.

A mail is claimed by a lease, sent outside any transaction, then marked as sent. Only a worker that dies
between sending and marking, or cannot mark for long, sends it twice, under the same Message-ID.
"""

import time
from collections.abc import Callable
from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from typing import Any, cast

from sqlalchemy import Table, Update, bindparam, delete, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from igtf.core import clock
from igtf.core.command import housekeeping
from igtf.core.db import session, write, writing
from igtf.core.errors import Unreachable
from igtf.core.logs import log
from igtf.core.mail import Mail
from igtf.core.sent.files import Enclosed
from igtf.core.stopping import stop_headers
from igtf.core.transports import RelayDown, Settings, transport
from igtf.notice.following import told_still, wants_mail
from igtf.notice.leases import MOST_ATTEMPTS, claim, delay
from igtf.notice.queries import enclosed
from igtf.notice.returned import blames_address
from igtf.people.addresses import mail_came_back

MAIL_KEPT = timedelta(days=90)
"""For how long a mail is kept once it was sent, in real time; no signed link in it works longer."""

AGAIN, MARKED_WITHIN = 1.0, 60.0
"""Seconds after which a mail that was sent is marked again where the database did not take it, and for how long."""

WAITED = timedelta(hours=1)
"""After how long a mail that tells of an act is looked at again before it goes: its reader may have left."""

AT_ONCE = 1_000
"""Mails that are looked at, and forgotten, in one transaction."""


def _note(mail: Mail, **values: Any) -> None:
    given = {f"mail_{name}": value for name, value in values.items()}
    with writing():
        write(_noted, *values, given={"mail": mail.id, **given}, into=[Mail.__tablename__])


def _noted(*names: str) -> list[Update]:
    table = cast(Table, Mail.__table__)
    now = {name: bindparam(f"mail_{name}", type_=table.c[name].type) for name in names}
    return [update(table).where(table.c.id == bindparam("mail")).values(now)]


def _sent(mail: Mail) -> None:
    """Mark a mail as sent; a database that is away, full or held for a while is no reason to send it twice."""
    last = time.monotonic() + MARKED_WITHIN
    while True:
        try:
            return _note(mail, sent_at=clock.real_now(), last_error=None, next_try_at=None)
        except (DBAPIError, PoolTimeout, Unreachable) as error:
            if time.monotonic() >= last:
                raise
            log.warning("mail not marked", mail_id=mail.id, error=type(error).__name__)
            time.sleep(AGAIN)


def _put_back(mail: Mail, error: RelayDown) -> None:
    """Let a mail wait: that the relay is down is not the mail's fault and no attempt."""
    _note(mail, attempts=mail.attempts - 1, next_try_at=None, last_error=str(error))
    log.warning("mail relay down", error=str(error))


def _refused(mail: Mail, error: Exception) -> None:
    given_up, said = mail.attempts >= MOST_ATTEMPTS, _said(mail, error)
    _note(
        mail,
        next_try_at=clock.real_now() + delay(mail.attempts),
        last_error=said or f"{type(error).__name__}: {error}",
    )
    if given_up and said:
        mail_came_back(mail.to, said, of_address=blames_address(said))
    log.error(
        "mail not sent",
        mail_id=mail.id,
        attempts=mail.attempts,
        given_up=given_up,
        error=type(error).__name__,
        said=said,
    )


def _said(mail: Mail, error: Exception) -> str:
    """Return what the relay answered, without the address that it may repeat; empty when it was not the relay."""
    text: bytes | str  # the library says some answers in its own words
    if isinstance(error, SMTPRecipientsRefused):
        code, text = next(iter(error.recipients.values()))
    elif isinstance(error, SMTPResponseException):
        code, text = error.smtp_code, error.smtp_error
    else:
        return ""
    words = text if isinstance(text, str) else text.decode(errors="replace")
    return " ".join(f"{code} {words}".replace(mail.to, "…").split())


def _files(mail: Mail) -> list[Enclosed]:
    found = enclosed(mail)
    session.rollback()  # no transaction is open while the relay takes them
    return found


def _is_due_still(mail: Mail) -> bool:
    """Return whether a mail still goes: one that waited long tells nothing to who wants no mail any more, nor by an
    office or a membership that ended.

    Whom an act is about is told all the same: nobody stops that mail.
    """
    if not mail.news or clock.now() - mail.queued_at < WAITED or not mail.headers.keys() & stop_headers(""):
        return True
    name, event, person = mail.key.split(":")
    return wants_mail(int(person)) and (name != "event" or told_still(int(event), int(person)))


@housekeeping
def _drop(mail: Mail) -> None:
    session.execute(delete(Mail).where(Mail.id == mail.id), execution_options={"synchronize_session": False})


@housekeeping
def _forget(number: int) -> int:
    """Forget those of the ``number`` oldest mails that are done with for so long; return how many went."""
    until = clock.real_now() - MAIL_KEPT
    oldest = select(Mail).order_by(Mail.id).limit(number).subquery()
    given_up = (oldest.c.attempts >= MOST_ATTEMPTS) & (oldest.c.next_try_at < until)
    done = select(oldest.c.id).where((oldest.c.sent_at < until) | given_up)
    gone = session.execute(delete(Mail).where(Mail.id.in_(done)), execution_options={"synchronize_session": False})
    return gone.rowcount  # type: ignore[attr-defined,no-any-return]


def forget_mails(stopping: Callable[[], bool] = lambda: False) -> None:
    """Forget mails that were sent, or given up, long ago, some at a time so that no act waits for it."""
    while not stopping() and _forget(AT_ONCE):
        pass


def send_all(settings: Settings, stopping: Callable[[], bool] = lambda: False) -> bool:
    """Send every mail that is due until ``stopping()``; False when the relay is down and the rest waits."""
    with transport(settings) as deliver:
        while not stopping():
            mail = claim(Mail)
            if mail is None:
                return True
            try:
                if not _is_due_still(mail):
                    _drop(mail)
                    continue
                deliver(mail, _files(mail))
            except RelayDown as error:
                _put_back(mail, error)
                return False
            except Exception as error:
                _refused(mail, error)
            else:
                _sent(mail)
    return True
