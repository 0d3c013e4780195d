"""Loading ballots, their frozen seats with the positions, their lists, and the facts that decisions need."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased

from igtf.core.db import Listing, session
from igtf.council import tally
from igtf.council.counting import affiliated, seat_of, seats_again
from igtf.council.models import Ballot, BallotPosition, BallotSeat, Council, Seat, Term
from igtf.council.policy import BallotFacts, CouncilFacts
from igtf.council.purposes import PURPOSES
from igtf.council.states import BALLOT, COUNCIL
from igtf.drafts.models import Draft, Revision
from igtf.people.models import Person, Role
from igtf.people.roles import LEADS_COUNCIL, roles_of
from igtf.record.acts import By
from igtf.record.models import CLOCK_ID, Actor, Hat, Subject
from igtf.record.numbers import days
from igtf.record.queries import thing_of


@BALLOT.loader
def get_ballot_or_404(person_id: int | None, ref: str) -> Ballot:
    """Return a ballot by its number; NotFound when there is none. Ballots are public."""
    return thing_of(Ballot, "ballot", ref)


@COUNCIL.loader
def get_council_or_404(person_id: int | None, ref: str) -> Council:
    """Return the council; NotFound under another name, and before anybody was seated."""
    return thing_of(Council, "council", ref)


@COUNCIL.facts_by
def council_facts(by: By, council: Council | None) -> CouncilFacts:
    """Return what decisions on the council's own acts need to know; two queries."""
    if by.actor_id in (None, CLOCK_ID):
        return CouncilFacts(signed_in=False)
    verified = session.scalar(
        select(Person.verified_at).where(Person.id == by.actor_id, Person.deactivated_at.is_(None))
    )
    return CouncilFacts(True, verified is not None, roles_of(by.actor_id).has(*LEADS_COUNCIL))


def holds(at: datetime) -> Any:
    """Return the condition that a term is held at ``at``: neither ended nor run out."""
    return Term.ended_at.is_(None) & (Term.ends_at > at)


@BALLOT.facts_by
def facts_for(by: By, ballot: Ballot | None) -> BallotFacts:
    """Return what decisions on a ballot need to know; one query, two for who may close it early."""
    over = ballot is not None and by.at >= ballot.closes_at
    if by.actor_id is None or ballot is None:
        return BallotFacts(signed_in=by.actor_id is not None, over=over)
    if by.actor_id == CLOCK_ID:
        return BallotFacts(signed_in=False, clock=True, over=over)
    row = _member(by, ballot)
    purpose = PURPOSES[ballot.purpose]
    leads = not (purpose.of_clearing_house or purpose.opened_by_asking)
    is_opener = leads and ballot.opened_by_id == by.actor_id
    early = by.at >= ballot.opens_at + timedelta(days=days("early_close_days"))
    if row is None:
        return BallotFacts(signed_in=True, over=over)
    settled = early and (is_opener or row.chair) and _settled(ballot, by.at)
    successor = row.number is not None and row.holder_id not in (None, by.actor_id)
    return BallotFacts(
        signed_in=True,
        verified=row.verified_at is not None,
        seat=row.number,
        was_vacant=row.number is not None and row.holder_id is None,
        recused_for=row.recused_for or (affiliated(row.organisation, ballot.organisations) if successor else None),
        is_opener=is_opener,
        council_chair=row.chair,
        deferred=ballot.deferred_by_id is not None,
        over=over,
        early=early,
        settled=settled,
    )


def _member(by: By, ballot: Ballot) -> Any:
    """Return whether the actor chairs the council, and the frozen seat that the actor holds now."""
    chairs = exists().where(
        Role.person_id == by.actor_id, Role.name == "council-chair", Role.subject_id.is_(None),
        Role.ended_at.is_(None),
    )  # fmt: skip
    return session.execute(
        select(
            chairs.label("chair"), Person.verified_at, BallotSeat.number, BallotSeat.holder_id,
            BallotSeat.recused_for, Hat.organisation,
        )
        .select_from(Person)
        .outerjoin(Term, (Term.person_id == Person.id) & holds(by.at))
        .outerjoin(Seat, Seat.id == Term.seat_id)
        .outerjoin(Hat, Hat.id == Term.hat_id)
        .outerjoin(BallotSeat, (BallotSeat.number == Seat.number) & (BallotSeat.ballot_id == ballot.id))
        .where(Person.id == by.actor_id, Person.deactivated_at.is_(None))
    ).first()  # fmt: skip


