"""The ballot that runs on a subject."""

from typing import Any

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import aliased

from igtf.core.db import session
from igtf.council.models import Ballot


def running_on(subject_id: int) -> Ballot | None:
    """Return the ballot that runs on a subject, None when there is none."""
    return session.scalar(select(Ballot).where(Ballot.decides_on_id == subject_id, Ballot.closed_at.is_(None)))


def is_balloted(subject_id: Any) -> ColumnElement[bool]:
    """Return the condition that a ballot runs on the subject whose id stands in a column, or will be given."""
    ballot = aliased(Ballot)
    return exists().where(ballot.decides_on_id == subject_id, ballot.closed_at.is_(None))
