"""What the clock owes a ballot: what lapses, its end, and a reminder to who holds a seat and has taken no position."""

from datetime import datetime

from sqlalchemy import select

from igtf.core import clock
from igtf.core.clock import NOW
from igtf.core.database.conditions import among
from igtf.core.db import Listing
from igtf.council import tally
from igtf.council.counting import lapsed
from igtf.council.models import Ballot, BallotPosition, Seat, Term
from igtf.council.queries import board, tally_seats
from igtf.council.running import is_balloted
from igtf.council.states import BALLOT
from igtf.record.deadlines import days_after, days_before
from igtf.record.due import falls_due
from igtf.record.models import Subject


def _has_lapsed(ballot: Ballot, at: datetime) -> bool:
    return any(map(lapsed, board(ballot.id, at)))


@falls_due(BALLOT, "lapse-discuss", Ballot, only=_has_lapsed)
def ballots_with_lapsed(there: Listing) -> Listing:
    """Return the query of the open ballots in which a successor let an inherited Discuss lapse."""
    asked_by = days_before(clock.now, "inherited_discuss_days")
    inherits = (
        select(BallotPosition.ballot_id)
        .join(Subject, Subject.id == BallotPosition.ballot_id)
        .join(Seat, Seat.number == BallotPosition.seat_number)
        .join(Term, (Term.seat_id == Seat.id) & Term.ended_at.is_(None) & (Term.started_at <= asked_by))
        .where(among(BallotPosition.value, tally.STOPS), BallotPosition.person_id != Term.person_id)
    )
    return there.where(~Ballot.panel, Ballot.id.in_(inherits))


@falls_due(BALLOT, "close", Ballot)
def ballots_to_close(there: Listing) -> Listing:
    """Return the query of the open ballots whose time has run out, but for those that wait for an alternate ballot."""
    over = (Ballot.closed_at.is_(None), Ballot.closes_at <= NOW, ~is_balloted(Ballot.id))
    return there.where(*over).order_by(Ballot.closes_at)


def silent_holders(ballot: Ballot, at: datetime) -> list[int]:
    """Return the persons who hold a seat of the base at ``at`` and have taken no position."""
    rows = board(ballot.id, at)
    seats = zip(rows, tally_seats(ballot, at, rows), strict=True)
    return [row.sitting_id for row, seat in seats if seat.in_base and seat.position is None and row.sitting_id]


def _waits(ballot: Ballot, at: datetime) -> bool:
    return bool(silent_holders(ballot, at))


@falls_due(BALLOT, "remind", Ballot, only=_waits)
def ballots_to_remind_of(there: Listing) -> Listing:
    """Return the query of the open ballots that end in a few days, and of which nobody was reminded."""
    soon = Ballot.closes_at <= days_after(clock.now, "ballot_reminder_days")
    return there.where(Ballot.reminded_at.is_(None), Ballot.closes_at > NOW, soon).order_by(Ballot.closes_at)
