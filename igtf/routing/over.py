"""Whether what a letter is about is over, so that no answer to it is waited for: one rule for pages, lists and acts."""

from typing import Any

from sqlalchemy import ColumnElement, exists, or_
from sqlalchemy.orm import aliased

from igtf.core.conditions import among
from igtf.issues.states import ISSUE
from igtf.record.models import Relation, Subject
from igtf.routing.models import Statement


def pointless(statement: Any) -> ColumnElement[bool]:
    """Return whether the statement with a number refers issues or carries recommendations, and all of them are over.

    An issue is over for one that was not sent as soon as it cannot be referred: a group or a recommendation has it.
    """
    about, link, own = aliased(Subject), aliased(Relation), aliased(Statement)
    tied = exists().where(link.subject_id == statement, among(link.kind, ("refers", "carries")))
    to_refer = among(about.state, ISSUE.move_by_name["refer"].sources)
    needed = or_(about.kind != "issue", to_refer, own.sent_at.is_not(None))
    return tied & ~tied.where(
        own.id == link.subject_id, about.id == link.target_id, about.phase != "closed", needed
    )  # fmt: skip
