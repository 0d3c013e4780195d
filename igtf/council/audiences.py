"""The audiences that ballots add."""

from collections.abc import Iterable

from sqlalchemy import select

from igtf.core.db import session
from igtf.core.i18n import lazy_gettext as _l
from igtf.council.due import silent_holders
from igtf.council.models import Ballot, BallotPosition, BallotSeat, Seat, Term
from igtf.council.sitting import is_complete
from igtf.council.tally import STOPS
from igtf.discussion.audiences import followers_of
from igtf.people.models import Person
from igtf.people.roles import holders
from igtf.record.audiences import audience
from igtf.record.models import Actor, Event, Payload, Subject
from igtf.record.queries import left_by


@audience(
    "ballot seats", _l("the holders of the ballot's seats"), _l("you hold a seat of this ballot"), ends_with="office"
)
def _ballot_seats(subject: Subject, _event: Event | None) -> Iterable[int]:
    panel = (
        select(Person.id)
        .join(BallotSeat, BallotSeat.holder_id == Person.id)
        .join(Ballot, Ballot.id == BallotSeat.ballot_id)
        .where(Ballot.id == subject.id, Ballot.panel)
    )
    return session.scalars(panel).all() or session.scalars(
        select(Term.person_id)
        .join(Seat, Seat.id == Term.seat_id)
        .join(BallotSeat, BallotSeat.number == Seat.number)
        .where(BallotSeat.ballot_id == subject.id, BallotSeat.holder_id.is_not(None), Term.ended_at.is_(None))
    )


@audience(
    "silent seats",
    _l("the members who have taken no position"),
    _l("you hold a seat of this ballot without a position"),
)
def _silent_seats(subject: Subject, event: Event | None) -> Iterable[int]:
    return silent_holders(session.get_one(Ballot, subject.id), event.at) if event else ()


@audience("seat holder", _l("whom it is about"), _l("it is about your part in the council"), affected=True)
def _seat_holder(_subject: Subject, event: Event | None) -> Iterable[int]:
    """Return who takes or leaves a seat or the chair by this act, and who chaired until then."""
    left = left_by(event.id if event else None)
    named = [handle for handle in (left.get("person"), left.get("before")) if handle]
    return session.scalars(select(Actor.id).where(Actor.handle.in_(named)))


@audience("former member", _l("who leaves the council"), _l("it is about your part in the council"), affected=True)
def _former_member(subject: Subject, event: Event | None) -> Iterable[int]:
    """Return who leaves a seat by this act, except for another one, or for this one anew, of which they are told."""
    return set(_seat_holder(subject, event)) - set(holders("council"))


@audience(
    "council with a chair",
    _l("the council, once it has a chair"),
    _l("you are a member of the council"),
    ends_with="office",
)
def _council_with_a_chair(_subject: Subject, event: Event | None) -> Iterable[int]:
    """Return nobody for an act from before the first chair, with whom all members are told who sits."""
    return holders("council") if is_complete(event.id if event else None) else ()


@audience(
    "discuss holders",
    _l("whoever holds a standing Discuss or Block"),
    _l("you hold a Discuss or a Block of the ballot"),
)
def _discuss_holders(subject: Subject, event: Event | None) -> Iterable[int]:
    """Who holds a Discuss that stands; of an act on one Discuss only its holder, and nobody once the ballot is over."""
    if subject.state != "open":
        return []
    seat = session.scalar(
        select(Payload.data["seat"].as_integer()).where(Payload.event_id == (event.id if event else 0))
    )
    standing = (
        select(Term.person_id)
        .join(Seat, Seat.id == Term.seat_id)
        .join(BallotPosition, BallotPosition.seat_number == Seat.number)
        .where(BallotPosition.ballot_id == subject.id, BallotPosition.value.in_(STOPS),
               BallotPosition.set_aside_at.is_(None), Term.ended_at.is_(None))
    )  # fmt: skip
    return session.scalars(standing.where(BallotPosition.seat_number == seat) if seat else standing)


def _decided(subject: Subject) -> int | None:
    return session.scalar(select(Ballot.decides_on_id).where(Ballot.id == subject.id))


followers_of(
    _decided,
    "followers of what it decides on",
    _l("whoever follows what it decides on"),
    _l("you follow what it decides on"),
)
