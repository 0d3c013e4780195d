"""Deadlines of the procedure: what is late, and as SQL each subject's by the number of the version it runs under."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, literal

from igtf.core.clock import Moment, moment
from igtf.record.models import Subject
from igtf.record.numbers import of_versions


def is_late(subject: Any, states: Collection[str], at: datetime) -> bool:
    """Return whether a subject, or a row with as much of it, is in one of ``states`` past its deadline at ``at``."""
    return subject.state in states and subject.due_at is not None and subject.due_at <= at


def days_before(at: Moment, name: str, *, less: str = "") -> Any:
    """Return, as SQL, the moment before ``at`` by a number of days, of the version that each ``Subject`` runs under.

    ``less`` names a number that is taken off it.
    """
    taken = of_versions(less) if less else {}
    return _moments(at, {v: -timedelta(days=days - taken.get(v, 0)) for v, days in of_versions(name).items()})


def days_after(at: Moment, name: str) -> Any:
    """Return, as SQL, the moment after ``at`` by a number of days, of the version that each ``Subject`` runs under."""
    return _moments(at, {version: timedelta(days=days) for version, days in of_versions(name).items()})


def number_of(name: str) -> Any:
    """Return, as SQL, a number of the version that each ``Subject`` runs under."""
    of = of_versions(name)
    usual = of[max(of)]
    others = {version: value for version, value in of.items() if value != usual}
    return case(others, value=Subject.procedure, else_=usual) if others else literal(usual)


def _moments(at: Moment, steps: dict[int, timedelta]) -> Any:
    """Return one moment where all versions have the same, as an index needs it; else the one of each subject."""
    usual = steps[max(steps)]
    others = {version: moment(at, step) for version, step in steps.items() if step != usual}
    return case(others, value=Subject.procedure, else_=moment(at, usual)) if others else moment(at, usual)
