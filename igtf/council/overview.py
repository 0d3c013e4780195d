"""What the council's pages show: who sits where, and what waits for the council."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal, or_, select
from sqlalchemy.orm import aliased

from igtf.core.database.conditions import among
from igtf.core.database.prepared import prepared
from igtf.core.db import Listing, fetch, session
from igtf.core.workflow import UNDER_WAY
from igtf.council.affiliations import binds
from igtf.council.chairing import ChairNow, chair_columns, chair_now
from igtf.council.counting import counted, heard, seat_of, summary, what_would_pass
from igtf.council.models import Ballot, Council, Seat, Term
from igtf.council.queries import boards, holds
from igtf.council.seats import SEATS
from igtf.drafts.states import TOWARDS_BALLOT
from igtf.groups.models import Group
from igtf.groups.states import FORMING, LIVING
from igtf.issues.models import PENDING, TwoStep
from igtf.people.countries import Region
from igtf.people.models import Role
from igtf.people.stakeholders import GROUPS
from igtf.record.models import Actor, Hat, Subject
from igtf.record.queries import is_


@dataclass(frozen=True)
class SeatNow:
    """A seat as it is now; ``name`` None: vacant. ``confirmed``: an organisation confirmed the affiliation.

    ``organisations``: those that its holder belongs to, by any hat.
    """

    number: int
    group: str
    region: str | None
    person_id: int | None = None
    name: str | None = None
    handle: str | None = None
    affiliation: str = ""
    confirmed: bool = False
    from_region: str = "none"
    country: str | None = None
    until: datetime | None = None
    organisations: tuple[str, ...] = ()


def seats_now(at: datetime) -> list[SeatNow]:
    """Return every seat with its holder at ``at``, by number; the plan before anybody was seated."""
    other = aliased(Hat)
    belongs = select(func.aggregate_strings(other.organisation, "\n"))
    named = belongs.where(other.actor_id == Term.person_id, binds(other, at)).scalar_subquery()
    rows = session.execute(
        select(Seat, Actor, Hat, Term.ends_at, named)
        .outerjoin(Term, (Term.seat_id == Seat.id) & holds(at))
        .outerjoin(Actor, Actor.id == Term.person_id)
        .outerjoin(Hat, Hat.id == Term.hat_id)
        .where(Seat.voting)
        .order_by(Seat.number)
    ).all()
    if not rows:
        return [SeatNow(seat.number, seat.group, seat.region) for seat in SEATS]
    return [
        SeatNow(seat.number, seat.stakeholder_group, seat.region)
        if person is None
        else SeatNow(seat.number, seat.stakeholder_group, seat.region, person.id, person.name, person.handle,
                     hat.organisation, hat.capacity == "for", hat.region, hat.country,
                     ends, tuple(sorted(names.split("\n"))))
        for seat, person, hat, ends, names in rows
    ]  # fmt: skip


def by_group(seats: Sequence[SeatNow]) -> list[dict[str, Any]]:
    """Return the seats by stakeholder group, with how many are held."""
    found = []
    for group, label in GROUPS.items():
        own = [seat for seat in seats if seat.group == group]
        found.append({"label": label, "seats": own, "held": sum(seat.name is not None for seat in own)})
    return found


def composition(seats: Sequence[SeatNow]) -> dict[str, Any]:
    """Return who sits by stakeholder group and region, as ``pictures.balance`` shows it."""
    regions = list(Region)
    rows = [
        [sum(s.name is not None and s.group == group and s.from_region == region for s in seats) for region in regions]
        for group in GROUPS
    ]
    totals = [sum(column) for column in zip(*rows, strict=True)]
    return {
        "rows": [
            {"label": label, "cells": cells, "total": sum(cells)}
            for label, cells in zip(GROUPS.values(), rows, strict=True)
        ],
        "totals": [*totals, sum(totals)],
    }  # fmt: skip


def vacancies(seats: Sequence[SeatNow]) -> list[tuple[Any, Any, int]]:
    """Return stakeholder group, region (None: at large) and number of the vacant seats."""
    found: dict[tuple[str, str | None], int] = {}
    for seat in seats:
        if seat.name is None:
            found[seat.group, seat.region] = found.get((seat.group, seat.region), 0) + 1
    return [
        (GROUPS.get(group, group), Region(region).label if region else None, n) for (group, region), n in found.items()
    ]


@dataclass(frozen=True)
class BesideSeats:
    """Who chairs the council or sits with it without a vote: since when; a liaison: sent by whom, and until when."""

    actor: Any
    since: datetime
    number: int | None = None
    sent_by: str = ""
    until: datetime | None = None


def chair_and_liaisons(at: datetime) -> tuple[BesideSeats | None, list[BesideSeats], ChairNow]:
    """Return who chairs the council, who sits with it without a vote, by name, and how long the first one chairs yet
    at ``at``; one query."""
    rows = fetch(_beside_seats(), {}).all()
    found = {name: [BesideSeats(row, row.started_at, row.number, row.sent_by or "", row.ends_at)
                    for row in rows if row.role == name] for name in ("council-chair", "liaison")}  # fmt: skip
    return next(iter(found["council-chair"]), None), found["liaison"], chair_now(rows[0], at)


@prepared
def _beside_seats() -> Listing:
    always = select(literal(1).label("row")).subquery()  # there is a row where nobody chairs and no liaison sits
    office = (among(Role.name, ("council-chair", "liaison")), Role.subject_id.is_(None), Role.ended_at.is_(None))
    return (
        select(
            Role.name.label("role"), Role.started_at, Actor.id, Actor.kind, Actor.handle, Actor.name, Seat.number,
            Term.sent_by, Term.ends_at, *chair_columns(),
        )
        .select_from(always)
        .outerjoin(Role, and_(*office))
        .outerjoin(Actor, Actor.id == Role.person_id)
        .outerjoin(Term, (Term.person_id == Role.person_id) & Term.ended_at.is_(None))
        .outerjoin(Seat, Seat.id == Term.seat_id)
        .order_by(Actor.name, Actor.id)
    )  # fmt: skip


OF_THE_COUNCIL = ("election", "recall", "selection")
"""Kinds by which the council's own places change."""


