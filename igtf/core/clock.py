"""The procedure's clock: real time, plus a stored offset in demonstration mode only.

Sessions and rate limits keep real time; terms, calls, ballots and deadlines follow this clock.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta

from flask import current_app, g
from sqlalchemy import ColumnElement, Date, bindparam, literal, select
from sqlalchemy.orm import Mapped, mapped_column

from igtf.core.context import context
from igtf.core.db import Base, UTCDateTime, session, writing
from igtf.core.errors import Invalid
from igtf.core.i18n import gettext as _
from igtf.core.wording import Numeral

FARTHEST = 3650
"""How many days the clock of a demonstration is moved ahead at once, at most."""

MOST_AHEAD = 5 * FARTHEST
"""How many days it is ahead of the real one at most: a day of the procedure lies before 2100."""


class ClockOffset(Base):
    """How far the procedure's clock of a demonstration is ahead, in seconds; at most one row."""

    __tablename__ = "clock_offset"
    id: Mapped[int] = mapped_column(primary_key=True)
    seconds: Mapped[int]


def real_now() -> datetime:
    """Return the machine's time, aware, in UTC."""
    return datetime.now(UTC)


def _offset() -> timedelta:
    if "clock_offset" not in g:
        g.clock_offset = session.scalar(select(ClockOffset.seconds)) or 0
    return timedelta(seconds=g.clock_offset)


_STOPPED: ContextVar[datetime | None] = ContextVar("stopped", default=None)


def now() -> datetime:
    """Return the procedure's time, aware, in UTC, without microseconds."""
    if known := _STOPPED.get():
        return known
    real = real_now().replace(microsecond=0)
    return real + _offset() if context().app.config["DEMO"] else real


@contextmanager
def stopped(at: datetime) -> Iterator[None]:
    """Let it be ``at`` while something is asked about that moment."""
    token = _STOPPED.set(at)
    try:
        yield
    finally:
        _STOPPED.reset(token)


def advance(days: object) -> datetime:
    """Move the demonstration's clock ``days`` ahead and return the new time; RuntimeError outside it.

    Invalid, and nothing moved, unless that is a whole number of days within the bounds.
    """
    if not current_app.config["DEMO"]:
        raise RuntimeError("The clock can be moved in demonstration mode only.")
    if not isinstance(days, int) or isinstance(days, bool) or not 1 <= days <= FARTHEST:
        raise Invalid(days=_("Give the days as a whole number from 1 to %(most)s.", most=Numeral(FARTHEST)))
    with writing() as own:
        offset = own.scalar(select(ClockOffset).with_for_update()) or ClockOffset(id=1, seconds=0)
        offset.seconds += days * 86400
        if offset.seconds > MOST_AHEAD * 86400:
            raise Invalid(
                days=_(
                    "The clock goes at most %(most)s days ahead of the real one; begin anew with an empty database.",
                    most=Numeral(MOST_AHEAD),
                )
            )
        own.add(offset)
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
