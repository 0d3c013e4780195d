"""Opening a ballot: the seats are frozen as they are (procedure, section 6). For commands."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from igtf.core import search
from igtf.core.db import session
from igtf.core.errors import Invalid
from igtf.council.counting import affiliated
from igtf.council.events import Opened
from igtf.council.models import Ballot, BallotSeat, Seat, Term
from igtf.council.purposes import PURPOSES
from igtf.council.queries import holds
from igtf.council.seating import plan_seats
from igtf.council.states import BALLOT
from igtf.discussion.commands import follow
from igtf.record.acts import By
from igtf.record.models import Actor, Hat, Subject
from igtf.record.moves import creates
from igtf.record.numbers import VERSION, days
from igtf.record.subjects import next_number, open_subject, relate


def open_ballot(
    subject: Subject, *, purpose: str, question: str, by: By, revision_number: int | None = None,
    addressees: Sequence[str] = (), organisations: Sequence[str] = (), aside: Mapping[int, str] | None = None,
) -> Ballot:  # fmt: skip
    """Open a ballot on ``subject`` for 21 days and return it, joining the transaction of the move.

    Holders who belong to one of ``addressees`` or the authors' ``organisations`` are recused, and the persons
    ``aside`` (by their ids, with the reason). KeyError for an
    unknown purpose; Invalid when a ballot on the subject is open already.
    """
    done: Ballot = _open(
        subject=subject, purpose=purpose, question=question, by=by, revision_number=revision_number,
        organisations=[name for name in dict.fromkeys((*addressees, *organisations)) if name], aside=aside or {},
    )  # fmt: skip
    return done


@creates(BALLOT, "open")
def _open(
    *,
    subject: Subject,
    purpose: str,
    question: str,
    by: By,
    revision_number: int | None,
    organisations: list[str],
    aside: Mapping[int, str],
) -> tuple[Ballot, Opened]:
    running = select(Ballot.id).where(Ballot.decides_on_id == subject.id, Ballot.closed_at.is_(None))
    if session.scalar(running):
        raise Invalid({"": [_("A ballot on this is open already.")]})
    rule, closes = PURPOSES[purpose].rule, by.at + timedelta(days=days("ballot_days"))
    own = open_subject(
        "ballot", str(next_number("ballot")), question, "open", by=by, topic=subject.topic, due_at=closes,
        group_id=subject.id if subject.kind == "group" else subject.group_id,
    )  # fmt: skip
    ballot = Ballot(
        id=own.id, subject=own, purpose=purpose, rule=rule, decides_on=subject, question=question,
        organisations=organisations, opened_by_id=by.author, opens_at=by.at, closes_at=closes,
        procedure_version=VERSION, revision_number=revision_number,
    )  # fmt: skip
    session.add(ballot)
    session.flush()
    seats = _freeze(ballot, by, aside)
    relate(own.id, "decides-on", subject.id, at=by.at)
    follow(own.id, person_id=by.author, by=by)
    search.put(own.id, question, f"{PURPOSES[purpose].label} {subject.ref} {subject.title}")
    return ballot, Opened(
        question, purpose, rule, f"{closes:%Y-%m-%d %H:%M} UTC", revision_number, organisations, seats
    )


def _freeze(ballot: Ballot, by: By, aside: Mapping[int, str]) -> list[dict[str, Any]]:
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
    belongs = _organisations(row.person_id for row in rows if row.person_id)
    frozen = [
        BallotSeat(
            ballot_id=ballot.id, number=row.Seat.number, holder_id=row.person_id, name=row.name or "",
            stakeholder_group=row.Seat.stakeholder_group, region=row.Seat.region or row.region or "none",
            affiliation=row.organisation or "",
            recused_for=aside.get(row.person_id) or next(
                filter(None, (affiliated(name, ballot.organisations) for name in belongs.get(row.person_id, ()))), None
            ),
        )
        for row in rows
    ]  # fmt: skip
    session.add_all(frozen)
    session.flush()
    kept = ("number", "name", "stakeholder_group", "region", "affiliation", "recused_for")
    return [{name: getattr(seat, name) for name in kept} for seat in frozen if seat.holder_id]


def _organisations(person_ids: Iterable[int]) -> dict[int, list[str]]:
    """Return the organisations of each person's hats now."""
    found: dict[int, list[str]] = {}
    rows = session.execute(
        select(Hat.actor_id, Hat.organisation).where(Hat.actor_id.in_(list(person_ids)), Hat.ended_at.is_(None))
    )
    for person_id, organisation in rows:
        found.setdefault(person_id, []).append(organisation)
    return found
