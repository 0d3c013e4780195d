"""The next deadline of a group, from all that it waits for. For commands: these record no event."""

from datetime import datetime

from sqlalchemy import func, select

from igtf.core.db import session
from igtf.groups.models import Group, Milestone, NamedChair


def set_due(group: Group, at: datetime) -> None:
    """Let the group show the first that comes of: report, a chair's taking office, end of a review, a milestone."""
    chair = select(func.min(NamedChair.due_at)).where(
        NamedChair.group_id == group.id, NamedChair.settled_at.is_(None)
    )  # fmt: skip
    milestone = select(func.min(Milestone.due_at)).where(
        Milestone.group_id == group.id, Milestone.accepted_at.is_not(None), Milestone.done_at.is_(None),
        Milestone.dropped_at.is_(None), Milestone.due_at > at,
    )  # fmt: skip
    session.flush()
    session.expire(group, ["pending"])
    review = group.pending.least_until(group.subject) if group.pending else None
    found = [group.report_due, session.scalar(chair), session.scalar(milestone), review]
    group.subject.due_at = min((moment for moment in found if moment), default=None)
