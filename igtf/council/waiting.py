"""What of a ballot waits for a member: conditions on its ``Subject``, which the desk asks."""

from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_, select

from igtf.core import clock
from igtf.council.models import Ballot, BallotPosition, BallotSeat, Seat, Term
from igtf.council.tally import STOPPED, STOPS
from igtf.drafts.models import Draft, Revision
from igtf.record.deadlines import days_before
from igtf.record.models import Subject


def _seat_of(me: Any) -> ColumnElement[bool]:
    """Return whether a frozen seat of the ballot is the person's now, and not recused: of a council its holder's or
    successor's; of a panel its holder's, unless that person sits on the council by now.
    """
    held = select(Seat.number).join(Term, Term.seat_id == Seat.id).where(Term.person_id == me, Term.ended_at.is_(None))
    number = held.scalar_subquery()
    on_panel = exists().where(Ballot.id == BallotSeat.ballot_id, Ballot.panel)
    mine = or_((BallotSeat.number == number) & ~on_panel, (BallotSeat.holder_id == me) & number.is_(None) & on_panel)
    has_a_say = BallotSeat.recused_for.is_(None) & or_(BallotSeat.holder_id == me, BallotSeat.successor_for.is_(None))
    return (BallotSeat.ballot_id == Subject.id) & BallotSeat.holder_id.is_not(None) & mine & has_a_say


def owes_position(me: Any) -> ColumnElement[bool]:
    """Return whether a seat of the person has no position yet."""
    taken = exists().where(
        BallotPosition.ballot_id == BallotSeat.ballot_id, BallotPosition.seat_number == BallotSeat.number
    )
    return exists().where(_seat_of(me), ~taken)


def looks_again(me: Any) -> ColumnElement[bool]:
    """Return whether the person holds a Discuss that was inherited, or taken on an earlier revision."""
    newest = (
        select(Revision.number).join(Draft, Draft.current_id == Revision.id)
        .join(Ballot, Ballot.decides_on_id == Draft.id).where(Ballot.id == BallotPosition.ballot_id).scalar_subquery()
    )  # fmt: skip
    return exists().where(
        _seat_of(me), BallotPosition.ballot_id == BallotSeat.ballot_id,
        BallotPosition.seat_number == BallotSeat.number, BallotPosition.value.in_(STOPS),
        BallotPosition.set_aside_at.is_(None),
        or_(BallotPosition.person_id != me, BallotPosition.revision_number < newest),
    )  # fmt: skip


def lone_discuss() -> ColumnElement[bool]:
    """Return whether a ballot has a single Discuss that has stood long enough for the alternate ballot."""
    old = BallotPosition.stands_since <= days_before(clock.now, "lone_discuss_days")
    standing = (BallotPosition.ballot_id == Subject.id) & BallotPosition.value.in_(STOPS)
    alone = select(func.count()).where(standing).scalar_subquery() == 1
    may = exists().where(Ballot.id == Subject.id, Ballot.lone_seat.is_(None), Ballot.rule.in_(STOPPED))
    return exists().where(standing, old) & alone & may
