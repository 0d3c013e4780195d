"""The sequencer gives every committed event its place in the log: gapless, in the order of event numbers.

On PostgreSQL the order of numbers is not that of commits; an event that commits late gets a later place, and
no place is ever given twice or changed. One sequencer works at a time: under an advisory lock on PostgreSQL,
under the write lock on SQLite.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import func, select, text, update

from igtf.core.database.engines import read_from
from igtf.core.db import database, dialect, session, writing
from igtf.record.models import Outbox

LOCKS = {"sequencer": 41_001, "clock": 41_002, "record": 41_003, "witnesses": 41_004}
"""Numbers of the advisory locks of PostgreSQL."""

BATCH = 5000
"""Events that get a place in one step."""


def give_places() -> int:
    """Give up to ``BATCH`` events their ``log_index``, counting from 1; return how many got one."""
    if session.scalar(select(Outbox.event_id).where(Outbox.log_index.is_(None)).limit(1)) is None:
        return 0
    with writing() as own:
        if dialect() == "postgresql" and not own.scalar(
            text("SELECT pg_try_advisory_xact_lock(:lock)"), {"lock": LOCKS["sequencer"]}
        ):
            return 0
        last = own.scalar(select(func.max(Outbox.log_index))) or 0
        waiting = (
            select(Outbox.event_id).where(Outbox.log_index.is_(None)).order_by(Outbox.event_id).limit(BATCH).subquery()
        )
        place = func.row_number().over(order_by=waiting.c.event_id)
        placed = select(waiting.c.event_id, (place + last).label("place")).subquery()
        given = own.execute(
            update(Outbox).where(Outbox.event_id == placed.c.event_id).values(log_index=placed.c.place),
            execution_options={"synchronize_session": False},
        )
        return int(given.rowcount)  # type: ignore[attr-defined]


@contextmanager
def alone(name: str) -> Iterator[bool]:
    """Yield whether no other worker does ``name`` (a key of ``LOCKS``) now; SQLite has one worker."""
    if dialect() == "sqlite":
        yield True
        return
    with read_from(database().engine) as connection:
        got = bool(connection.scalar(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": LOCKS[name]}))
        try:
            yield got
        finally:
            if got:
                connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": LOCKS[name]})
