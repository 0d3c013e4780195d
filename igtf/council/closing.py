"""When a ballot closes, and what it shows then. For commands."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from igtf.core.db import session
from igtf.core.i18n import Text
from igtf.council.alternate import alternate_of
from igtf.council.counting import counted
from igtf.council.freezing import freeze_successors
from igtf.council.models import Ballot, BallotPosition
from igtf.council.queries import board, tally_seats, text_hash
from igtf.council.states import BALLOT
from igtf.council.tally import STOPS
from igtf.groups.deadlines import set_due
from igtf.groups.models import Group
from igtf.people.roles import hold_council
from igtf.record.by import By, by_clock
from igtf.record.models import Event
from igtf.record.moves import bound
from igtf.record.queries import left_by
from igtf.record.subjects import count

_close, _recall = bound(BALLOT, "close"), bound(BALLOT, "recall")


def set_closing(ballot: Ballot, closes_at: datetime | None, by: By) -> None:
    """Let it close at ``closes_at`` (None: it is over); what it decides on shows the same deadline, a group the first
    of all that it waits for.

    A ballot waits for the alternate ballot on its Discuss, so it does not close before that one. Before another end
    there is a reminder again.
    """
    decided, waits = ballot.decides_on, session.get(Ballot, ballot.decides_on_id)
    ballot.subject.due_at = closes_at
    if waits is not None:
        if closes_at and waits.closes_at < closes_at:
            set_closing(waits, closes_at, by)
    elif decided.kind == "group":
        set_due(session.get_one(Group, decided.id), by.at)
    elif decided.due_at == ballot.closes_at:
        decided.due_at = closes_at
    count(decided.id)  # calendars have its day, too
    if closes_at and closes_at != ballot.closes_at:
        ballot.closes_at, ballot.reminded_at = closes_at, None


def put_off(ballot: Ballot, time: timedelta, by: By) -> None:
    """Let a ballot close so much later, whether or not it waits for an alternate ballot until then."""
    if ballot.would_close_at:
        ballot.would_close_at += time
    set_closing(ballot, ballot.closes_at + time, by)


def wait_no_more(ballot: Ballot, by: By) -> None:
    """Let a ballot close when it would have, had no Discuss of it been put to an alternate ballot; not before now."""
    if ballot.would_close_at:
        set_closing(ballot, min(ballot.closes_at, max(ballot.would_close_at, by.at)), by)
        ballot.would_close_at = None


def keep_no_time(ballot: Ballot, seats: Sequence[int], by: By) -> str:
    """Let a ballot wait no more for another alternate ballot on a Discuss, if that was one of ``seats``, where it is
    gone; return when it closes now, or "" where it did not wait for that."""
    if not keeps_time(ballot, seats):
        return ""
    wait_no_more(ballot, by)
    return ballot.closes_at.isoformat()


def keeps_time(ballot: Ballot, seats: Sequence[int]) -> bool:
    """Return whether a ballot waits longer than it would for an alternate ballot on the Discuss of one of ``seats``."""
    return ballot.would_close_at is not None and _newest_put(ballot) in seats


def _newest_put(ballot: Ballot) -> int | None:
    """Return the seat whose Discuss was put to an alternate ballot last."""
    put = select(Event.id).where(Event.subject_id == ballot.id, Event.kind == "ballot.put-to-alternate")
    seat: int | None = left_by(session.scalar(put.order_by(Event.id.desc()).limit(1))).get("seat")
    return seat


def freeze_result(ballot: Ballot, by: By) -> None:
    """Keep how the ballot stands, and which text it decided on; from now on whoever counts again reads this."""
    ballot.result = counted(tally_seats(ballot, by.at), ballot.rule, ballot.subject.procedure)
    ballot.text_hash = text_hash(ballot.decides_on)
    ballot.closed_at = by.at
    set_closing(ballot, None, by)


def reopen(ballot: Ballot, recalled_at: datetime, by: By) -> None:
    """Let a ballot that was recalled go on for as long as was left of it then; nothing is counted of it yet.

    The time in between counts for no Discuss: it has not stood in it, and no successor was asked whether it stands.
    Who has taken a seat meanwhile stands aside as who takes one while it runs; a seat that changes hands in the same
    moment is found so, or knows of this ballot.
    """
    hold_council()
    lost = by.at - recalled_at
    ballot.result = ballot.text_hash = ballot.closed_at = None
    put_off(ballot, lost, by)
    ballot.decides_on.due_at = ballot.closes_at
    session.flush()
    freeze_successors(ballot, recalled_at, by.at)
    seated = {row.number: row.seated_at for row in board(ballot.id, by.at) if row.seated_at}
    for position in session.scalars(
        select(BallotPosition).where(BallotPosition.ballot_id == ballot.id, BallotPosition.value.in_(STOPS))
    ):
        position.stands_since = position.stands_since and position.stands_since + lost
        asked = max(filter(None, (seated.get(position.seat_number), position.asked_since)), default=recalled_at)
        position.asked_since = min(asked, recalled_at) + lost


def close_late_alternate(ballot: Ballot, by: By) -> None:
    """Close the alternate ballot on the lone Discuss of a ballot if its time has run out and the clock was not there.

    What was said in it in time decides first: afterwards ``end_alternate`` finds none that it could not recall.
    """
    other = alternate_of(ballot.id) if ballot.lone_seat is not None else None
    if other is not None and other.closes_at <= by.at:
        _close(other, by=by_clock(by.at))


def end_alternate(ballot: Ballot, by: By, reason: Text) -> None:
    """Recall the alternate ballot on the lone Discuss of a ballot, if one runs: there is nothing left to decide.

    The ballot closes when it would have, unless a Discuss stands in the place of that one.
    """
    other = alternate_of(ballot.id)
    if other is not None:
        _recall(other, reason=reason, by=by_clock(by.at))
