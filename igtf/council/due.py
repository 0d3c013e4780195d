"""What the clock owes a ballot before its end: a reminder to whoever holds a seat of it and has taken no position."""

from datetime import datetime

from sqlalchemy import select

from igtf.core import clock
from igtf.core.clock import NOW
from igtf.core.db import Listing
from igtf.council import events
from igtf.council.models import Ballot
from igtf.council.queries import board, tally_seats
from igtf.council.states import BALLOT
from igtf.record.acts import By
from igtf.record.deadlines import days_after
from igtf.record.due import falls_due
from igtf.record.models import Subject
from igtf.record.moves import carries_out


def silent_holders(ballot: Ballot, at: datetime) -> list[int]:
    """Return the persons who hold a seat of the base at ``at`` and have taken no position."""
    rows = board(ballot.id, at)
    seats = zip(rows, tally_seats(ballot, at, rows), strict=True)
    return [row.sitting_id for row, seat in seats if seat.in_base and seat.position is None and row.sitting_id]


def _waits(ballot: Ballot, at: datetime) -> bool:
    return bool(silent_holders(ballot, at))


@falls_due(BALLOT, "remind", only=_waits)
def ballots_to_remind_of() -> Listing:
    """Return the query of the open ballots that end in a few days, and of which nobody was reminded."""
    return (
        select(Ballot)
        .join(Subject, Subject.id == Ballot.id)
        .where(Ballot.closed_at.is_(None), Ballot.reminded_at.is_(None), Ballot.closes_at > NOW,
               Ballot.closes_at <= days_after(clock.now, "ballot_reminder_days"))
        .order_by(Ballot.closes_at, Ballot.id)
    )  # fmt: skip


@carries_out(BALLOT, "remind")
def remind(ballot: Ballot, *, by: By) -> events.Reminded:
    """Remind the members who have taken no position; once for each end that the ballot is given."""
    ballot.reminded_at = by.at
    return events.Reminded(len(silent_holders(ballot, by.at)))
