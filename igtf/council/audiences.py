"""The audiences that ballots add."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from igtf.core.db import session
from igtf.council.models import Ballot, BallotSeat, Seat, Term
from igtf.discussion.models import Follow
from igtf.record.audiences import audience
from igtf.record.models import Event, Subject


@audience("ballot seats", _l("the holders of the ballot's seats"), _l("you hold a seat of this ballot"))
def _ballot_seats(subject: Subject, _event: Event | None) -> Iterable[int]:
    return session.scalars(
        select(Term.person_id)
        .join(Seat, Seat.id == Term.seat_id)
        .join(BallotSeat, BallotSeat.number == Seat.number)
        .where(BallotSeat.ballot_id == subject.id, BallotSeat.holder_id.is_not(None), Term.ended_at.is_(None))
    )


@audience(
    "followers of what it decides on",
    _l("whoever follows what it decides on"),
    _l("you follow what it decides on"),
)
def _followers_of_decided(subject: Subject, _event: Event | None) -> Iterable[int]:
    return session.scalars(
        select(Follow.person_id).join(Ballot, Ballot.decides_on_id == Follow.subject_id).where(Ballot.id == subject.id)
    )
