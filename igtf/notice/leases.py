"""Leases on the rows of a queue: whoever holds one works on its row, and it ends by itself when the holder dies."""

from datetime import timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, Update, and_, bindparam, or_, select, update

from igtf.core import clock
from igtf.core.database.prepared import prepared
from igtf.core.db import Listing, UTCDateTime, dialect, fetch, writing
from igtf.core.mail import Mail
from igtf.record.models import Outbox

LEASE = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(hours=4)
MOST_ATTEMPTS = 36
"""With the pauses between them five days: so long a mail has to be tried (RFC 5321, section 4.5.4.1)."""

WAITS: dict[type[Any], ColumnElement[bool]] = {Outbox: Outbox.told_at.is_(None), Mail: Mail.sent_at.is_(None)}
"""Each queue, and which of its rows have still to be worked on; upper folders add theirs."""

BEFORE: dict[type[Any], ColumnElement[Any]] = {Mail: cast(Table, Mail.__table__).c.news}
"""What the rows of a queue are in order by, before their age."""


def waits(queue: type[Any]) -> ColumnElement[bool]:
    """Return the condition of rows of a queue that are still worked on: they are not done, and not given up."""
    return and_(WAITS[queue], queue.attempts < MOST_ATTEMPTS)


def given_up(queue: type[Any]) -> ColumnElement[bool]:
    """Return the condition of rows of a queue that were tried too often and are worked on no more."""
    return and_(WAITS[queue], queue.attempts >= MOST_ATTEMPTS)


def delay(attempts: int) -> timedelta:
    """Return how long to wait after the ``attempts``-th failure: 2, 4, 8 … minutes, at most four hours."""
    return min(timedelta(minutes=2**attempts), LONGEST_PAUSE)


def claim(queue: type[Any]) -> Any:
    """Claim the next row of a queue that waits, and return it with one attempt more; None when none waits."""
    now = clock.real_now()
    if fetch(_next(queue, ""), {"now": now}).first() is None:
        return None
    with writing():
        row = fetch(_next(queue, dialect()), {"now": now}).first()
        return row and fetch(_claimed(queue), {"row": row[0], "until": now + LEASE}).one()


def _moment(name: str) -> ColumnElement[Any]:
    return bindparam(name, type_=UTCDateTime())


@prepared
def _next(queue: type[Any], lock_on: str) -> Listing:
    """Return the query of the next row that waits; with ``lock_on`` PostgreSQL, of those that nobody else claims."""
    untried = or_(queue.next_try_at.is_(None), queue.next_try_at <= _moment("now"))
    key = _table(queue).primary_key.columns[0]
    before = [BEFORE[queue]] if queue in BEFORE else []
    first = select(key).where(waits(queue), untried).order_by(*before, key).limit(1)
    return first.with_for_update(skip_locked=True) if lock_on == "postgresql" else first


@prepared
def _claimed(queue: type[Any]) -> Update:
    table = _table(queue)
    now = {"attempts": table.c.attempts + 1, "next_try_at": _moment("until")}
    own = table.primary_key.columns[0] == bindparam("row")
    return update(table).where(own).values(now).returning(*table.c)


def _table(queue: type[Any]) -> Table:
    return cast(Table, queue.__table__)
