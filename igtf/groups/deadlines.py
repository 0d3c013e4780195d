"""The next deadline of a group, from all that it waits for, and what of it is shown."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased

from igtf.core.clock import now
from igtf.core.db import session
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.moments import day
from igtf.core.workflow import WORKFLOWS
from igtf.discussion.queries import due_word
from igtf.groups.charter_states import LEAST
from igtf.groups.models import Charter, Group, Milestone, NamedChair
from igtf.people.roles import holders
from igtf.record.models import Relation, Subject
from igtf.record.numbers import period


def shown_due(row: Any, due_at: datetime | None, at: datetime) -> datetime | None:
    """Return which deadline of a group is shown at ``at``.

    Of those that have passed only that of its report or of its responsible member: a milestone that is late is said by
    itself, and the least time of a review that has passed is no deadline.
    """
    return due_at if due_at is not None and (due_at > at or due_at in (row.report_due, row.responsible_due)) else None


def overdue(row: Any, subject: Any, at: datetime) -> list[tuple[str, str]]:
    """Return what a group that is not over waits for beyond its time, as badge and sentence; ``subject`` has its state.

    Its report is late from its day on, but not before there is a group that can write it.
    """
    found: list[tuple[str, str]] = []
    if subject.phase != "closed" and row.responsible_due is not None and row.responsible_due <= at:
        said = _("A responsible member was needed by %(day)s.", day=day(row.responsible_due))
        found.append((_("Responsible member overdue"), said))
    owes = subject.state in WORKFLOWS["group"].move_by_name["report-late"].sources
    if owes and row.report_due is not None and row.report_due <= at:
        found.append((_("Report overdue"), _("The report was due on %(day)s.", day=day(row.report_due))))
    return found


def review_ends(group: Group) -> datetime | None:
    """Return until when the review of a group's pending charter lasts at least; None when it is in none."""
    charter = group.pending
    return _review_ends(charter.state, charter.since, group.subject) if charter else None


def _review_ends(state: str | None, since: datetime | None, subject: Any) -> datetime | None:
    number = LEAST.get(state or "")
    return since + period(number, subject) if since and number else None


def due_for(group: Group, takes_office: datetime | None, closes: datetime | None) -> Text:
    """Return what the next deadline of a group is for.

    ``takes_office``: when a chair who is announced does; ``closes``: when the ballot that runs on the group does.
    """
    return _word(
        group.subject, group, office=takes_office, closes=closes, review=review_ends(group),
        chartered=group.in_force is not None,
    )  # fmt: skip


def due_in(row: Any) -> Text:
    """Return the same for a row of a list, which has ``due_columns``."""
    review = _review_ends(row.pending_state, row.pending_since, row)
    return _word(row, row, office=row.office, closes=row.closes, review=review, chartered=row.chartered)


def _word(
    subject: Any, group: Any, *, office: datetime | None, closes: datetime | None, review: datetime | None,
    chartered: bool,
) -> Text:  # fmt: skip
    for word, so in (
        (_l("chair takes office"), office == subject.due_at),
        (_l("charter review ends"), subject.phase != "closed" and review == subject.due_at),
        (_l("ballot closes"), closes == subject.due_at),
        (_l("responsible member needed"), group.responsible_due == subject.due_at),
        (_l("report due"), group.report_due == subject.due_at),
        (_l("milestone due"), chartered),
    ):
        if so:
            return word
    return due_word("group", subject.state)


def due_columns(pending: Any) -> list[Any]:
    """Return the columns by which a row of a list says what its next deadline is for, beside those of the list.

    ``pending`` is the alias of ``Charter`` to which the query of ``Subject`` and ``Group`` is joined.
    """
    dates = [
        named.correlate(Group).scalar_subquery().label(name)
        for name, named in (("office", _takes_office(Group.id)), ("closes", _ballot_closes(Group.id)))
    ]
    in_force = exists().where(Charter.group_id == Group.id, Charter.state == "in-force")
    return [*dates, pending.state.label("pending_state"), pending.since.label("pending_since"), Subject.procedure,
            in_force.label("chartered"), Group.report_due, Group.responsible_due]  # fmt: skip


def _takes_office(group_id: Any) -> Any:
    return select(func.min(NamedChair.due_at)).where(NamedChair.group_id == group_id, NamedChair.settled_at.is_(None))


def _ballot_closes(group_id: Any) -> Any:
    """Return when the ballot that runs on a group closes, as a scalar query: it is a subject with that deadline."""
    ballot, decides = aliased(Subject), aliased(Relation)
    running = (decides.target_id == group_id, decides.kind == "decides-on", ballot.state == "open")
    return select(func.min(ballot.due_at)).join(decides, decides.subject_id == ballot.id).where(*running)


def ballot_closes(group: Group) -> datetime | None:
    """Return when the ballot on a group's pending charter closes; None, without a query, where it is on none."""
    on_ballot = group.pending is not None and group.pending.state == "ballot"
    return session.scalar(_ballot_closes(group.id)) if on_ballot else None


def dues_said(groups: Sequence[Any]) -> dict[int, tuple[datetime | None, Text]]:
    """Return which deadlines of groups, subjects or rows of them, are shown now, and what each is for; one query."""
    ids = [row.id for row in groups]
    office, closes = (
        named.correlate(Group).scalar_subquery() for named in (_takes_office(Group.id), _ballot_closes(Group.id))
    )
    rows = session.execute(select(Group, office.label("office"), closes.label("closes")).where(Group.id.in_(ids)))
    return {
        row.Group.id: (
            shown_due(row.Group, row.Group.subject.due_at, now()), due_for(row.Group, row.office, row.closes)
        )
        for row in rows
    }  # fmt: skip


def wait_for_responsible(group: Group, at: datetime) -> None:
    """Let a group that has no responsible member wait for one, ``triage_days`` from ``at``. For commands."""
    days = period("triage_days", group.subject)
    group.responsible_due = None if holders("responsible", group.id) else at + days
    set_due(group, at)


def set_due(group: Group, at: datetime) -> None:
    """Let the group wait for the first that comes of: responsible member, report, new chair, end of review or of the
    ballot, milestone.

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
        ballot_closes(group),
    ]
    group.subject.due_at = min((moment for moment in found if moment), default=None)
