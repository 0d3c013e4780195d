"""Whether a letter no longer stands, or what it is about is over: one rule of each for pages, lists and acts."""

from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, bindparam, case, exists, or_, select
from sqlalchemy.orm import aliased

from igtf.core.database.conditions import among
from igtf.core.database.prepared import prepared
from igtf.core.db import fetch
from igtf.drafts.models import Ask
from igtf.drafts.words import KNOWN
from igtf.issues.states import REFERABLE
from igtf.record.models import Event, Relation, Subject, VoidEvent
from igtf.routing.models import Statement, StatementAsk


def pointless(statement: Any) -> ColumnElement[bool]:
    """Return whether the statement with a number refers issues or carries recommendations, and all of them are over.

    For one that was not sent, an issue is over as soon as it cannot be referred: a group or a recommendation has it;
    and a recommendation, once each ask of it in the letter is known to be done or declined: nobody asks that again.
    """
    about, link, own = aliased(Subject), aliased(Relation), aliased(Statement)
    point, ask = aliased(StatementAsk), aliased(Ask)
    tied = exists().where(link.subject_id == statement, among(link.kind, ("refers", "carries")))
    to_refer = among(about.state, REFERABLE)
    known = exists().where(ask.id == point.ask_id, among(ask.status, KNOWN))
    to_ask = exists().where(point.statement_id == own.id, ~known)
    needed = or_(own.sent_at.is_not(None), case((about.kind == "issue", to_refer), else_=to_ask))
    return tied & ~tied.where(
        own.id == link.subject_id, about.id == link.target_id, about.phase != "closed", needed
    )  # fmt: skip


def is_unsent(statement: Any) -> ColumnElement[bool]:
    """Return whether the sending of the statement with a number was annulled."""
    sent, void = aliased(Event), aliased(VoidEvent)
    return exists().where(sent.subject_id == statement, sent.kind == "statement.send", void.event_id == sent.id)


def is_to_correct(statement: Statement) -> bool:
    """Return whether the sending of our letter was annulled: nothing follows from it any more; one query."""
    return bool(fetch(_is_unsent(), {"statement": statement.id}).scalar())


@prepared
def _is_unsent() -> Select[bool]:
    return select(is_unsent(bindparam("statement", type_=Integer)))
