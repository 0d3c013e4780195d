"""What the clock owes a group: that a milestone or its report is late is told, and a chair named takes office."""

from datetime import datetime

from sqlalchemy import exists

from igtf.core.clock import NOW
from igtf.core.db import Listing
from igtf.groups.chairs import chairs_of
from igtf.groups.models import Group, Milestone, NamedChair
from igtf.groups.policy import chairs_decision
from igtf.groups.queries import late_milestones
from igtf.groups.states import GROUP
from igtf.record.due import falls_due
from igtf.record.models import Event, Subject


@falls_due(GROUP, "milestone-late", Group)
def groups_with_late_milestones(there: Listing) -> Listing:
    """Return the query of the groups with a milestone that became late and was not told of."""
    late = late_milestones(NOW).with_only_columns(Milestone.group_id).order_by(None)
    return there.where(Group.id.in_(late))


@falls_due(GROUP, "report-late", Group)
def groups_with_late_report(there: Listing) -> Listing:
    """Return the query of the groups whose one report is overdue, which was not told; the act itself says that it was.

    The deadline of a group is never later than that of its report (``deadlines.set_due``), and is looked for by index.
    """
    told = exists().where(Event.subject_id == Group.id, Event.kind == "group.report-late")
    return there.where(Subject.due_at <= NOW, Group.report_due <= NOW, ~told)


def _fits(group: Group, _at: datetime) -> bool:
    return bool(chairs_decision(chairs_of(group.id).then))


@falls_due(GROUP, "appoint-chair", Group, only=_fits)
def groups_with_chair_due(there: Listing) -> Listing:
    """Return the query of the groups in which the notice before a chair takes office is over."""
    return _notice_over(there)


@falls_due(GROUP, "pass-over-chair", Group, only=lambda group, at: not _fits(group, at))
def groups_with_chair_unfit(there: Listing) -> Listing:
    """Return the query of the groups in which it is over, and the chairs would not fit together."""
    return _notice_over(there)


def _notice_over(there: Listing) -> Listing:
    due = exists().where(NamedChair.group_id == Group.id, NamedChair.settled_at.is_(None), NamedChair.due_at <= NOW)
    return there.where(due)
