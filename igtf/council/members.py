"""The record of a member: each ballot in which they held a seat, the position taken, and how long it took."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any

from sqlalchemy import func, or_, select

from igtf.core.db import session
from igtf.core.i18n import Text
from igtf.council.aside import in_words
from igtf.council.models import Ballot, BallotPosition, BallotSeat, Seat, Term
from igtf.council.states import COUNTED
from igtf.people.models import Role
from igtf.record.models import Event, Hat, Subject


@dataclass(frozen=True)
class Taken:
    """A ballot of a member: the position that counts (None: none), when the first was taken, whole days it took."""

    ref: str
    question: str
    state: str
    opened_at: datetime
    value: str | None
    recused_for: str | None
    days: int | None

    @property
    def why_aside(self) -> Text:
        """What the member stood aside for; empty when the member did not have to."""
        return in_words(self.recused_for) if self.recused_for else ""

    @property
    def missed(self) -> bool:
        """Whether the ballot ended without a position of the member, who did not have to stand aside."""
        return self.state in COUNTED and self.value is None and self.recused_for is None


def record_of(person_id: int) -> list[Taken]:
    """Return the ballots in which a person held a seat or took a position, the newest first; one query."""
    first = (
        select(func.min(Event.at))
        .where(Event.subject_id == Ballot.id, Event.actor_id == person_id, Event.kind == "ballot.take-position")
        .scalar_subquery()
    )
    rows = session.execute(
        select(Subject.ref, Ballot.question, Subject.state, Ballot.opens_at, BallotPosition.value,
               BallotPosition.person_id, BallotSeat.recused_for, first.label("first"))
        .join(Ballot, Ballot.id == Subject.id)
        .join(BallotSeat, BallotSeat.ballot_id == Ballot.id)
        .outerjoin(BallotPosition, (BallotPosition.ballot_id == Ballot.id)
                   & (BallotPosition.seat_number == BallotSeat.number))
        .where(or_(BallotSeat.holder_id == person_id, BallotPosition.person_id == person_id))
        .order_by(Ballot.opens_at.desc(), Ballot.id.desc())
        .limit(200)
    )  # fmt: skip
    return [
        Taken(row.ref, row.question, row.state, row.opens_at, row.value if row.person_id == person_id else None,
              row.recused_for, (row.first - row.opens_at).days if row.first else None)
        for row in rows
    ]  # fmt: skip


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
