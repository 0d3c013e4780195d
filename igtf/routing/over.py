"""Whether a letter no longer stands, or what it is about is over: one rule of each for pages, lists and acts."""

from typing import Any

from sqlalchemy import ColumnElement, exists, or_
from sqlalchemy.orm import aliased

from igtf.core.database.conditions import among
from igtf.issues.states import REFERABLE
from igtf.record.models import Event, Relation, Subject, VoidEvent
from igtf.routing.models import Statement


def pointless(statement: Any) -> ColumnElement[bool]:
    """Return whether the statement with a number refers issues or carries recommendations, and all of them are over.

    An issue is over for one that was not sent as soon as it cannot be referred: a group or a recommendation has it.
    """
    about, link, own = aliased(Subject), aliased(Relation), aliased(Statement)
    tied = exists().where(link.subject_id == statement, among(link.kind, ("refers", "carries")))
    to_refer = among(about.state, REFERABLE)
    needed = or_(about.kind != "issue", to_refer, own.sent_at.is_not(None))
    return tied & ~tied.where(
        own.id == link.subject_id, about.id == link.target_id, about.phase != "closed", needed
    )  # fmt: skip


def is_unsent(statement: Any) -> ColumnElement[bool]:
    """Return whether the sending of the statement with a number was annulled."""
    sent, void = aliased(Event), aliased(VoidEvent)
    return exists().where(sent.subject_id == statement, sent.kind == "statement.send", void.event_id == sent.id)
