"""What always holds of the council and its ballots."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import case, exists, func, select
from sqlalchemy.orm import aliased

from igtf.core.db import session
from igtf.council import counting
from igtf.council.models import Ballot, BallotPosition, BallotSeat, Seat, Term
from igtf.council.states import COUNTED
from igtf.people.models import Person, Role
from igtf.record.invariants import invariant
from igtf.record.models import Subject


@invariant("ballot-result", "The result kept with each closed ballot is what counting its frozen seats again gives.")
def _results() -> Iterable[Any]:
    rows = session.execute(
        select(Subject.ref, Subject.state, Subject.procedure, Ballot.rule, Ballot.result)
        .join(Ballot, Ballot.id == Subject.id)
        .where(Subject.state.in_(COUNTED))
    )
    return [(row.ref,) for row in rows if not _counts_the_same(row)]


def _counts_the_same(row: Any) -> bool:
    if row.result is None:
        return False
    again = counting.counted(counting.seats_again(row.result), row.rule, row.procedure)
    return bool(again["passes"] == row.result["passes"] == (row.state == "passed"))


@invariant(
    "positions-of-seats", "Each position on a ballot was taken by a holder who was not recused, before it closed."
)
def _positions() -> Iterable[Any]:
    return session.execute(
        select(BallotPosition.ballot_id, BallotPosition.seat_number)
        .join(BallotSeat, (BallotSeat.ballot_id == BallotPosition.ballot_id)
              & (BallotSeat.number == BallotPosition.seat_number))
        .join(Ballot, Ballot.id == BallotPosition.ballot_id)
        .where((BallotSeat.recused_for.is_not(None)) | (BallotPosition.at > Ballot.closes_at))
    )  # fmt: skip


@invariant("one-seat-each", "No person holds two seats of the council, and no seat has two holders.")
def _seats() -> Iterable[Any]:
    for column in (Term.person_id, Term.seat_id):
        held = select(column).where(Term.ended_at.is_(None)).group_by(column).having(func.count() > 1)
        yield from session.execute(held)


@invariant("seat-has-role", "Whoever holds a seat has the role of a council member; without a vote, of a liaison.")
def _roles() -> Iterable[Any]:
    name = case((Seat.voting, "council"), else_="liaison")
    role = exists().where(Role.person_id == Term.person_id, Role.name == name, Role.ended_at.is_(None))
    return session.execute(
        select(Term.person_id)
        .join(Seat, Seat.id == Term.seat_id)
        .join(Person, Person.id == Term.person_id)
        .where(Term.ended_at.is_(None), Person.deactivated_at.is_(None), ~role)
    )


@invariant("one-chair", "At most one person chairs the council.")
def _chair() -> Iterable[Any]:
    rows = session.execute(
        select(Role.person_id).where(
            Role.name == "council-chair", Role.subject_id.is_(None), Role.ended_at.is_(None)
        )
    ).all()  # fmt: skip
    return rows if len(rows) > 1 else []


@invariant("who-oversees-sits", "Who is responsible for what is not over sits on the council.")
def _responsible() -> Iterable[Any]:
    sits = aliased(Role)
    seated = exists().where(sits.person_id == Role.person_id, sits.name == "council", sits.ended_at.is_(None))
    return session.execute(
        select(Subject.kind, Subject.ref, Role.person_id)
        .join(Role, Role.subject_id == Subject.id)
        .where(Role.name == "responsible", Role.ended_at.is_(None), Subject.phase != "closed", ~seated)
    )
