"""That what pages say of people and bodies changed: a number that counts it, so that pages which are kept know.

A name and the hats that people act under stand wherever they acted, and that of a body wherever something went to it:
on more pages than could be touched. So does what waits for somebody, which it does not once their account is closed.
"""

from typing import Any

from sqlalchemy import select

from igtf.core.database.prepared import prepared
from igtf.core.db import Listing, fetch
from igtf.record.models import Number
from igtf.record.subjects import next_number

_SERIES = "people as shown"


def note_shown() -> None:
    """Say that a name, a hat or an account is shown in another way from now on. For commands."""
    next_number(_SERIES)


def times_shown() -> Any:
    """Return the expression for how often that happened; nothing before the first time."""
    return select(Number.last).where(Number.series == _SERIES).scalar_subquery()


@prepared
def _times() -> Listing:
    return select(times_shown())


def shown_now() -> int | None:
    """Return how often that happened until now; None before the first time."""
    times: int | None = fetch(_times()).scalar_one()
    return times
