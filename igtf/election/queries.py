"""Loading elections of the chair, their list, what is due, and the facts that decisions need."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, bindparam, exists, func, select
from sqlalchemy.orm import aliased

from igtf.core import clock
from igtf.core.database.prepared import prepared
from igtf.core.db import Listing, fetch, session
from igtf.council.chairing import seat_ends, seat_outlasts
from igtf.council.counting import rule_in
from igtf.council.models import Seat, Term
from igtf.council.queries import held, holds
from igtf.council.tally import HALF
from igtf.election import lookups
from igtf.election.counting import Voter, counted
from igtf.election.models import Candidate, ChairVote, Election
from igtf.election.policy import ElectionFacts
from igtf.election.states import ELECTION
from igtf.people.models import Person, Role
from igtf.people.roles import holders, roles_of
from igtf.record.by import By
from igtf.record.models import CLOCK_ID, Actor, Subject
from igtf.record.numbers import period
from igtf.record.queries import ROW, thing_of


@ELECTION.loader
def get_election_or_404(person_id: int | None, ref: str) -> Election:
    """Return an election by its number; NotFound when there is none. Elections are public."""
    return thing_of(Election, "election", ref)


def _in_state(state: str) -> Listing:
    own = (Subject.kind == "election") & (Subject.state == state)
    return select(Election).join(Subject, Subject.id == Election.id).where(own).order_by(Election.id)


UNDER_WAY = select(Election.id).where(Election.closed_at.is_(None))


def running() -> bool:
    """Return whether an election is under way."""
    return session.scalar(UNDER_WAY.limit(1)) is not None


def ahead(at: clock.Moment) -> ColumnElement[datetime]:
    """Return the end, ``chair_ahead_days`` after ``at``, of the time in which the next election begins."""
    return clock.moment(at, period("chair_ahead_days"))


def chair_goes_on(at: datetime) -> bool:
    """Return whether neither the year nor the seat of an elected chair ends soon, or somebody elected waits."""
    later = _in_state("in-office").where(in_office(), Election.ends_at > ahead(at), seat_outlasts(ahead(at)))
    return session.scalar(later.limit(1)) is not None or elected() is not None


def votes_over(at: datetime) -> Sequence[Election]:
    """Return the elections whose vote is over at a moment, and not counted yet."""
    return session.scalars(_in_state("voting").where(Election.votes_until <= at)).all()


def coming_for(person_id: int) -> Sequence[Election]:
    """Return the elections that may still give a person the office: one in which they stand, or are elected."""
    stands = exists().where(
        Candidate.election_id == Election.id, Candidate.person_id == person_id, Candidate.answer == "accepted"
    )
    open_still = Subject.state.in_(("nominating", "voting")) & stands
    waits = (Subject.state == "elected") & (Election.elected_id == person_id)
    found = select(Election).join(Subject, Subject.id == Election.id).where(open_still | waits).order_by(Election.id)
    return session.scalars(found).all()


def elected() -> Election | None:
    """Return the election of who waits to take office; None when nobody does."""
    return session.scalar(_in_state("elected").limit(1))


@ELECTION.facts_by
def facts_for(by: By, election: Election | None) -> ElectionFacts:
    """Return what decisions on an election need to know; two queries, two more before there is one."""
    over = election is not None and _until(election) <= by.at
    opening: dict[str, Any] = {} if election else {"running": running(), "early": chair_goes_on(by.at)}
    if by.actor_id is None or by.actor_id == CLOCK_ID:
        return ElectionFacts(False, clock=by.actor_id is not None, over=over, **opening)
    given = {"me": by.actor_id, "at": by.at, "election": election.id if election else 0}
    row = fetch(_known(), given).first()
    if row is None:
        return ElectionFacts(True, over=over, **opening)
    roles = roles_of(by.actor_id)
    return ElectionFacts(
        True, verified=row.verified_at is not None, secretariat=roles.has("secretariat"),
        elected=election is not None and election.elected_id == by.actor_id, chairs=roles.has("council-chair"),
        seat=row.number, votes=election is not None and str(row.number) in election.seats,
        answer=row.answer or "", over=over, **opening,
        voted=election is not None and election.votes_until is not None and election.votes_until <= by.at,
    )  # fmt: skip


@prepared
def _known() -> Listing:
    candidacy = (Candidate.person_id == Person.id) & (Candidate.election_id == bindparam("election"))
    return (
        select(Person.verified_at, Seat.number, Candidate.answer)
        .outerjoin(Term, (Term.person_id == Person.id) & holds(bindparam("at", type_=Term.ends_at.type)))
        .outerjoin(Seat, (Seat.id == Term.seat_id) & Seat.voting)
        .outerjoin(Candidate, candidacy)
        .where(Person.id == bindparam("me"), Person.deactivated_at.is_(None))
    )


def _until(election: Election) -> datetime:
    return election.votes_until or election.nominations_until


def _counted_at(election: Election, at: datetime) -> datetime:
    """Return the moment of which the seats count at ``at``: the end of the vote, once it is over."""
    return min(at, election.votes_until or at)


def candidates(election: Election, at: datetime) -> Sequence[Any]:
    """Return the candidates, each with the seat that counts at ``at``, as ``lookups.candidates``; one query."""
    return lookups.candidates(election.id, _counted_at(election, at))


def tally(election: Election, rows: Sequence[Any], at: datetime) -> dict[str, Any]:
    """Return the result as it stands at ``at``, or as it was frozen; two queries. ``rows``: the ``candidates`` then.

    A seat counts as it stood when the time ran out, though the clock came round to it later.
    """
    if election.result is not None:
        return election.result
    given = votes(election.id)
    seats = [
        Voter(seat.number, seat.name or "", seat.group,
              frozenset(given[seat.number].accepts) if seat.number in given else None)
        for seat in voters(election.seats, _counted_at(election, at))
    ]  # fmt: skip
    return counted(lookups.stands(rows), seats, election.last_group, rule_in(HALF, election.subject.procedure))


@cache
def visible_elections() -> Listing:
    """Return the query of the elections' rows, to be paginated by last activity."""
    standing = select(func.count()).where(Candidate.election_id == Election.id, Candidate.answer == "accepted")
    return (
        select(*ROW, standing.scalar_subquery().label("standing"),
               Actor.name.label("elected"))
        .join(Election, Election.id == Subject.id).outerjoin(Actor, Actor.id == Election.elected_id)
        .where(Subject.kind == "election")
    )  # fmt: skip


