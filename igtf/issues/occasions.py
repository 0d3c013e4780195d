"""Loading outcomes and the occasions they come from."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Select, func, literal, select

from igtf.core.db import Listing, session
from igtf.core.text.plaintext import whole
from igtf.issues.models import Occasion, Outcome
from igtf.issues.policy import IssueFacts
from igtf.issues.queries import facts_for
from igtf.issues.states import OUTCOME
from igtf.record.by import By
from igtf.record.filters import there
from igtf.record.models import Subject
from igtf.record.queries import ROW, having, thing_of


@OUTCOME.loader
def get_outcome_or_404(person_id: int | None, ref: str) -> Outcome:
    """Return an outcome by its number; NotFound when there is none."""
    return thing_of(Outcome, "outcome", ref)


@OUTCOME.facts_by
def outcome_facts(by: By, outcome: Outcome | None) -> IssueFacts:
    """Return what decisions on an outcome need to know."""
    return facts_for(by, None)


@cache
def visible_outcomes() -> Listing:
    """Return the query of the outcomes' rows, to be paginated by last activity."""
    return (
        select(
            *ROW, Outcome.session_name, Occasion.name.label("occasion"), Occasion.year,
        )
        .join(Outcome, Outcome.id == Subject.id)
        .join(Occasion, Occasion.id == Outcome.occasion_id)
        .where(Subject.kind == "outcome")
    )  # fmt: skip


def _called(value: str) -> Select[Any]:
    """Return the query of the occasion with a number, or of this name."""
    number = whole(value)
    return select(Occasion.id).where(Occasion.id == number if number else Occasion.name == value)


OUTCOME.narrowing["occasion"] = lambda value: having(Outcome.occasion_id)(_called(value))
OUTCOME.known["occasion"] = there(_called)


def occasions() -> Sequence[Any]:
    """Return every occasion with how many outcomes it brought and how many still wait."""
    waiting = func.sum(func.coalesce((Subject.state == "waiting").cast(literal(1).type), 0))
    return session.execute(
        select(Occasion, func.count(Outcome.id).label("outcomes"), waiting.label("waiting"))
        .join(Outcome, Outcome.occasion_id == Occasion.id)
        .join(Subject, Subject.id == Outcome.id)
        .group_by(Occasion.id)
        .order_by(Occasion.year.desc(), Occasion.name)
    ).all()