def _settled(ballot: Ballot, at: datetime) -> bool:
    return tally.may_close_early(tally_seats(ballot, at), ballot.opens_at, at, days("early_close_days"))


def board(ballot_id: int, at: datetime) -> Sequence[Any]:
    """Return the frozen seats by number, each with its position, who took it, and who holds it at ``at``."""
    return boards([ballot_id], at).get(ballot_id, [])


def boards(ballot_ids: Sequence[int], at: datetime) -> dict[int, list[Any]]:
    """Return the boards of several ballots by their ids, with the newest revision of what each decides on."""
    sitting, taker = aliased(Actor), aliased(Actor)
    newest = (
        select(Revision.number)
        .join(Draft, Draft.current_id == Revision.id)
        .join(Ballot, Ballot.decides_on_id == Draft.id)
        .where(Ballot.id == BallotSeat.ballot_id)
        .scalar_subquery()
    )
    rows = session.execute(
        select(
            BallotSeat.ballot_id, BallotSeat.number, BallotSeat.holder_id, BallotSeat.name,
            BallotSeat.stakeholder_group, BallotSeat.region, BallotSeat.affiliation, BallotSeat.recused_for,
            BallotPosition.value, BallotPosition.ground, BallotPosition.text, BallotPosition.revision_number,
            BallotPosition.at, taker.name.label("taken_by"),
            Term.person_id.label("sitting_id"), sitting.name.label("sitting_name"),
            Hat.organisation.label("sitting_affiliation"), newest.label("newest"),
        )
        .outerjoin(BallotPosition, (BallotPosition.ballot_id == BallotSeat.ballot_id)
                   & (BallotPosition.seat_number == BallotSeat.number))
        .outerjoin(taker, taker.id == BallotPosition.person_id)
        .outerjoin(Seat, Seat.number == BallotSeat.number)
        .outerjoin(Term, (Term.seat_id == Seat.id) & holds(at))
        .outerjoin(sitting, sitting.id == Term.person_id)
        .outerjoin(Hat, Hat.id == Term.hat_id)
        .where(BallotSeat.ballot_id.in_(ballot_ids))
        .order_by(BallotSeat.number)
    )  # fmt: skip
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.ballot_id, []).append(row)
    return found


def tally_seats(ballot: Ballot, at: datetime, rows: Sequence[Any] | None = None) -> list[tally.Seat]:
    """Return the seats as they count at ``at``; of a closed ballot as they were frozen when it closed."""
    if ballot.result is not None:
        return seats_again(ballot.result)
    return [seat_of(row, ballot.organisations) for row in (board(ballot.id, at) if rows is None else rows)]


@BALLOT.due_by("close")
def ballots_to_close(at: datetime) -> Iterable[Ballot]:
    """Return the open ballots whose time has run out."""
    return session.scalars(
        select(Ballot)
        .join(Subject, Subject.id == Ballot.id)
        .where(Subject.state == "open", Ballot.closed_at.is_(None), Ballot.closes_at <= at)
        .order_by(Ballot.closes_at, Ballot.id)
    )


def visible_ballots(*, state: str | None = None, phase: str | None = None, purpose: str | None = None) -> Listing:
    """Return the query of the ballots' rows, to be paginated by last activity."""
    taken = select(func.count()).where(BallotPosition.ballot_id == Ballot.id).scalar_subquery()
    filled = (
        select(func.count())
        .where(BallotSeat.ballot_id == Ballot.id, BallotSeat.holder_id.is_not(None))
        .scalar_subquery()
    )
    decided = aliased(Subject)
    query = (
        select(
            Subject.id, Subject.kind, Subject.ref, Subject.title, Subject.state, Subject.phase,
            Subject.active_at, Subject.due_at, Subject.comment_count, Ballot.purpose,
            taken.label("taken"), filled.label("filled"),
            decided.kind.label("decided_kind"), decided.ref.label("decided_ref"),
        )
        .join(Ballot, Ballot.id == Subject.id)
        .join(decided, decided.id == Ballot.decides_on_id)
        .where(Subject.kind == "ballot")
    )  # fmt: skip
    for column, value in ((Subject.state, state), (Subject.phase, phase), (Ballot.purpose, purpose)):
        if value:
            query = query.where(column == value)
    return query
