"""What the clock owes a ballot before its end: a reminder to whoever holds a seat of it and has taken no position."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from igtf.core.db import session
from igtf.council import events
from igtf.council.models import Ballot
from igtf.council.queries import board, tally_seats
from igtf.council.states import BALLOT
from igtf.record.acts import By
from igtf.record.models import Subject
from igtf.record.moves import carries_out
from igtf.record.numbers import days_after


def silent_holders(ballot: Ballot, at: datetime) -> list[int]:
    """Return the persons who hold a seat of the base at ``at`` and have taken no position."""
    rows = board(ballot.id, at)
    seats = zip(rows, tally_seats(ballot, at, rows), strict=True)
    return [row.sitting_id for row, seat in seats if seat.in_base and seat.position is None and row.sitting_id]


@BALLOT.due_by("remind")
def ballots_to_remind_of(at: datetime) -> Iterable[Ballot]:
    """Return the open ballots that end in a few days, of which nobody was reminded, and that wait for somebody."""
    found = session.scalars(
        select(Ballot)
        .join(Subject, Subject.id == Ballot.id)
        .where(Ballot.closed_at.is_(None), Ballot.reminded_at.is_(None), Ballot.closes_at > at,
               Ballot.closes_at <= days_after(at, "ballot_reminder_days"))
        .order_by(Ballot.closes_at, Ballot.id)
    )  # fmt: skip
    return [ballot for ballot in found if silent_holders(ballot, at)]


@carries_out(BALLOT, "remind")
def remind(ballot: Ballot, *, by: By) -> events.Reminded:
    """Remind the members who have taken no position; once, and again when the ballot was deferred."""
    ballot.reminded_at = by.at
    return events.Reminded(len(silent_holders(ballot, by.at)))
