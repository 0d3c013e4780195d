"""What the clock owes an election: the vote and its end, the office and its end, and the next election."""

from datetime import datetime

from igtf.core import clock
from igtf.core.clock import NOW
from igtf.core.db import Listing
from igtf.election import lookups
from igtf.election.models import Election
from igtf.election.queries import ahead, chair_goes_on, in_state, running
from igtf.election.states import ELECTION
from igtf.record.due import falls_due


@falls_due(ELECTION, "open-vote")
def to_open() -> Listing:
    """Return the query of the elections whose nominations are over."""
    return in_state("nominating").where(Election.nominations_until <= NOW)


@falls_due(ELECTION, "close")
def to_close() -> Listing:
    """Return the query of the elections whose vote is over."""
    return in_state("voting").where(Election.votes_until <= NOW)


@falls_due(ELECTION, "take-office")
def to_take_office() -> Listing:
    """Return the query of the elections of which who was elected takes office."""
    return in_state("elected").where(Election.starts_at <= NOW)


def _nothing_follows(_election: Election, at: datetime) -> bool:
    """Return whether no election is under way or waits."""
    return not running() and not chair_goes_on(at)


@falls_due(ELECTION, "call-next", only=_nothing_follows)
def to_follow() -> Listing:
    """Return the query of the election of a chair whose year ends soon."""
    return in_state("in-office").where(lookups.in_office(), Election.ends_at <= ahead(clock.now)).limit(1)


@falls_due(ELECTION, "end")
def to_end() -> Listing:
    """Return the query of the elections whose chair holds the office no more."""
    return in_state("in-office").where(~lookups.in_office())
