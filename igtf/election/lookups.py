"""What forms of elections ask of the database, below the table of moves."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from igtf.core import clock
from igtf.core.db import session
from igtf.council.models import Seat, Term
from igtf.council.queries import held, holds
from igtf.election.counting import CountedCandidate, rotated
from igtf.election.models import Candidate, ChairVote
from igtf.people.models import Role
from igtf.record.models import Actor


def members(at: datetime) -> Sequence[Any]:
    """Return the seats that vote and are held, by number: number, group, person_id, name, handle."""
    return session.execute(
        select(Seat.number, Seat.stakeholder_group.label("group"), Term.person_id, Actor.name, Actor.handle)
        .join(Term, Term.seat_id == Seat.id).join(Actor, Actor.id == Term.person_id)
        .where(Seat.voting, holds(at)).order_by(Seat.number)
    ).all()  # fmt: skip


def candidates(election_id: int, at: datetime) -> Sequence[Any]:
    """Return the candidates in the order in which they stood: (Candidate, Actor, group, number of the seat).

    Group and number are None for who held no seat at ``at``.
    """
    return session.execute(
        select(Candidate, Actor, Seat.stakeholder_group.label("group"), Seat.number)
        .join(Actor, Actor.id == Candidate.person_id)
        .outerjoin(Term, (Term.person_id == Candidate.person_id) & held(at))
        .outerjoin(Seat, (Seat.id == Term.seat_id) & Seat.voting)
        .where(Candidate.election_id == election_id)
        .order_by(Candidate.at, Candidate.id)
    ).all()


def stands(rows: Sequence[Any]) -> list[CountedCandidate]:
    """Return those of the candidates who accepted and hold a seat."""
    return [
        CountedCandidate(row.Actor.handle, row.Actor.name, row.group)
        for row in rows if row.Candidate.answer == "accepted" and row.group
    ]  # fmt: skip


def able(rows: Sequence[Any], last_group: str) -> dict[str, str]:
    """Return handle and name of whom members can accept: who stands, and is not set aside by the rotation."""
    return {one.handle: one.name for one in rotated(stands(rows), last_group)[0]}


def to_nominate(election_id: int, but: int) -> list[tuple[str, str]]:
    """Return handle and name of the members who are no candidates yet, without ``but``."""
    known = set(session.scalars(select(Candidate.person_id).where(Candidate.election_id == election_id)))
    return [(row.handle, row.name) for row in members(clock.now()) if row.person_id not in known | {but}]


def mine(election_id: int, person_id: int) -> Any:
    """Return number of a person's seat, accepts (None: no vote), and answer as candidate; None without a seat."""
    vote = (ChairVote.election_id == election_id) & (ChairVote.seat_number == Seat.number)
    candidacy = (Candidate.election_id == election_id) & (Candidate.person_id == Term.person_id)
    return session.execute(
        select(Seat.number, ChairVote.accepts, Candidate.answer)
        .join(Term, Term.seat_id == Seat.id).outerjoin(ChairVote, vote).outerjoin(Candidate, candidacy)
        .where(Seat.voting, Term.person_id == person_id, holds(clock.now())).limit(1)
    ).first()  # fmt: skip


def last_group() -> str:
    """Return the stakeholder group of the seat from which the council was chaired last; '' when nobody did."""
    found = session.scalar(
        select(Seat.stakeholder_group)
        .join(Term, Term.seat_id == Seat.id)
        .join(Role, (Role.person_id == Term.person_id) & (Term.started_at <= Role.started_at))
        .where(Role.name == "council-chair", Seat.voting)
        .order_by(Role.started_at.desc(), Role.id.desc(), Term.started_at.desc())
        .limit(1)
    )
    return found or ""