def office_ends() -> datetime | None:
    """Return when the elected chair leaves the office, with the year or with the own seat; None without one."""
    ends = _in_state("in-office").with_only_columns(Election.ends_at, seat_ends()).where(in_office())
    row = session.execute(ends).first()
    return min(end for end in row if end) if row else None


def voters(numbers: Sequence[str], at: datetime) -> Sequence[Any]:
    """Return the frozen seats with who holds them at ``at``, by number: number, group, name (None: vacant), handle."""
    return session.execute(
        select(Seat.number, Seat.stakeholder_group.label("group"), Actor.name, Actor.handle)
        .outerjoin(Term, (Term.seat_id == Seat.id) & held(at)).outerjoin(Actor, Actor.id == Term.person_id)
        .where(Seat.number.in_([int(number) for number in numbers])).order_by(Seat.number)
    ).all()  # fmt: skip


def vacant_chair() -> bool:
    """Return whether nobody chairs the council."""
    return not list(holders("council-chair"))


def left_without_chair(since: datetime) -> bool:
    """Return whether members sit whose last chair left at ``since`` or before it, and no election was held after that.

    While that of an elected chair goes on, its end says what follows.
    """
    office = (Role.name == "council-chair", Role.subject_id.is_(None))
    left = select(func.max(Role.ended_at)).where(*office).scalar_subquery()
    chaired = exists().where(*office, Role.ended_at.is_(None))
    sits = exists().where(Term.seat_id == Seat.id, Seat.voting, Term.ended_at.is_(None))
    in_turn = exists().where(Subject.kind == "election", Subject.state == "in-office")
    held_since = exists().where(Election.closed_at >= left)
    return bool(session.scalar(select((left <= since) & sits & ~chaired & ~in_turn & ~held_since)))


def declined(election_id: int) -> set[str]:
    """Return the handles of the candidates who declined."""
    rows = select(Actor.handle).join(Candidate, Candidate.person_id == Actor.id)
    return {handle or "" for handle in session.scalars(
        rows.where(Candidate.election_id == election_id, Candidate.answer == "declined")
    )}  # fmt: skip


def votes(election_id: int) -> dict[int, ChairVote]:
    """Return the votes by the numbers of their seats."""
    rows = session.scalars(select(ChairVote).where(ChairVote.election_id == election_id))
    return {row.seat_number: row for row in rows}


def in_office() -> ColumnElement[bool]:
    """Return the condition that who was elected still chairs the council, and by no later election."""
    chairs = (
        select(Role.id)
        .where(Role.person_id == Election.elected_id, Role.name == "council-chair", Role.ended_at.is_(None))
        .exists()
    )
    later, its = aliased(Election), aliased(Subject)
    again = (
        select(later.id).join(its, its.id == later.id).where(its.state == "in-office", later.id > Election.id).exists()
    )
    return chairs & ~again


def elected_nobody(since: Any) -> ColumnElement[bool]:
    """Return the condition that a later election was over after the moment ``since``, and had elected nobody."""
    later, its = aliased(Election), aliased(Subject)
    at_once = (its.state == "no-result", its.state_since == later.closed_at)  # else somebody was, and did not take it
    query = select(later.id).join(its, its.id == later.id)
    return query.where(*at_once, later.closed_at > since, later.id > Election.id).exists()
