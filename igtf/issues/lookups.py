"""What forms of issues ask of the database, below the tables of moves: what relies on one."""

from sqlalchemy import exists, select

from igtf.core.db import session
from igtf.issues.models import Issue, Support
from igtf.record.models import Relation


def is_relied_on(issue: Issue, but: int | None) -> bool:
    """Return whether others rely on what an issue says now: it has supporters other than the person ``but``, a group
    works on it, or a letter about it was sent; at most one query."""
    if issue.subject.group_id is not None:
        return True
    supported = exists().where(Support.issue_id == issue.id, Support.person_id != (but or 0))
    about, sent = Relation.__table__.alias(), Relation.__table__.alias()
    written = exists().where(
        about.c.target_id == issue.id, about.c.kind == "refers", sent.c.subject_id == about.c.subject_id,
        sent.c.kind == "sent-to",
    )  # fmt: skip
    return bool(session.scalar(select(supported | written)))
