"""What forms of recalls ask of the database, below the table of moves."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from igtf.core import clock
from igtf.core.db import session
from igtf.council.models import Seat, Term
from igtf.council.queries import holds
from igtf.record.models import Actor, Hat


def members() -> Sequence[Any]:
    """Return who sits on the council, by name: (Term, number, name, handle, organisation)."""
    return session.execute(
        select(Term, Seat.number, Actor.name, Actor.handle, Hat.organisation)
        .join(Seat, Seat.id == Term.seat_id).join(Actor, Actor.id == Term.person_id).join(Hat, Hat.id == Term.hat_id)
        .where(Seat.voting, holds(clock.now())).order_by(Actor.name, Actor.id)
    ).all()  # fmt: skip
