"""Which revision of what a ballot decides on is the newest: a position names the one it was taken on."""

from sqlalchemy import select

from igtf.core.db import session
from igtf.drafts.models import Draft, Revision
from igtf.record.models import Subject


def current_revision(subject: Subject) -> int | None:
    """Return the number of the newest revision of a draft, None of anything else."""
    if subject.kind != "draft":
        return None
    return session.scalar(
        select(Revision.number).join(Draft, Draft.current_id == Revision.id).where(Draft.id == subject.id)
    )
