"""The acts on milestones (procedure, section 3): chairs propose and edit, the responsible member approves."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from igtf.core.db import session
from igtf.core.errors import Invalid, Unchanged
from igtf.core.i18n import gettext as _
from igtf.groups import events
from igtf.groups.deadlines import set_due
from igtf.groups.forms_milestones import end_of
from igtf.groups.models import Group, Milestone, MilestoneDraft
from igtf.groups.queries import late_milestones
from igtf.groups.states import GROUP
from igtf.record.by import By
from igtf.record.models import Relation, Subject
from igtf.record.moves import carries_out
from igtf.record.subjects import relate, unrelate


def _open(group: Group, number: str) -> Milestone:
    """Return a milestone that is not over; Invalid when there is none of this number."""
    found = session.scalar(
        select(Milestone).where(
            Milestone.group_id == group.id, Milestone.number == int(number), Milestone.done_at.is_(None),
            Milestone.dropped_at.is_(None),
        )
    )  # fmt: skip
    if found is None:
        raise Invalid(milestone=_("This milestone is over; look at the page again."))
    return found


def _waiting(group: Group, number: str) -> Milestone:
    """Return a milestone that waits for approval; Invalid when it does not."""
    found = _open(group, number)
    if found.accepted_at and not found.rewording:
        raise Invalid(milestone=_("This milestone is approved already; nothing was changed."))
    return found


def _ahead(month: str, by: By) -> datetime:
    due = end_of(month)
    if due <= by.at:
        raise Invalid(month=_("Choose a month that is not over."))
    return due


def _link(milestone: Milestone, group: Group, names: Sequence[str]) -> str:
    """Link drafts of the group, by name, to a milestone, and return the names of those that are new to it."""
    known = set(session.scalars(select(MilestoneDraft.draft_id).where(MilestoneDraft.milestone_id == milestone.id)))
    rows = session.execute(
        select(Subject.id, Subject.ref)
        .where(Subject.kind == "draft", Subject.group_id == group.id, Subject.ref.in_(names))
        .order_by(Subject.ref)
    ).all()
    new = [row for row in rows if row.id not in known]
    session.add_all(MilestoneDraft(milestone_id=milestone.id, draft_id=row.id) for row in new)
    session.flush()
    return ", ".join(row.ref for row in new)


def _check_new(group: Group, deliverable: str, due: datetime) -> None:
    """Raise Invalid when the group has an open milestone with the same words for the same month."""
    rows = session.scalars(
        select(Milestone).where(
            Milestone.group_id == group.id, Milestone.done_at.is_(None), Milestone.dropped_at.is_(None),
            Milestone.due_at == due,
        )
    )  # fmt: skip
    for row in rows:
        if row.deliverable.casefold() == deliverable.casefold():
            same = _("Milestone %(n)d is the same, for the same month; change that one.", n=row.number)
            raise Invalid(deliverable=same)


@carries_out(GROUP, "propose-milestone")
def propose_milestone(
    group: Group, *, month: str, deliverable: str, by: By, drafts: Sequence[str] = ()
) -> events.MilestoneProposed:
    """Propose a milestone; until it is approved only the responsible member is told. Invalid when it is there."""
    last = session.scalar(select(func.max(Milestone.number)).where(Milestone.group_id == group.id)) or 0
    due = _ahead(month, by)
    _check_new(group, deliverable, due)
    milestone = Milestone(group_id=group.id, number=last + 1, deliverable=deliverable, due_at=due)
    session.add(milestone)
    session.flush()
    return events.MilestoneProposed(milestone.number, deliverable, month, _link(milestone, group, drafts))


@carries_out(GROUP, "reword-milestone")
def reword_milestone(
    group: Group, *, milestone: str, deliverable: str, by: By, month: str = ""
) -> events.MilestoneProposed:
    """Propose another wording; a milestone that was not approved yet just gets it, and another month.

    Invalid when nothing changes, or for the month of one that is approved.
    """
    found = _open(group, milestone)
    moved = bool(month) and end_of(month) != found.due_at
    if moved and found.accepted_at:
        raise Invalid(month=_("It is approved: its month is changed by “Update a milestone”; the members are told."))
    if deliverable in (found.rewording or found.deliverable, found.deliverable) and not moved:
        raise Invalid(deliverable=_("This is its wording already; nothing was recorded."))
    if moved:
        found.due_at = _ahead(month, by)
    if found.accepted_at:
        found.rewording = deliverable
    else:
        found.deliverable = deliverable
    return events.MilestoneProposed(found.number, deliverable, f"{found.due_at:%Y-%m}", "")


@carries_out(GROUP, "update-milestone")
def update_milestone(
    group: Group, *, milestone: str, by: By, month: str = "", drafts: Sequence[str] = (), note: str = "",
    done: bool = False,
) -> events.MilestoneUpdated:  # fmt: skip
    """Change the month, link drafts, note progress, or say that it is done. Invalid when nothing changes.

    What is done waits for nobody: another wording that was not approved yet is given up with it.
    """
    found = _open(group, milestone)
    if not found.accepted_at:
        raise Invalid(milestone=_("It waits for approval; reword it, or wait."))
    moved, before = bool(month) and end_of(month) != found.due_at, f"{found.due_at:%Y-%m}"
    if moved:
        found.due_at, found.late_told_at = _ahead(month, by), None
    linked = _link(found, group, drafts)
    noted = note if note != found.note else ""
    if not (moved or linked or noted or done):
        raise Unchanged
    found.note, found.done_at = noted or found.note, by.at if done else None
    unapproved = found.rewording if done else ""
    if done:
        found.rewording = ""
    set_due(group, by.at)
    return events.MilestoneUpdated(
        found.number, found.deliverable, month if moved else "", linked, noted, f"{by.at:%Y-%m-%d}" if done else "",
        before if moved else "", unapproved,
    )  # fmt: skip


@carries_out(GROUP, "approve-milestone")
def approve_milestone(group: Group, *, milestone: str, by: By) -> events.MilestoneDecided:
    """Approve a new milestone, or the other wording of one."""
    found = _waiting(group, milestone)
    found.deliverable, found.rewording = found.rewording or found.deliverable, ""
    found.accepted_at = found.accepted_at or by.at
    set_due(group, by.at)
    return events.MilestoneDecided(found.number, found.deliverable)


@carries_out(GROUP, "decline-milestone")
def decline_milestone(group: Group, *, milestone: str, reason: str, by: By) -> events.MilestoneDecided:
    """Decline a new milestone, which ends it, or another wording, which leaves the former one."""
    return _take_off(_waiting(group, milestone), reason, by)


@carries_out(GROUP, "withdraw-milestone")
def withdraw_milestone(group: Group, *, milestone: str, by: By, reason: str = "") -> events.MilestoneDecided:
    """Take a milestone back that waits for approval, or another wording, which leaves the former one."""
    return _take_off(_waiting(group, milestone), reason, by)


def _take_off(milestone: Milestone, reason: str, by: By) -> events.MilestoneDecided:
    words, milestone.rewording = milestone.rewording or milestone.deliverable, ""
    if not milestone.accepted_at:
        milestone.dropped_at = by.at
    return events.MilestoneDecided(milestone.number, words, reason)


@carries_out(GROUP, "drop-milestone")
def drop_milestone(group: Group, *, milestone: str, reason: str, by: By) -> events.MilestoneDecided:
    """Drop a milestone that will not be reached."""
    found = _open(group, milestone)
    found.dropped_at = by.at
    set_due(group, by.at)
    return events.MilestoneDecided(found.number, found.deliverable, reason)


@carries_out(GROUP, "milestone-late")
def milestone_late(group: Group, *, by: By) -> events.MilestonesLate:
    """Tell chairs and responsible member, once, of the milestones whose month is over."""
    rows = session.scalars(late_milestones(by.at).where(Milestone.group_id == group.id)).all()
    for row in rows:
        row.late_told_at = by.at
    set_due(group, by.at)
    return events.MilestonesLate("; ".join(f"{row.number}. {row.deliverable}" for row in rows))


def _way(start: int, goal: int) -> list[str]:
    """Return the names of the drafts from ``start`` to ``goal``, each depending on the next; empty without a way."""
    ways, seen = [[start]], {start}
    for way in ways:
        if way[-1] == goal:
            rows = session.execute(select(Subject.id, Subject.ref).where(Subject.id.in_(way)))
            names = {row.id: row.ref for row in rows}
            return [names[number] for number in way]
        needed = select(Relation.target_id).where(Relation.subject_id == way[-1], Relation.kind == "depends-on")
        new = [number for number in session.scalars(needed.order_by(Relation.target_id)) if number not in seen]
        seen.update(new)
        ways.extend([*way, number] for number in new)
    return []


@carries_out(GROUP, "relate-drafts")
def relate_drafts(group: Group, *, draft: str, other: str, by: By, ends: bool = False) -> events.DraftsRelated:
    """Say that one draft of the group depends on another, or does no longer. Invalid when nothing changes, and for a
    circle: no draft of it could be finished first.
    """
    rows = session.execute(
        select(Subject.ref, Subject.id).where(
            Subject.kind == "draft", Subject.group_id == group.id, Subject.ref.in_((draft, other))
        )
    )
    found = {row.ref: row.id for row in rows}
    if draft == other or len(found) < 2:
        raise Invalid(other=_("Choose two different drafts of the group."))
    circle = [] if ends else _way(found[other], found[draft])
    if circle:
        said = _("This would be a circle: %(way)s.", way=" → ".join([draft, *circle]))
        raise Invalid(other=said)
    if ends:
        unrelate(found[draft], "depends-on", found[other])
        return events.DraftsRelated(draft, "", other)
    if not relate(found[draft], "depends-on", found[other], at=by.at):
        raise Invalid(other=_("It depends on this draft already; nothing was recorded."))
    return events.DraftsRelated(draft, other, "")
