"""What the clock owes a group: that a milestone is late is told, and who is named as a chair takes office."""

from datetime import datetime

from sqlalchemy import exists, select

from igtf.core.clock import NOW
from igtf.core.conditions import among
from igtf.core.db import Listing
from igtf.groups.chairs import chairs_of
from igtf.groups.models import Group, Milestone, NamedChair
from igtf.groups.policy import chairs_decision
from igtf.groups.queries import late_milestones
from igtf.groups.states import GROUP, STAGES
from igtf.record.due import falls_due
from igtf.record.models import Subject


@falls_due(GROUP, "milestone-late")
def groups_with_late_milestones() -> Listing:
    """Return the query of the groups with a milestone that became late and was not told of."""
    late = late_milestones(NOW).with_only_columns(Milestone.group_id).order_by(None)
    return (
        select(Group)
        .join(Subject, Subject.id == Group.id)
        .where(Group.id.in_(late), among(Subject.state, STAGES["active"]))
        .order_by(Group.id)
    )


def _fits(group: Group, _at: datetime) -> bool:
    return bool(chairs_decision(chairs_of(group.id).then))


@falls_due(GROUP, "appoint-chair", only=_fits)
def groups_with_chair_due() -> Listing:
    """Return the query of the groups in which the notice before a chair takes office is over."""
    return _notice_over()


@falls_due(GROUP, "pass-over-chair", only=lambda group, at: not _fits(group, at))
def groups_with_chair_unfit() -> Listing:
    """Return the query of the groups in which it is over, and the chairs would not fit together."""
    return _notice_over()


def _notice_over() -> Listing:
    due = exists().where(NamedChair.group_id == Group.id, NamedChair.settled_at.is_(None), NamedChair.due_at <= NOW)
    return (
        select(Group)
        .join(Subject, Subject.id == Group.id)
        .where(due, among(Subject.state, STAGES["active"]))
        .order_by(Group.id)
    )
