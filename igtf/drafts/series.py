"""The series of recommendations: its list, and whom the recommendations address."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import aliased

from igtf.core import clock
from igtf.core.db import Listing, session
from igtf.drafts.asks import late_asks
from igtf.drafts.models import Ask
from igtf.drafts.states import RECOMMENDATION
from igtf.drafts.words import ASK_STATES
from igtf.issues.topics import TOPICS_ASKED
from igtf.record.filters import of_topic, there
from igtf.record.models import Subject


def visible_recommendations(
    today: date, *, topic: str | None = None, group: str | None = None, state: str | None = None,
    phase: str | None = None, addressee: str | None = None, ask: str | None = None,
) -> Listing:  # fmt: skip
    """Return the query of the recommendations' rows, to be paginated by last activity.

    ``addressee`` is the slug of a body or a stakeholder group, ``ask`` the status that one of its asks has today.
    """
    owner = aliased(Subject)
    asks = select(func.count()).where(Ask.recommendation_id == Subject.id)
    query: Listing = (
        select(
            Subject.id, Subject.kind, Subject.ref, Subject.title, Subject.state, Subject.phase, Subject.topic,
            Subject.active_at, Subject.opened_at, Subject.due_at, Subject.comment_count,
            Subject.support_count,
            owner.ref.label("group_ref"), asks.correlate(Subject).scalar_subquery().label("asks"),
            asks.where(Ask.status == "done").correlate(Subject).scalar_subquery().label("done"),
            asks.where(late_asks(today)).correlate(Subject).scalar_subquery().label("late"),
            select(func.aggregate_strings(Ask.addressee, "\n")).where(Ask.recommendation_id == Subject.id)
            .correlate(Subject).scalar_subquery().label("addressees"),
        )
        .outerjoin(owner, owner.id == Subject.group_id)
        .where(Subject.kind == "recommendation")
    )  # fmt: skip
    for column, value in (
        (owner.ref, group), (Subject.state, state), (Subject.phase, phase)
    ):  # fmt: skip
        if value:
            query = query.where(column == value)
    if topic:
        query = query.where(of_topic(topic))
    for where in (_addressed(addressee), _has_status(ask, today)):
        if where is not None:
            query = query.where(exists().where(Ask.recommendation_id == Subject.id, where))
    return query


def _addressed(to: str | None) -> Any:
    return or_(Ask.addressee_slug == to, Ask.addressee_group == to) if to else None


def _has_status(status: str | None, today: date) -> Any:
    return late_asks(today) if status == "overdue" else Ask.status == status if status else None


def _with_ask(where: Any) -> ColumnElement[bool]:
    return exists().where(Ask.recommendation_id == Subject.id, where)


RECOMMENDATION.narrowing |= {
    "addressee": lambda value: _with_ask(_addressed(value)),
    "ask": lambda value: _with_ask(_has_status(value, clock.now().date())),
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
        .order_by("name")
    )
    return [(row.to, row.name) for row in rows]
