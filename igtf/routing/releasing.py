"""What letters wait for follows their recommendations: whether in force, and what became of asks (sections 7, 10)."""

from collections.abc import Sequence

from sqlalchemy import exists, or_, select

from igtf.core.db import session
from igtf.drafts.models import Ask
from igtf.record.by import By
from igtf.record.models import Relation, Subject
from igtf.routing.awaiting import WAITING
from igtf.routing.expecting import waits_until
from igtf.routing.models import Statement, StatementAsk
from igtf.routing.over import is_unsent
from igtf.routing.statements import changed, wait_for


def release(recommendation_id: int, *, by: By) -> None:
    """Wait no longer for answers about a recommendation, where a letter asks nothing else that is in force."""
    for statement in _unanswered(recommendation_id):
        if not _asks_what_is_in_force(statement):
            statement.subject.due_at = None
            changed(statement, by)


def wait_again(recommendation_id: int, *, by: By) -> None:
    """Wait for answers about a recommendation that is in force again, until the days that are asked for."""
    for statement in _unanswered(recommendation_id):
        statement.subject.due_at = statement.subject.due_at or waits_until(statement)
        changed(statement, by)


def follow_ask(ask: Ask, *, by: By) -> None:
    """Wait for what is still asked, where something became known of an ask otherwise than by an answer to its letter.

    Not where no answer is waited for, as the recommendation is not in force any more.
    """
    in_force = session.get_one(Subject, ask.recommendation_id).phase != "closed"
    for statement in _unanswered(ask.recommendation_id):
        due, until = statement.subject.due_at, waits_until(statement)
        if until != due and (in_force or due):
            wait_for(statement, until, by)
        changed(statement, by)


def _unanswered(recommendation_id: int) -> Sequence[Statement]:
    """Return the letters about a recommendation that wait for an answer, or would: not one that is to be corrected."""
    return session.scalars(
        select(Statement)
        .join(Subject, Subject.id == Statement.id)
        .join(Relation, Relation.subject_id == Statement.id)
        .where(Relation.target_id == recommendation_id, Relation.kind == "carries", Subject.state.in_(WAITING),
               ~is_unsent(Statement.id))
        .order_by(Statement.id)
    ).all()  # fmt: skip


def _asks_what_is_in_force(statement: Statement) -> bool:
    return bool(session.scalar(
        select(exists(
            select(StatementAsk.id)
            .outerjoin(Ask, Ask.id == StatementAsk.ask_id)
            .outerjoin(Subject, Subject.id == Ask.recommendation_id)
            .where(StatementAsk.statement_id == statement.id, or_(Subject.id.is_(None), Subject.phase != "closed"))
        ))
    ))  # fmt: skip
