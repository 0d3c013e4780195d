"""The letters of a recommendation: the statements that carry it, with what of it they ask."""

from collections.abc import Sequence

from sqlalchemy import bindparam, or_, select

from igtf.core.clock import now
from igtf.core.db import Listing, fetch
from igtf.core.prepared import prepared
from igtf.drafts.letters import FOUND_BY, Letter
from igtf.record.deadlines import is_late
from igtf.record.models import Relation, Subject
from igtf.routing.models import Statement, StatementAsk
from igtf.routing.queries import WAITING


def letters_carrying(recommendation_id: int) -> Sequence[Letter]:
    """Return the letters of a recommendation but those that were dropped before they were sent; one query."""
    rows, at = fetch(_carrying(), {"recommendation": recommendation_id}).all(), now()
    asks: dict[int, list[int]] = {}
    for row in rows:
        asks.setdefault(row.id, []).extend([row.ask_id] if row.ask_id else [])
    return [
        Letter(row.ref, row.state, row.phase, row.sent_at is not None, row.answered_at is not None,
               row.answer_by or row.deadline, row.due_at, is_late(row, WAITING, at), tuple(asks[row.id]))
        for row in {row.id: row for row in rows}.values()
    ]  # fmt: skip


@prepared
def _carrying() -> Listing:
    return (
        select(Subject.id, Subject.ref, Subject.state, Subject.phase, Subject.due_at, Statement.sent_at,
               Statement.answered_at, Statement.answer_by, Statement.deadline, StatementAsk.ask_id)
        .select_from(Relation)
        .join(Statement, Statement.id == Relation.subject_id)
        .join(Subject, Subject.id == Statement.id)
        .outerjoin(StatementAsk, StatementAsk.statement_id == Statement.id)
        .where(Relation.target_id == bindparam("recommendation"), Relation.kind == "carries",
               Subject.kind == "statement", or_(Statement.sent_at.is_not(None), Subject.phase != "closed"))
        .order_by(Subject.id, StatementAsk.number)
    )  # fmt: skip


def station_of(thing: Statement, *, carries: bool) -> str:
    """Return the station of a statement on its way where that is not the one of its state; else an empty text.

    Until it is sent, one that ``carries`` a recommendation is before the council, others are before its clearing house
    (section 9); one that ended unanswered came no further than to the body.
    """
    if thing.sent_at is None:
        return "council" if carries else ""
    return "sent" if thing.subject.phase == "closed" and thing.answered_at is None else ""


FOUND_BY.append(letters_carrying)
