"""What an issue says, part by part: what can be changed, is kept when it is, and what others rely on."""

from collections.abc import Mapping

from sqlalchemy import exists, select

from igtf.core.db import session
from igtf.issues.events import PARTS
from igtf.issues.models import Issue, Support
from igtf.record.models import Relation

TEXTS = ("title", "summary", "description")
"""The parts that are its text; the others place it, and say where it comes from."""

OF_SUBJECT = ("title", "summary", "topic")
"""The parts that any subject has."""


def wording_of(issue: Issue) -> dict[str, str | None]:
    """Return each part of an issue as it is now; None or '' for one that is not given."""
    return {name: getattr(issue.subject if name in OF_SUBJECT else issue, name) for name in PARTS}


def says_else(before: Mapping[str, str | None], after: Mapping[str, str | None]) -> bool:
    """Return whether the text of one wording is another one's no more."""
    return any((before[name] or "") != (after[name] or "") for name in TEXTS)


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
