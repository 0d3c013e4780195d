"""What stands beside a seat of a ballot: all that was recorded of it, and the discussion under its Discuss."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, or_, select

from igtf.core.database.conditions import among
from igtf.core.database.prepared import prepared
from igtf.core.db import Listing, fetch, session
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.council.models import Ballot, BallotPosition, BallotSeat, Seat, Term
from igtf.council.states import BALLOT
from igtf.council.tally import STOPS
from igtf.discussion.models import Comment
from igtf.discussion.parts import Parts
from igtf.record.kinds import kind_of, texts_of
from igtf.record.models import Actor, Event, Payload

OF_SEATS = tuple(
    f"{BALLOT.kind}.{name}" for name in ("take-position", "re-assert", "second", "withdraw-second", "lapse-discuss",
                                         "put-to-alternate", "set-aside")
)  # fmt: skip
"""The kinds of events that are about one seat or more."""
HELD = frozenset({"ballot.take-position", "ballot.re-assert"})
"""Those that say a position, with its ground and text."""
POSITIONS = HELD | {"ballot.lapse-discuss", "ballot.set-aside"}
"""Those after which the seat's position is another one, or counts in another way."""


@dataclass(frozen=True)
class SeatAct:
    """One entry of the record about a seat, or a matter; ``revision`` is the one that a position was taken on."""

    at: datetime
    actor: Any
    said: Text
    texts: list[tuple[Text, Text]]
    revision: int | None
    kind: str


@dataclass
class SeatRecord:
    """All that was recorded of a seat in a ballot, newest first, and the comments under its Discuss, oldest first."""

    acts: list[SeatAct] = field(default_factory=list)
    notes: list[tuple[Comment, Any]] = field(default_factory=list)

    @property
    def earlier(self) -> int:
        """How many times its position was another one before."""
        return max(0, sum(act.kind in POSITIONS for act in self.acts) - 1)


def records(ballot_id: int) -> dict[int, SeatRecord]:
    """Return the records of a ballot's seats by their numbers; one query."""
    found: dict[int, SeatRecord] = {}
    for row in fetch(_recorded(), {"ballot": ballot_id}):
        data = row.data or {}
        if row.Comment:
            found.setdefault(row.Comment.part, SeatRecord()).notes.insert(0, (row.Comment, row.Actor))
            continue
        kind = kind_of(row.Event.kind)
        act = SeatAct(
            row.Event.at, row.Actor, kind.said_in(data), texts_of(kind, data), data.get("revision"), kind.name
        )
        for number in data.get("seats") or [data.get("seat", 0)]:
            found.setdefault(number, SeatRecord()).acts.append(act)
    return found


@prepared
def _recorded() -> Listing:
    return (
        select(Event, Actor, Payload.data, Comment)
        .join(Actor, Actor.id == Event.actor_id)
        .outerjoin(Payload, Payload.event_id == Event.id)
        .outerjoin(Comment, Comment.event_id == Event.id)
        .where(Event.subject_id == bindparam("ballot"), or_(among(Event.kind, OF_SEATS), Comment.part.is_not(None)))
        .order_by(Event.id.desc())
    )


def _discuss_now(ballot_id: int, seat: int) -> str | None:
    """Return the text of a seat's Discuss; None where it has none."""
    return session.scalar(
        select(BallotPosition.text).where(
            BallotPosition.ballot_id == ballot_id, BallotPosition.seat_number == seat, BallotPosition.value.in_(STOPS)
        )
    )


def _holder(ballot_id: int, seat: int) -> Iterable[int]:
    """Return who holds a seat of a ballot now."""
    council = select(Term.person_id).join(Seat, Seat.id == Term.seat_id).where(
        Seat.number == seat, Term.ended_at.is_(None)
    )  # fmt: skip
    panel = select(BallotSeat.holder_id).where(BallotSeat.ballot_id == ballot_id, BallotSeat.number == seat)
    on_panel = session.scalar(select(Ballot.panel).where(Ballot.id == ballot_id))
    return session.scalars(panel if on_panel else council)


DISCUSS = Parts(
    _discuss_now, None, "seats", lambda number: _("On the position of seat %(n)d", n=number),
    lambda number: _("Seat %(n)d has no position that stops the ballot. Comment on the whole.", n=number), _holder,
)  # fmt: skip
"""What comments on a ballot may be on: the Discuss of a seat."""
