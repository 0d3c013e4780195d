"""The procedure's clock: real time, plus a stored offset in demonstration mode only.

Sessions and rate limits keep real time; terms, calls, ballots and deadlines follow this clock.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from flask import current_app, g
from sqlalchemy import ColumnElement, Date, bindparam, literal, select, update
from sqlalchemy.orm import Mapped, mapped_column

from igtf.core.context import context
from igtf.core.db import Base, UTCDateTime, session, writing


class ClockOffset(Base):
    """How far the procedure's clock of a demonstration is ahead, in seconds; at most one row."""

    __tablename__ = "clock_offset"
    id: Mapped[int] = mapped_column(primary_key=True)
    seconds: Mapped[int]


def real_now() -> datetime:
    """Return the machine's time, aware, in UTC."""
    return datetime.now(UTC)


_NONE = timedelta()


def _offset() -> timedelta:
    if not context().app.config["DEMO"]:
        return _NONE
    if "clock_offset" not in g:
        g.clock_offset = session.scalar(select(ClockOffset.seconds)) or 0
    return timedelta(seconds=g.clock_offset)


def now() -> datetime:
    """Return the procedure's time, aware, in UTC, without microseconds."""
    return (real_now() + _offset()).replace(microsecond=0)


def advance(days: int) -> datetime:
    """Move the demonstration's clock ``days`` ahead and return the new time; RuntimeError outside it."""
    if not current_app.config["DEMO"]:
        raise RuntimeError("The clock can be moved in demonstration mode only.")
    with writing() as own:
        moved = own.execute(update(ClockOffset).values(seconds=ClockOffset.seconds + days * 86400))
        if not moved.rowcount:  # type: ignore[attr-defined]
            own.add(ClockOffset(id=1, seconds=days * 86400))
    g.pop("clock_offset", None)
    return now()


Moment = datetime | Callable[[], datetime]
"""A moment, or a clock that is asked each time a query is made."""


def moment(at: Moment, step: timedelta = timedelta()) -> ColumnElement[datetime]:
    """Return, as SQL, the moment ``at`` and a step; for a clock, as it stands when the query is made."""
    if isinstance(at, datetime):
        return literal(at + step, UTCDateTime())
    return bindparam(None, callable_=lambda: at() + step, type_=UTCDateTime())


NOW = moment(now)
TODAY = bindparam(None, callable_=lambda: now().date(), type_=Date())
"""The procedure's moment and day, as SQL, asked for each time a query is made that was built before."""
