"""The letters of a recommendation: the statements that carry it, with what of it they ask."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from igtf.core.clock import NOW, now
from igtf.core.database.conditions import among
from igtf.core.database.prepared import prepared
from igtf.core.db import Listing, fetch
from igtf.drafts.letters import Brought, DraftLetter
from igtf.drafts.models import Ask
from igtf.people.offices import overseen, unchaired
from igtf.record.models import Relation, Subject
from igtf.routing.awaiting import WAITING, is_asked_still
from igtf.routing.models import Statement, StatementAsk
from igtf.routing.over import pointless


def letters_carrying(recommendation_id: int) -> Sequence[DraftLetter]:
    """Return the letters of a recommendation but those that were dropped before they were sent; one query."""
    rows, at = fetch(_carrying(), {"recommendation": recommendation_id}).all(), now()
    asks: dict[int, dict[int, Brought]] = {}
    for row in rows:
        asks.setdefault(row.id, {}).update({row.ask_id: _brought(row, at)} if row.ask_id else {})
    return [
        DraftLetter(row.ref, row.state, row.phase, row.sent_at is not None,
                    row.answered_at is not None and row.state not in WAITING, row.chairless, asks[row.id])
        for row in {row.id: row for row in rows}.values()
    ]  # fmt: skip


def _brought(row: Any, at: datetime) -> Brought:
    """Return how an ask stands in the letter that brings it; nothing is waited for of a letter that waits for none."""
    waits = row.due_at is not None and not row.over and row.state in WAITING and row.asked_still
    wanted = row.wanted or row.answer_by or row.deadline
    until = (row.promised_by or wanted) if waits else None
    return Brought(wanted, until, until is not None and until <= at)


@prepared
def _carrying() -> Listing:
    return (
        select(Subject.id, Subject.ref, Subject.state, Subject.phase, Subject.due_at, Statement.sent_at,
               Statement.answered_at, Statement.answer_by, Statement.deadline, StatementAsk.ask_id,
               StatementAsk.deadline.label("wanted"), StatementAsk.promised_by, is_asked_still().label("asked_still"),
               pointless(Statement.id).label("over"),
               ((Subject.state == "draft") & unchaired() & ~overseen(Subject.group_id)).label("chairless"))
        .select_from(Relation)
        .join(Statement, Statement.id == Relation.subject_id)
        .join(Subject, Subject.id == Statement.id)
        .outerjoin(StatementAsk, StatementAsk.statement_id == Statement.id)
        .where(Relation.target_id == bindparam("recommendation"), Relation.kind == "carries",
               Subject.kind == "statement", or_(Statement.sent_at.is_not(None), Subject.phase != "closed"))
        .order_by(Subject.id, StatementAsk.number)
    )  # fmt: skip


def answer_is_late() -> ColumnElement[bool]:
    """Return whether a letter waits for its answer to the ``Ask`` of a query past its day: ``_brought``, as SQL."""
    letter = aliased(Subject)
    until = func.coalesce(StatementAsk.promised_by, StatementAsk.deadline, Statement.answer_by, Statement.deadline)
    bringing = (
        select(StatementAsk.id)
        .join(Statement, Statement.id == StatementAsk.statement_id)
        .join(letter, letter.id == Statement.id)
        .where(StatementAsk.ask_id == Ask.id, StatementAsk.status == "open", letter.due_at.is_not(None),
               among(letter.state, WAITING), until <= NOW, ~pointless(Statement.id))
    )  # fmt: skip
    return bringing.correlate(Ask).exists()


def station_of(thing: Statement, *, carries: bool) -> str:
    """Return the station of a statement on its way where that is not the one of its state; else an empty text.

    Until it is sent, one that ``carries`` a recommendation is before the council, others are before its clearing house
    (section 9); one that ended unanswered came no further than to the body.
    """
    if thing.sent_at is None:
        return "council" if carries else ""
    return "sent" if thing.subject.phase == "closed" and thing.answered_at is None else ""
