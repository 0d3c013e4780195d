"""What the clock owes an election: the vote and its end, the office and its end, and the next election."""

from datetime import datetime

from igtf.core import clock
from igtf.core.clock import NOW
from igtf.core.db import Listing
from igtf.council.chairing import seat_outlasts
from igtf.election import queries
from igtf.election.models import Election
from igtf.election.queries import ahead, chair_goes_on, running
from igtf.election.states import ELECTION
from igtf.record.due import falls_due
from igtf.record.numbers import period


@falls_due(ELECTION, "open-vote", Election)
def to_open(there: Listing) -> Listing:
    """Return the query of the elections whose nominations are over."""
    return there.where(Election.nominations_until <= NOW)


@falls_due(ELECTION, "close", Election)
def to_close(there: Listing) -> Listing:
    """Return the query of the elections whose vote is over."""
    return there.where(Election.votes_until <= NOW)


@falls_due(ELECTION, "take-office", Election)
def to_take_office(there: Listing) -> Listing:
    """Return the query of the elections of which who was elected takes office."""
    return there.where(Election.starts_at <= NOW)


def _nothing_follows(_election: Election, at: datetime) -> bool:
    """Return whether no election is under way or waits."""
    return not running() and not chair_goes_on(at)


@falls_due(ELECTION, "call-next", Election, only=_nothing_follows)
def to_follow(there: Listing) -> Listing:
    """Return the query of the election of a chair whose year, or whose seat, ends soon or has ended.

    After one that elected nobody, members and secretariat have as many days to call another themselves.
    """
    soon, lately = ahead(clock.now), clock.moment(clock.now, -period("chair_ahead_days"))
    ends = (Election.ends_at <= soon) | ~seat_outlasts(soon)
    return there.where(queries.in_office(), ends, ~queries.elected_nobody(lately)).limit(1)


@falls_due(ELECTION, "end", Election)
def to_end(there: Listing) -> Listing:
    """Return the query of the elections whose chair holds the office no more, or holds it by a later one."""
    return there.where(~queries.in_office())
