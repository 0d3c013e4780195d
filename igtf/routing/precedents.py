"""What was sent before on issues like one, and how it was answered: for whoever decides on that issue now."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import aliased

from igtf.core.db import session
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.wording import listed
from igtf.issues.models import Issue
from igtf.record.models import Relation, Subject
from igtf.routing.events import ENDS
from igtf.routing.models import Body, Statement, StatementAsk
from igtf.routing.points import NO_ANSWER, STATUSES, given_in

LATEST = 200
"""How many of the latest rows are looked at."""

SHOWN = 8

WHY: dict[str, tuple[int, Text]] = {
    "this": (8, _l("this issue")), "topic": (4, _l("same topic")), "words": (2, _l("similar words")),
    "body": (1, _l("same body")),
}  # fmt: skip
"""Why a statement says something about an issue → how much it says, and its name."""


@dataclass
class Precedent:
    """A statement that was sent, why it is like, the numbers of the issues it referred, the status of each ask."""

    row: Any
    why: set[str] = field(default_factory=set)
    issues: list[str] = field(default_factory=list)

    @property
    def weight(self) -> int:
        return sum(WHY[name][0] for name in self.why)

    @property
    def words(self) -> list[Text]:
        return [label for name, (_weight, label) in WHY.items() if name in self.why]

    @property
    def statuses(self) -> list[str]:
        return given_in(self.row.statuses)


def sent_before(issue: Issue, alike: Collection[int], bodies: Collection[str]) -> list[Precedent]:
    """Return what was sent on this issue, its topic, the issues ``alike`` (ids) or to the ``bodies`` (slugs).

    Those that have most in common with it first, then the latest; one query.
    """
    found: dict[int, Precedent] = {}
    for row in _rows(issue, alike, bodies):
        precedent = found.setdefault(row.id, Precedent(row))
        precedent.issues += [row.issue_ref] if row.issue_ref else []
        precedent.why |= {
            name
            for name, holds in (
                ("this", row.issue_id == issue.id),
                ("topic", row.topic is not None and row.topic == issue.subject.topic),
                ("words", row.issue_id in alike),
                ("body", row.slug in bodies),
            )
            if holds
        }
    return sorted(found.values(), key=lambda one: (-one.weight, -one.row.id))[:SHOWN]


def asked_on(issue_id: int) -> Sequence[Any]:
    """Return what was sent on an issue, oldest first, with the body and the status of each ask; one query."""
    return session.execute(
        select(Subject.ref, Subject.state, Body.acronym, statuses_given().label("statuses"))
        .join(Statement, Statement.id == Subject.id)
        .join(Body, Body.id == Statement.to_body_id)
        .join(Relation, (Relation.subject_id == Statement.id) & (Relation.kind == "refers"))
        .where(Relation.target_id == issue_id, Statement.sent_at.is_not(None))
        .order_by(Subject.id)
    ).all()


def said_to(row: Any) -> str:
    """Return in words what became of a statement: the ``statuses`` of its asks, or that it was not answered."""
    return listed(str(STATUSES[name][0]) for name in given_in(row.statuses)).lower()


def became_of(row: Any) -> str:
    """Return in words what became of a statement that is answered in part or whole, or closed; of one without any
    answer whether that never came, or was not waited for."""
    if row.answered_at:
        return said_to(row)
    if NO_ANSWER in given_in(row.statuses):
        return _("no answer")
    return str(ENDS["no longer waited for" if row.answer_by else "no answer was asked for"]).lower()


def statuses_given() -> Any:
    """Return the statuses of the asks of the statement of a query, apart by commas, as a scalar query."""
    query = select(func.aggregate_strings(StatementAsk.status, ","))
    return query.where(StatementAsk.statement_id == Statement.id).scalar_subquery()


def _rows(issue: Issue, alike: Collection[int], bodies: Collection[str]) -> Sequence[Any]:
    about, body = aliased(Subject), aliased(Subject)
    like: list[ColumnElement[bool]] = [about.id.in_([issue.id, *alike]), body.ref.in_(list(bodies))]
    like += [about.topic == issue.subject.topic] if issue.subject.topic else []
    return session.execute(
        select(
            Subject.id, Subject.kind, Subject.ref, Subject.title, Subject.state, Subject.phase, Subject.due_at,
            Statement.sent_at, Statement.answered_at, Body.acronym, body.ref.label("slug"),
            statuses_given().label("statuses"),
            about.id.label("issue_id"), about.ref.label("issue_ref"), about.topic.label("topic"),
        )
        .join(Statement, Statement.id == Subject.id)
        .join(Body, Body.id == Statement.to_body_id)
        .join(body, body.id == Body.id)
        .outerjoin(Relation, (Relation.subject_id == Statement.id) & (Relation.kind == "refers"))
        .outerjoin(about, about.id == Relation.target_id)
        .where(Subject.kind == "statement", Statement.sent_at.is_not(None), or_(*like))
        .order_by(Subject.id.desc(), about.id)
        .limit(LATEST)
    ).all()  # fmt: skip
