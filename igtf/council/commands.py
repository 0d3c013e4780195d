"""The acts in a ballot: taking a position, deferring, closing, recalling."""

from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from igtf.core.db import session
from igtf.core.errors import Invalid
from igtf.core.workflow import Reasoned
from igtf.council import events, openings, seating  # noqa: F401 (openings binds moves of other kinds)
from igtf.council.counting import counted, summary
from igtf.council.forms import STOPPING, wanting
from igtf.council.models import Ballot, BallotPosition
from igtf.council.purposes import PURPOSES
from igtf.council.queries import facts_for, tally_seats
from igtf.council.revisions import current_revision
from igtf.council.states import BALLOT
from igtf.record.acts import By, by_clock
from igtf.record.moves import carries_out
from igtf.record.numbers import days


@carries_out(BALLOT, "take-position")
def take_position(
    ballot: Ballot, *, value: str, by: By, ground: str | None = None, text: str = ""
) -> events.PositionTaken:
    """Take a position for the actor's seat, replacing the one it has.

    Invalid when it is incomplete, or the one that the seat has already.
    """
    ground = (ground or None) if value in STOPPING else None
    lacks = wanting(ballot.rule, value, ground, text)
    if lacks:
        raise Invalid(lacks)
    seat = facts_for(by, ballot).seat
    position = session.scalar(
        select(BallotPosition).where(BallotPosition.ballot_id == ballot.id, BallotPosition.seat_number == seat)
    )
    given = {
        "value": value, "ground": ground, "text": text, "person_id": by.author,
        "revision_number": current_revision(ballot.decides_on),
    }  # fmt: skip
    if position is None:
        position = BallotPosition(ballot_id=ballot.id, seat_number=seat, at=by.at, **given)
        session.add(position)
    elif all(getattr(position, name) == what for name, what in given.items()):
        raise Invalid({"": [_("This is your position already, so nothing was recorded.")]})
    for name, what in (given | {"at": by.at}).items():
        setattr(position, name, what)
    session.flush()
    return events.PositionTaken(position.seat_number, value, ground, text, position.revision_number)


@carries_out(BALLOT, "defer")
def defer(ballot: Ballot, *, reason: str, by: By) -> events.Deferred:
    """Let the ballot run 14 days longer, once."""
    ballot.deferred_by_id = by.author
    _set_closing(ballot, ballot.closes_at + timedelta(days=days("deferral_days")))
    return events.Deferred(reason, f"{ballot.closes_at:%Y-%m-%d %H:%M} UTC")


def _set_closing(ballot: Ballot, closes_at: datetime | None) -> None:
    """Let it close at ``closes_at`` (None: it is over); what it decides on shows the same deadline."""
    decided = ballot.decides_on
    if decided.due_at == ballot.closes_at:
        decided.due_at = closes_at
    ballot.subject.due_at = closes_at
    ballot.closes_at = closes_at or ballot.closes_at


def freeze_result(ballot: Ballot, by: By) -> None:
    """Keep how the ballot stands; from now on its page, and whoever counts again, reads this."""
    ballot.result = counted(tally_seats(ballot, by.at), ballot.rule)
    ballot.closed_at = by.at
    _set_closing(ballot, None)


def _count(ballot: Ballot, by: By) -> tuple[events.Counted, str]:
    """Count, freeze the result, and let follow what follows from it, in the same transaction."""
    freeze_result(ballot, by)
    result = ballot.result or {}
    purpose = PURPOSES[ballot.purpose]
    effect = purpose.passed if result["passes"] else purpose.failed
    why = f"Ballot {ballot.subject.ref}: {summary(result)}"
    follows = effect(ballot.decides_on, why, by_clock(by.at))
    return events.Counted(result["passes"], follows, result), "passed" if result["passes"] else "failed"


@carries_out(BALLOT, "close")
def close(ballot: Ballot, *, by: By) -> tuple[events.Counted, str]:
    """Close a ballot whose time has run out."""
    return _count(ballot, by)


@carries_out(BALLOT, "close-early")
def close_early(ballot: Ballot, *, by: By) -> tuple[events.Counted, str]:
    """Close a ballot in which nothing is missing before its time has run out."""
    return _count(ballot, by)


@carries_out(BALLOT, "recall")
def recall(ballot: Ballot, *, reason: str, by: By) -> Reasoned:
    """Take the ballot back; how it stood stays visible, and nothing is decided."""
    freeze_result(ballot, by)
    why = f"Ballot {ballot.subject.ref} was recalled: {reason}"
    PURPOSES[ballot.purpose].recalled(ballot.decides_on, why, by_clock(by.at))
    return Reasoned(reason)
