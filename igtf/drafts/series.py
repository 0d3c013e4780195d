"""The series of recommendations: its list, and whom the recommendations address."""

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import aliased

from igtf.core import clock
from igtf.core.clock import TODAY
from igtf.core.database.lines import lines_of, read_lines
from igtf.core.db import Listing, session
from igtf.drafts.letters import overdue_asks
from igtf.drafts.models import Ask
from igtf.drafts.states import RECOMMENDATION
from igtf.drafts.words import ASK_STATES
from igtf.issues.topics import TOPICS_ASKED
from igtf.record.filters import there
from igtf.record.models import Subject
from igtf.record.queries import ROW


def summed(today: Any) -> dict[str, ColumnElement[Any]]:
    """Return what lists say of the asks of a recommendation as of a day: SQL by name.

    How many ``asks`` there are, ``done``, and ``late``; ``addressees``, a line for that of each.
    """
    own = Ask.recommendation_id == Subject.id
    asks = select(func.count()).where(own)
    found: dict[str, Any] = {
        "asks": asks, "done": asks.where(Ask.status == "done"), "late": asks.where(overdue_asks(today)),
        "addressees": select(func.coalesce(lines_of(Ask.number, Ask.addressee), "")).where(own),
    }  # fmt: skip
    return {name: query.correlate(Subject).scalar_subquery() for name, query in found.items()}


def names_in(addressees: str) -> list[str]:
    """Return the addressees of ``summed``, each once, in the order of the asks."""
    return list(dict.fromkeys(name for _number, name in read_lines(addressees)))


@cache
def visible_recommendations() -> Listing:
    """Return the query of the recommendations' rows as of today, to be paginated by last activity."""
    owner = aliased(Subject)
    asks = (value.label(name) for name, value in summed(TODAY).items())
    return (
        select(*ROW, Subject.opened_at, owner.ref.label("group_ref"), *asks)
        .outerjoin(owner, owner.id == Subject.group_id)
        .where(Subject.kind == "recommendation")
    )


def _addressed(to: str) -> ColumnElement[bool]:
    """Return whether an ask is of a body or stakeholder group, by its short name in any case, or as the ask has it."""
    return or_(Ask.addressee_slug == to.lower(), Ask.addressee_group == to, Ask.addressee == to)


def _has_status(status: str) -> ColumnElement[bool]:
    return overdue_asks(clock.now().date()) if status == "overdue" else Ask.status == status


def _with_ask(where: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(Ask.recommendation_id == Subject.id, where)


RECOMMENDATION.narrowing |= {
    "addressee": lambda value: _with_ask(_addressed(value)),
    "ask": lambda value: _with_ask(_has_status(value)),
}
RECOMMENDATION.known |= {
    "topic": TOPICS_ASKED,
    "addressee": there(lambda value: select(Ask.id).where(_addressed(value))),
    "ask": ASK_STATES,
}


def addressees() -> list[tuple[str, str]]:
    """Return whom recommendations address, by name: slug of a body or a stakeholder group, and the name."""
    rows = session.execute(
        select(
            func.coalesce(Ask.addressee_slug, Ask.addressee_group).label("to"), func.min(Ask.addressee).label("name")
        )
        .group_by("to")
        .order_by("name", "to")
    )
    return [(row.to, row.name) for row in rows]
