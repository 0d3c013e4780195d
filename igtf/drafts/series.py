"""The series of recommendations: its list, and whom the recommendations address."""

from datetime import date

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import aliased

from igtf.core import clock
from igtf.core.db import Listing, session
from igtf.drafts.asks import late_asks
from igtf.drafts.models import Ask
from igtf.drafts.states import RECOMMENDATION
from igtf.drafts.words import ASK_STATES
from igtf.issues.topics import TOPICS_ASKED
from igtf.record.filters import there
from igtf.record.models import Subject
from igtf.record.queries import ROW


def visible_recommendations(today: date) -> Listing:
    """Return the query of the recommendations' rows as of a day, to be paginated by last activity."""
    owner = aliased(Subject)
    asks = select(func.count()).where(Ask.recommendation_id == Subject.id)
    return (
        select(
            *ROW, Subject.opened_at, owner.ref.label("group_ref"),
            asks.correlate(Subject).scalar_subquery().label("asks"),
            asks.where(Ask.status == "done").correlate(Subject).scalar_subquery().label("done"),
            asks.where(late_asks(today)).correlate(Subject).scalar_subquery().label("late"),
            select(func.aggregate_strings(Ask.addressee, "\n")).where(Ask.recommendation_id == Subject.id)
            .correlate(Subject).scalar_subquery().label("addressees"),
        )
        .outerjoin(owner, owner.id == Subject.group_id)
        .where(Subject.kind == "recommendation")
    )  # fmt: skip


def _addressed(to: str) -> ColumnElement[bool]:
    return or_(Ask.addressee_slug == to, Ask.addressee_group == to)


def _has_status(status: str) -> ColumnElement[bool]:
    return late_asks(clock.now().date()) if status == "overdue" else Ask.status == status


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
        .order_by("name")
    )
    return [(row.to, row.name) for row in rows]
