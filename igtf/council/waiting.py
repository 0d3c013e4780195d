"""What of a ballot waits for a member: conditions on its ``Subject``, which the desk asks."""

from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, cast, exists, func, or_, select
from sqlalchemy.orm import aliased

from igtf.core import clock
from igtf.core.database.jsonrows import as_text, items_of
from igtf.council.models import Ballot, BallotPosition, BallotSeat, Seat, Term
from igtf.council.queries import responsible_for
from igtf.council.tally import RECUSE, STOPPED, STOPS
from igtf.drafts.models import Draft, Revision
from igtf.people.models import Role
from igtf.record.deadlines import days_before
from igtf.record.models import Subject


def _mine(me: Any) -> ColumnElement[bool]:
    """Return whether a seat of the ballot is the person's now: of a council its holder's or successor's.

    Of a panel its holder's, unless that person sits on the council by now.
    """
    held = select(Seat.number).join(Term, Term.seat_id == Seat.id).where(Term.person_id == me, Term.ended_at.is_(None))
    number = held.scalar_subquery()
    on_panel = exists().where(Ballot.id == BallotSeat.ballot_id, Ballot.panel)
    mine = or_((BallotSeat.number == number) & ~on_panel, (BallotSeat.holder_id == me) & number.is_(None) & on_panel)
    return (BallotSeat.ballot_id == Subject.id) & mine


def _recused(me: Any) -> ColumnElement[bool]:
    """Return whether a seat of the person was recused at the opening, or when the person took it."""
    succeeded = or_(BallotSeat.holder_id != me, BallotSeat.holder_id.is_(None)) & BallotSeat.successor_for.is_not(None)
    return BallotSeat.recused_for.is_not(None) | succeeded


def _seat_of(me: Any) -> ColumnElement[bool]:
    """Return whether a seat of the ballot is the person's now that was filled at its opening, and is not recused."""
    return _mine(me) & BallotSeat.holder_id.is_not(None) & ~_recused(me)


def _aside(me: Any) -> ColumnElement[bool]:
    """Return whether the person stands aside in the ballot, by the rule or by the position of the seat."""
    said = exists().where(
        BallotPosition.ballot_id == BallotSeat.ballot_id, BallotPosition.seat_number == BallotSeat.number,
        BallotPosition.value == RECUSE,
    )  # fmt: skip
    return exists().where(_mine(me), or_(_recused(me), said))


def opens_alternate(me: Any) -> ColumnElement[bool]:
    """Return whether it is for the person to put a lone Discuss of the ballot to the alternate ballot.

    That is the chair, and the responsible member where there is none, or the chair stands aside or holds the Discuss.
    """
    chairs = (Role.name == "council-chair", Role.subject_id.is_(None), Role.ended_at.is_(None))
    chair = select(Role.person_id).where(*chairs).limit(1).scalar_subquery()
    concerned = or_(chair.is_(None), _aside(chair), _stops(chair))
    by_chair = exists().where(Role.person_id == me, *chairs)
    return or_(by_chair, responsible_for(me, Subject.id) & concerned) & ~_aside(me)


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
    return _stops(me, or_(BallotPosition.person_id != me, BallotPosition.revision_number < newest))


def _stops(person: Any, *also: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return whether a seat of the person has a Discuss that was not set aside, of which ``also`` is true."""
    own = (BallotPosition.ballot_id == BallotSeat.ballot_id, BallotPosition.seat_number == BallotSeat.number)
    stands = (BallotPosition.value.in_(STOPS), BallotPosition.set_aside_at.is_(None))
    return exists().where(_seat_of(person), *own, *stands, *also)


def stopped_by(stop: str) -> ColumnElement[bool]:
    """Return whether a position stops a ballot under its rule."""
    rules = [rule for rule, position in STOPPED.items() if position == stop]
    return exists().where(Ballot.id == Subject.id, Ballot.rule.in_(rules))


def has_discuss() -> ColumnElement[bool]:
    """Return whether any seat of a ballot has a Discuss."""
    return exists().where(BallotPosition.ballot_id == Subject.id, BallotPosition.value.in_(STOPS))


def _in_base(seat: Any) -> ColumnElement[bool]:
    """Return whether a seat of a ballot counts: filled at its opening and now, and not recused."""
    sits = exists().where(
        Seat.number == seat.number, Term.seat_id == Seat.id, Term.ended_at.is_(None),
        or_(seat.holder_id == Term.person_id, seat.successor_for.is_(None)),
    )  # fmt: skip
    panel = exists().where(Ballot.id == seat.ballot_id, Ballot.panel)
    return and_(seat.holder_id.is_not(None), seat.recused_for.is_(None), or_(sits, panel))


def lone_discuss() -> ColumnElement[bool]:
    """Return whether a ballot has a single Discuss, without a second, that stood long enough for the alternate ballot.

    Of seats that are vacant by now, or recused, none counts.
    """
    old = BallotPosition.stands_since <= days_before(clock.now, "lone_discuss_days")
    own, second = aliased(BallotSeat), aliased(BallotSeat)
    of_seat = (own.ballot_id == BallotPosition.ballot_id, own.number == BallotPosition.seat_number)
    standing = (BallotPosition.ballot_id == Subject.id) & BallotPosition.value.in_(STOPS)
    standing &= exists().where(*of_seat, _in_base(own))
    seconds = items_of(as_text(BallotPosition.seconds), "seconds")
    seconded = exists().select_from(second).where(
        second.ballot_id == BallotPosition.ballot_id, _in_base(second),
        second.number.in_(select(cast(seconds.c.value, Integer))),
    )  # fmt: skip
    alone = select(func.count()).where(standing).scalar_subquery() == 1
    may = exists().where(Ballot.id == Subject.id, Ballot.lone_seat.is_(None), Ballot.rule.in_(STOPPED))
    return exists().where(standing, old, ~seconded) & alone & may
