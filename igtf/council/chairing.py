"""Whether an election of the chair is to be called, and why: one rule for the desks and the council's page.

Elections belong to an upper floor; what is asked here stands in their subjects.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from igtf.core import clock
from igtf.core.clock import moment
from igtf.core.database.conditions import among
from igtf.council.models import Seat, Term
from igtf.people.models import Role
from igtf.people.offices import unchaired
from igtf.record.models import Subject
from igtf.record.numbers import period


def _ahead() -> datetime:
    return clock.now() + period("chair_ahead_days")


def _newest(column: str, *states: str) -> ScalarSelect[Any]:
    """Return a column of the subject of the newest election, or of the newest in one of the states."""
    election = aliased(Subject)
    chosen = (among(election.state, states),) if states else ()
    found = select(getattr(election, column)).where(election.kind == "election", *chosen)
    return found.order_by(election.opened_at.desc(), election.id.desc()).limit(1).scalar_subquery()


def year_ends() -> ScalarSelect[Any]:
    """Return when the year of who was elected ends, as the subject of the election in office says it."""
    return _newest("due_at", "in-office")


def seat_ends() -> ScalarSelect[Any]:
    """Return when the seat of who chairs the council ends, and the office with it."""
    return (
        select(func.min(Term.ends_at))
        .join(Role, Role.person_id == Term.person_id).join(Seat, Seat.id == Term.seat_id)
        .where(Role.name == "council-chair", Role.subject_id.is_(None), Role.ended_at.is_(None),
               Seat.voting, Term.ended_at.is_(None))
        .scalar_subquery()
    )  # fmt: skip


def seat_outlasts(moment_then: Any) -> ColumnElement[bool]:
    """Return whether the seat of who chairs the council goes on beyond a moment; true where nobody chairs."""
    return func.coalesce(seat_ends() > moment_then, True)


def chair_wanted() -> ColumnElement[str]:
    """Return why an election of the chair is to be called now; '' where none is, or none can be.

    'vacant': nobody chairs the council, which had a chair or an election. 'nobody': the last election elected nobody.
    'ends': the chair's seat ends within ``chair_ahead_days``. While an election runs or somebody elected waits, and
    while the year and the seat of an elected chair go on, none is.
    """
    election, office = aliased(Subject), (Role.name == "council-chair", Role.subject_id.is_(None))
    some, ahead = exists().where(election.kind == "election"), moment(_ahead)
    coming = some.where(among(election.state, ("nominating", "voting", "elected")))
    return case(
        (or_(coming, ~(some | exists().where(*office))), ""),
        (unchaired(), "vacant"),
        ((year_ends() > ahead) & seat_outlasts(ahead), ""),
        (_newest("state") == "no-result", "nobody"),
        (seat_ends() <= ahead, "ends"),
        else_="",
    )


@dataclass(frozen=True)
class ChairNow:
    """Until when the chair chairs: the year of who was elected or the own seat, whichever ends first; None where
    nobody does, or where only the election of a successor ends it. ``why`` an election is to be called, as
    ``chair_wanted``; ``last``: the number of the newest one, None where there was none."""

    until: datetime | None
    why: str
    last: str | None


def chair_columns() -> tuple[ColumnElement[Any], ...]:
    """Return what ``chair_now`` reads, for a query that asks for something else too."""
    return (chair_wanted().label("why"), _newest("ref").label("last"),
            year_ends().label("year_ends"), seat_ends().label("seat_ends"))  # fmt: skip


def chair_now(row: Any, at: datetime) -> ChairNow:
    """Return until when the chair chairs at ``at``, and whether an election is to be called, of ``chair_columns``."""
    ends = [end for end in (row.year_ends, row.seat_ends) if end is not None and end > at]
    return ChairNow(min(ends, default=None), row.why, row.last)
