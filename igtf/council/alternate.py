"""The alternate ballot on a Discuss, and the Discuss that it is about."""

from sqlalchemy import select

from igtf.core.db import session
from igtf.council.models import Ballot, BallotPosition
from igtf.council.running import running_on
from igtf.council.tally import STOPS


def lone_discuss(ballot_id: int) -> BallotPosition | None:
    """Return the Discuss that was put to the alternate ballot, None when it was cleared since."""
    return session.scalar(
        select(BallotPosition)
        .join(Ballot, (Ballot.id == BallotPosition.ballot_id) & (Ballot.lone_seat == BallotPosition.seat_number))
        .where(Ballot.id == ballot_id, BallotPosition.value.in_(STOPS))
    )


def alternate_of(ballot_id: int) -> Ballot | None:
    """Return the alternate ballot that runs on a Discuss of this ballot, None when there is none."""
    return running_on(ballot_id)