ALSO_UNDER_WAY: list[ColumnElement[bool]] = []
"""What else is under way around the council: conditions on a ``Subject``, which concepts above add."""


def under_way() -> dict[str, Any]:
    """Return what is going on around the council, what is due first on top; one query.

    ``changes`` are the elections, recalls and selections under way with what concepts above add, ``meets`` the council
    as a subject, ``meeting`` its next one; None each without.
    """
    rows = fetch(_under_way(), {}).all()
    first = {row.kind: row for row in reversed(rows)}
    return {
        "changes": [row for row in rows if row.kind not in ("council", "meeting")],
        "meets": first.get("council"), "meeting": first.get("meeting"),
    }  # fmt: skip


@prepared
def _under_way() -> Listing:
    of_council = (Subject.kind == "meeting") & Subject.group_id.in_(select(Council.id))
    return (
        select(Subject.id, Subject.kind, Subject.ref, Subject.title, Subject.state, Subject.phase, Subject.due_at)
        .where(or_(
            among(Subject.kind, OF_THE_COUNCIL) & among(Subject.phase, UNDER_WAY), Subject.kind == "council",
            of_council & among(Subject.state, ("called", "open")), *ALSO_UNDER_WAY,
        ))
        .order_by(Subject.due_at.is_(None), Subject.due_at, Subject.id)
        .limit(20)
    )  # fmt: skip


def running(at: datetime) -> list[dict[str, Any]]:
    """Return the open ballots, the next to close first, each with what is missing; two queries."""
    ballots = session.scalars(
        select(Ballot).where(Ballot.closed_at.is_(None)).order_by(Ballot.closes_at, Ballot.id)
    ).all()
    rows = boards([ballot.id for ballot in ballots], at) if ballots else {}
    found = []
    for ballot in ballots:
        own = rows.get(ballot.id, [])
        seats = [seat_of(row) for row in own]
        result = counted(seats, ballot.rule, ballot.subject.procedure)
        taken, _base = heard(seats)
        found.append({"ballot": ballot, "taken": taken, "missing": summary(result), "change": what_would_pass(result)})
    return found


def proposals() -> Sequence[Any]:
    """Return the proposals in two steps that wait for objections or a ballot, the next one first."""
    return fetch(_proposals(), {}).all()


@prepared
def _proposals() -> Listing:
    proposer = aliased(Actor)
    return (
        select(TwoStep.move, TwoStep.state, TwoStep.effective_at, Subject.ref, Subject.title, proposer.name)
        .join(Subject, Subject.id == TwoStep.issue_id)
        .join(proposer, proposer.id == TwoStep.proposer_id)
        .where(PENDING)
        .order_by(TwoStep.effective_at, TwoStep.id)
        .limit(50)
    )


ASKING = {"draft": TOWARDS_BALLOT, "group": FORMING}
"""What is before the council, on its pages and on the agenda of its meetings: kind → states."""
_LED = {"draft": ("ballot",), "group": LIVING}
"""What is before it as long as nobody is responsible: kind → states."""


def _is_in(states: Mapping[str, Sequence[str]]) -> ColumnElement[bool]:
    return or_(*(is_(kind, *names) for kind, names in states.items()))


def asking() -> Sequence[Any]:
    """Return the drafts submitted and the groups that ask, oldest first, each with its responsible member.

    ``needed_by``: until when one is to be found.
    """
    return fetch(_asks(), {}).all()


@prepared
def _asks() -> Listing:
    needed_by = case((Subject.state == "submitted", Subject.due_at), else_=Group.responsible_due)
    responsible = (
        select(func.min(Actor.name))
        .join(Role, Role.person_id == Actor.id)
        .where(
            Role.name == "responsible",
            Role.ended_at.is_(None),
            or_(Role.subject_id == Subject.id, Role.subject_id == Subject.group_id),
        )
        .scalar_subquery()
    )
    return (
        select(Subject.id, Subject.kind, Subject.ref, Subject.title, Subject.state, Subject.phase,
               Subject.state_since, responsible.label("responsible"), needed_by.label("needed_by"))
        .outerjoin(Group, Group.id == Subject.id)
        .where(or_(_is_in(ASKING), _is_in(_LED) & responsible.is_(None)))
        .order_by(Subject.state_since, Subject.id)
        .limit(50)
    )  # fmt: skip


def outcomes_waiting() -> int:
    """Return how many outcomes wait for the clearing house."""
    return session.scalar(
        select(func.count()).select_from(Subject).where(Subject.kind == "outcome", Subject.state == "waiting")
    ) or 0  # fmt: skip
