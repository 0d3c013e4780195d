"""The next deadline of a group, from all that it waits for, and what of it is shown."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from igtf.core.clock import now
from igtf.core.db import session
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.moments import day
from igtf.discussion.queries import due_word
from igtf.groups.charter_states import LEAST
from igtf.groups.models import Group, Milestone, NamedChair
from igtf.people.roles import holders
from igtf.record.numbers import whole_number


def shown_due(row: Any, due_at: datetime | None, at: datetime) -> datetime | None:
    """Return which deadline of a group is shown at ``at``.

    Of those that have passed only that of its report or of its responsible member: a milestone that is late is said by
    itself, and the least time of a review that has passed is no deadline.
    """
    return due_at if due_at is not None and (due_at > at or due_at in (row.report_due, row.responsible_due)) else None


def overdue(row: Any, phase: str, at: datetime) -> list[tuple[str, str]]:
    """Return what a group that is not over waits for beyond its time, as badge and sentence."""
    found: list[tuple[str, str]] = []
    if phase != "closed" and row.responsible_due is not None and row.responsible_due <= at:
        said = _("A responsible member was needed by %(day)s.", day=day(row.responsible_due))
        found.append((_("Responsible member overdue"), said))
    if phase != "closed" and row.report_due is not None and row.report_due <= at:
        found.append((_("Report overdue"), _("The report was due on %(day)s.", day=day(row.report_due))))
    return found


def review_ends(group: Group) -> datetime | None:
    """Return until when the review of a group's pending charter lasts at least; None when it is in none."""
    charter = group.pending
    number = LEAST.get(charter.state) if charter else None
    return charter.since + timedelta(days=whole_number(number, group.subject)) if charter and number else None


def due_for(group: Group, takes_office: datetime | None) -> Text:
    """Return what the next deadline of a group is for; ``takes_office``: when a chair who is announced does."""
    due_at, coming = group.subject.due_at, group.pending if group.subject.phase != "closed" else None
    for word, so in (
        (_l("chair takes office"), takes_office == due_at),
        (_l("charter review ends"), coming is not None and review_ends(group) == due_at),
        (_l("ballot closes"), coming is not None and coming.state == "ballot"),
        (_l("responsible member needed"), group.responsible_due == due_at),
        (_l("report due"), group.report_due == due_at),
        (_l("milestone due"), group.in_force is not None),
    ):
        if so:
            return word
    return due_word("group", group.subject.state)


def _takes_office(group_id: Any) -> Any:
    return select(func.min(NamedChair.due_at)).where(NamedChair.group_id == group_id, NamedChair.settled_at.is_(None))


def dues_said(ids: Collection[int]) -> dict[int, tuple[datetime | None, Text]]:
    """Return which deadlines of groups are shown now, and what each is for; one query."""
    office = _takes_office(Group.id).correlate(Group).scalar_subquery()
    rows = session.execute(select(Group, office.label("office")).where(Group.id.in_(ids)))
    return {
        row.Group.id: (shown_due(row.Group, row.Group.subject.due_at, now()), due_for(row.Group, row.office))
        for row in rows
    }


def wait_for_responsible(group: Group, at: datetime) -> None:
    """Let a group that has no responsible member wait for one, ``triage_days`` from ``at``. For commands."""
    days = timedelta(days=whole_number("triage_days", group.subject))
    group.responsible_due = None if holders("responsible", group.id) else at + days
    set_due(group, at)


def set_due(group: Group, at: datetime) -> None:
    """Let the group wait for the first that comes of: responsible member, report, new chair, end of review, milestone.

    For commands; it records no event.
    """
    milestone = select(func.min(Milestone.due_at)).where(
        Milestone.group_id == group.id, Milestone.accepted_at.is_not(None), Milestone.done_at.is_(None),
        Milestone.dropped_at.is_(None), Milestone.due_at > at,
    )  # fmt: skip
    session.flush()
    session.expire(group, ["pending"])
    found = [
        group.responsible_due,
        group.report_due,
        session.scalar(_takes_office(group.id)),
        session.scalar(milestone),
        review_ends(group),
    ]
    group.subject.due_at = min((moment for moment in found if moment), default=None)
