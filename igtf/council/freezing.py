"""The seats of a ballot as they are frozen when it opens, and who stands aside (procedure, section 6). For commands."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import inspect, select

from igtf.core.db import session
from igtf.council.affiliations import belonging
from igtf.council.models import Ballot, BallotPosition, BallotSeat, Seat, Term
from igtf.council.queries import holds
from igtf.council.recusals import as_kept
from igtf.council.seating import AFTER_SEATED, plan_seats
from igtf.council.tally import RECUSE
from igtf.people.named import newest_hat
from igtf.people.stakeholders import UNSTATED
from igtf.record.by import By
from igtf.record.models import Actor, Hat


def freeze(ballot: Ballot, by: By) -> list[dict[str, Any]]:
    """Freeze the voting seats with their holders and return them as the record keeps them."""
    plan_seats()
    rows = session.execute(
        select(Seat, Term.person_id, Actor.name, Hat.region, Hat.organisation)
        .outerjoin(Term, (Term.seat_id == Seat.id) & holds(by.at))
        .outerjoin(Actor, Actor.id == Term.person_id)
        .outerjoin(Hat, Hat.id == Term.hat_id)
        .where(Seat.voting)
        .order_by(Seat.number)
    ).all()
    aside = _aside(ballot, [row.person_id for row in rows if row.person_id], by.at)
    frozen = [
        BallotSeat(
            ballot_id=ballot.id, number=row.Seat.number, holder_id=row.person_id, name=row.name or "",
            stakeholder_group=row.Seat.stakeholder_group, region=row.Seat.region or row.region or "none",
            affiliation=row.organisation or "", recused_for=aside.get(row.person_id),
        )
        for row in rows
    ]  # fmt: skip
    return _kept(frozen)


def freeze_panel(ballot: Ballot, panel: Sequence[int], by: By) -> list[dict[str, Any]]:
    """Freeze one seat for each person of a panel, in their order, under the newest hat of each."""
    rows = {
        row.id: row
        for row in session.execute(
            select(Actor.id, Actor.name, Hat.counts_as, Hat.region, Hat.organisation)
            .outerjoin(Hat, Hat.id == newest_hat(Actor.id))
            .where(Actor.id.in_(panel))
        )
    }
    aside = _aside(ballot, panel, by.at)
    return _kept([
        BallotSeat(
            ballot_id=ballot.id, number=number, holder_id=person, name=rows[person].name,
            stakeholder_group=rows[person].counts_as or UNSTATED, region=rows[person].region or "none",
            affiliation=rows[person].organisation or "", recused_for=aside.get(person),
        )
        for number, person in enumerate(panel, start=1)
    ])  # fmt: skip


def copy_seats(ballot: Ballot, other: Ballot) -> list[dict[str, Any]]:
    """Freeze the seats of another ballot as they were frozen there; who stood aside there does so here too."""
    ballot.aside = other.aside
    rows = session.scalars(
        select(BallotSeat).where(BallotSeat.ballot_id == other.id).order_by(BallotSeat.number)
    ).all()  # fmt: skip
    kept = _kept([BallotSeat(**_columns(row) | {"ballot_id": ballot.id}) for row in rows])
    aside = session.scalars(
        select(BallotPosition).where(BallotPosition.ballot_id == other.id, BallotPosition.value == RECUSE)
    )
    session.add_all(BallotPosition(**_columns(row) | {"ballot_id": ballot.id, "id": None}) for row in aside)
    return kept


def _columns(row: Any) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in inspect(type(row)).column_attrs}


def _aside(ballot: Ballot, person_ids: Sequence[int], at: datetime) -> dict[int, str]:
    """Return who of the persons stands aside in a ballot, with what a seat keeps as the reason."""
    reasons = {person: as_kept(ballot.aside[str(person)]) for person in person_ids if str(person) in ballot.aside}
    return belonging(ballot.organisations, person_ids, at, ballot.subject) | reasons


def freeze_successor(seat_number: int, person_id: int, at: datetime) -> list[str]:
    """Fix in the ballots that run whether who takes a seat now stands aside in its place; return those, by number."""
    rows = session.execute(
        select(Ballot, BallotSeat).join(BallotSeat, BallotSeat.ballot_id == Ballot.id)
        .where(BallotSeat.number == seat_number, ~Ballot.panel, Ballot.closed_at.is_(None), Ballot.closes_at > at)
        .order_by(Ballot.id)
    ).all()  # fmt: skip
    for ballot, seat in rows:
        seat.successor_for = _aside(ballot, [person_id], at).get(person_id)
    return [ballot.subject.ref for ballot, seat in rows if seat.successor_for]


def freeze_successors(ballot: Ballot, since: datetime, at: datetime) -> None:
    """Fix the same, now that a ballot of the council goes on, for who took a seat after ``since``: it did not run."""
    rows = session.execute(
        select(BallotSeat, Term.person_id).join(Seat, Seat.number == BallotSeat.number)
        .join(Term, (Term.seat_id == Seat.id) & holds(at))
        .where(BallotSeat.ballot_id == ballot.id, Term.started_at > since)
    ).all()  # fmt: skip
    aside = _aside(ballot, [person_id for _seat, person_id in rows], at)
    for seat, person_id in rows:
        seat.successor_for = aside.get(person_id)


AFTER_SEATED.append(freeze_successor)


def _kept(frozen: Sequence[BallotSeat]) -> list[dict[str, Any]]:
    """Add the seats and return those that are filled as the record keeps them."""
    session.add_all(frozen)
    session.flush()
    kept = ("number", "name", "stakeholder_group", "region", "affiliation", "recused_for")
    return [{name: getattr(seat, name) for name in kept} for seat in frozen if seat.holder_id]
