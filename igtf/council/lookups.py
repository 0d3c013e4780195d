"""What forms of ballots ask of the database, below the tables of moves."""

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import Select, bindparam, exists, select

from igtf.core.database.prepared import prepared
from igtf.core.db import Listing, fetch, session
from igtf.council.models import Ballot, BallotPosition, BallotSeat, Term
from igtf.council.tally import STOPS
from igtf.drafts.models import Draft, Revision
from igtf.record.models import Event, Hat


def fixed_hat(ballot: Ballot, person_id: int | None) -> Hat | None:
    """Return the hat of a person in a ballot: that of the seat; in a panel that of the first position, None before."""
    given = {"ballot": ballot.id, "person": person_id or 0}
    return cast("Hat | None", fetch(_fixed_hat(ballot.panel), given).scalar())


@prepared
def _fixed_hat(panel: bool) -> Select[Hat]:
    person: Any = bindparam("person")
    seat = select(Term.hat_id).where(Term.person_id == person, Term.ended_at.is_(None))
    first = select(Event.hat_id).where(
        Event.subject_id == bindparam("ballot"), Event.actor_id == person, Event.kind == "ballot.take-position"
    )
    fixed = first.order_by(Event.id).limit(1) if panel else seat
    return select(Hat).where(Hat.id == fixed.scalar_subquery())


def position_of(ballot_id: int, person_id: int | None) -> BallotPosition | None:
    """Return the position that a person took in a ballot, for a seat of theirs; None when there is none yet."""
    mine = (BallotPosition.ballot_id == ballot_id, BallotPosition.person_id == person_id)
    return session.scalar(select(BallotPosition).where(*mine))


def current_revision(ballot: Ballot) -> int | None:
    """Return the revision that a position taken now is on: the draft's newest, else the one that was balloted."""
    if ballot.decides_on.kind != "draft":
        return ballot.revision_number
    return cast("int | None", fetch(_newest(), {"draft": ballot.decides_on_id}).scalar())


@prepared
def _newest() -> Listing:
    newest = select(Revision.number).join(Draft, Draft.current_id == Revision.id)
    return newest.where(Draft.id == bindparam("draft"))


def discusses(ballot_id: int) -> Sequence[Any]:
    """Return the positions of a ballot that are a Discuss or a Block, with the name of the seat's holder then."""
    return session.execute(
        select(BallotPosition.seat_number, BallotPosition.ground, BallotSeat.name)
        .join(BallotSeat, (BallotSeat.ballot_id == BallotPosition.ballot_id)
              & (BallotSeat.number == BallotPosition.seat_number))
        .where(BallotPosition.ballot_id == ballot_id, BallotPosition.value.in_(STOPS))
        .order_by(BallotPosition.seat_number)
    ).all()  # fmt: skip


def said_for_another(ballot_id: int, value: str, text: str) -> bool:
    """Return whether a text stands in a ballot as the reason of another position than ``value``."""
    return bool(session.scalar(select(exists().where(
        BallotPosition.ballot_id == ballot_id, BallotPosition.value != value, BallotPosition.text == text
    ))))  # fmt: skip
