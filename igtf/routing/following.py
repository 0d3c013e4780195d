"""What follows when a statement is sent that corrects or answers another one. For commands only."""

from sqlalchemy import select

from igtf.core.db import session
from igtf.record.acts import By
from igtf.record.models import Relation
from igtf.record.moves import carries_out
from igtf.record.subjects import touch
from igtf.routing import events
from igtf.routing.models import Statement
from igtf.routing.states import STATEMENT


def _tied(statement: Statement, kind: str) -> list[Statement]:
    targets = select(Relation.target_id).where(Relation.subject_id == statement.id, Relation.kind == kind)
    return list(session.scalars(select(Statement).where(Statement.id.in_(targets)).order_by(Statement.id)))


def settle(statement: Statement, by: By) -> None:
    """Let a statement that was sent correct and answer what it corrects and answers."""
    name = f"LS-{statement.subject.ref}"
    for other in _tied(statement, "corrects"):
        if other.subject.state in STATEMENT.move_by_name["correct"].sources:
            STATEMENT.commands["correct"](other, correction=name, by=by)
    for other in _tied(statement, "answers"):
        other.answered_at, other.subject.due_at = other.answered_at or by.at, None
        touch(other.id, by.at)


@carries_out(STATEMENT, "correct")
def correct(statement: Statement, *, correction: str, by: By) -> events.Corrected:
    """End a statement that another one corrects; nothing of it is waited for any more."""
    return events.Corrected(correction)
