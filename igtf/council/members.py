"""The record of a member: each ballot in which they held a seat, the position taken, and how long it took."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any

from sqlalchemy import and_, case, or_, select

from igtf.core.db import Listing, session
from igtf.core.i18n import Text
from igtf.council.models import Ballot, BallotPosition, BallotSeat, Seat, Term
from igtf.council.queries import end_of_ballot, held
from igtf.council.recusals import in_words
from igtf.council.states import COUNTED
from igtf.council.threads import HELD
from igtf.people.models import Role
from igtf.record.models import Event, Hat, Payload, Subject


@dataclass(frozen=True)
class Taken:
    """A ballot of a member: the last position that the member took (None: none), when the first, whole days it took.

    ``owed``: the member held the seat when the ballot ended, and nobody had taken a position for it.
    """

    ref: str
    question: str
    state: str
    opened_at: datetime
    value: str | None
    recused_for: str | None
    days: int | None
    owed: bool

    @property
    def why_aside(self) -> Text:
        """What the member stood aside for; empty when the member did not have to."""
        return in_words(self.recused_for) if self.recused_for else ""

    @property
    def missed(self) -> bool:
        """Whether the ballot ended without a position of the member, who did not have to stand aside."""
        return self.state in COUNTED and self.owed and self.value is None and self.recused_for is None


def record_of(person_id: int) -> list[Taken]:
    """Return the ballots that ran while a person held a seat of their base, the newest first; two queries.

    What a predecessor or a successor took for the seat is not the person's.
    """
    taken = _positions_of(person_id)
    return [
        Taken(row.ref, row.question, row.state, row.opens_at, value, row.recused_for,
              (first - row.opens_at).days if first else None, row.owed)
        for row in session.execute(_sat_in(person_id))
        for first, value in [taken.get((row.id, row.number), (None, row.copied))]
    ]  # fmt: skip


def _sat_in(person_id: int) -> Listing:
    """Return the query of the seats of ballots that a person held when it opened, or took over while it ran."""
    own, end = BallotSeat.holder_id == person_id, end_of_ballot()
    terms = select(Term.id).join(Seat, Seat.id == Term.seat_id).where(
        Term.person_id == person_id, Seat.number == BallotSeat.number
    )  # fmt: skip
    meanwhile = terms.where(
        Term.started_at < end, Term.ends_at > Ballot.opens_at,
        Term.ended_at.is_(None) | (Term.ended_at > Ballot.opens_at),
    ).exists()  # fmt: skip
    in_base = BallotSeat.holder_id.is_not(None) & BallotSeat.recused_for.is_(None)
    to_the_end = case((Ballot.panel, own), else_=terms.where(held(end)).exists())
    aside = case((own, BallotSeat.recused_for), (to_the_end, BallotSeat.successor_for))
    copied = case((BallotPosition.person_id == person_id, BallotPosition.value))  # into an alternate ballot, by no act
    return (
        select(Ballot.id, BallotSeat.number, Subject.ref, Ballot.question, Subject.state, Ballot.opens_at,
               aside.label("recused_for"), copied.label("copied"),
               and_(to_the_end, BallotPosition.id.is_(None)).label("owed"))
        .join(Ballot, Ballot.id == Subject.id)
        .join(BallotSeat, BallotSeat.ballot_id == Ballot.id)
        .outerjoin(BallotPosition, (BallotPosition.ballot_id == Ballot.id)
                   & (BallotPosition.seat_number == BallotSeat.number))
        .where(or_(own, and_(~Ballot.panel, in_base, meanwhile)))
        .order_by(Ballot.opens_at.desc(), Ballot.id.desc(), BallotSeat.number)
        .limit(200)
    )  # fmt: skip


def _positions_of(person_id: int) -> dict[tuple[int, int], tuple[datetime | None, str]]:
    """Return by ballot and seat when a person first took a position, and the last that the person took or upheld."""
    said = (
        select(Event.subject_id, Event.at, Event.kind, Payload.data)
        .join(Payload, Payload.event_id == Event.id)
        .where(Event.actor_id == person_id, Event.kind.in_(HELD))
        .order_by(Event.id)
    )
    found: dict[tuple[int, int], tuple[datetime | None, str]] = {}
    for ballot, at, kind, data in session.execute(said):
        first, _before = found.get((ballot, data["seat"]), (None, ""))
        found[ballot, data["seat"]] = (first or (at if kind == "ballot.take-position" else None), data["position"])
    return found


def in_short(taken: Sequence[Taken]) -> dict[str, Any]:
    """Return how many ballots there were, in how many a position was taken, the member stood aside or missed it, and
    the median of the days until the first position (None without any)."""
    days = [row.days for row in taken if row.days is not None]
    return {
        "ballots": len(taken), "taken": sum(row.value is not None for row in taken),
        "aside": sum(row.recused_for is not None for row in taken),
        "missed": sum(row.missed for row in taken), "median": median(days) if days else None,
    }  # fmt: skip


def terms_of(person_id: int) -> Sequence[Any]:
    """Return the terms of a person with their seats and the hats they were taken under, the newest first."""
    return session.execute(
        select(Term, Seat, Hat).join(Seat, Seat.id == Term.seat_id).join(Hat, Hat.id == Term.hat_id)
        .where(Term.person_id == person_id)
        .order_by(Term.started_at.desc(), Term.id.desc())
    ).all()  # fmt: skip


def chaired(person_id: int) -> Sequence[Any]:
    """Return when a person chaired the council: started_at, ended_at (None: still), the newest first."""
    return session.execute(
        select(Role.started_at, Role.ended_at)
        .where(Role.person_id == person_id, Role.name == "council-chair", Role.subject_id.is_(None))
        .order_by(Role.id.desc())
    ).all()
