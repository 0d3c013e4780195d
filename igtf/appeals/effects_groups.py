"""What taking a decision on a group back means for its charter, its chairs, its members and its work."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import aliased

from igtf.appeals.effects_offices import give_back
from igtf.appeals.undoing import moves_after
from igtf.consensus.models import Call
from igtf.core.db import session
from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.discussion.queries import related
from igtf.drafts.calls import calls_on
from igtf.drafts.models import Draft
from igtf.drafts.replacing import forget_agreed
from igtf.groups.charter_states import PENDING
from igtf.groups.charters import put_charters
from igtf.groups.deadlines import set_due, wait_for_responsible
from igtf.groups.events import DRAFT_FREED, RETURNED, TAKEN_UP
from igtf.groups.models import Charter, Group, Membership, NamedChair
from igtf.issues.models import Issue
from igtf.people.models import Role
from igtf.record.by import By
from igtf.record.mentions import mention
from igtf.record.models import Event, StateChange, Subject
from igtf.record.queries import left_by, subject_of
from igtf.record.subjects import relate, unrelate


def _put(group: Group, states: tuple[str, ...], state: str, by: By) -> None:
    put_charters(group, states, state, by)
    session.expire(group, ["pending", "in_force"])


def forget_bof(group: Group, _event: Event, _by: By) -> Text:
    """Count the BoF that was approved as none."""
    group.bofs = max(0, group.bofs - 1)
    return ""


def no_group(group: Group, event: Event, by: By) -> Text:
    """End what began with the charter: it is a draft again, and nobody is a chair or member by it."""
    if group.in_force is not None:
        _put(group, PENDING, "replaced", by)
        _put(group, ("in-force",), "draft", by)
    offices = (Role.subject_id == group.id, Role.name != "responsible", Role.ended_at.is_(None))
    session.execute(update(Role).where(*offices).values(ended_at=by.at))
    waiting = (NamedChair.group_id == group.id, NamedChair.settled_at.is_(None))
    session.execute(update(NamedChair).where(*waiting).values(settled_at=by.at))
    named = (NamedChair.group_id == group.id, NamedChair.settled_at == event.at)
    session.execute(update(NamedChair).where(*named).values(settled_at=None))
    members = (Membership.group_id == group.id, Membership.ended_at.is_(None))
    session.execute(update(Membership).where(*members).values(ended_at=by.at))
    return ""


def charter_again(group: Group, event: Event, by: By) -> Text:
    """Put the charter that was replaced in force again; the newer one is a draft, unless one was begun since."""
    former = session.scalar(
        select(Charter).where(Charter.group_id == group.id, Charter.state == "replaced", Charter.since == event.at)
        .order_by(Charter.number.desc()).limit(1)
    )  # fmt: skip
    if former is None:
        return _l("No former charter is left that could be in force again.")
    _put(group, ("in-force",), "replaced" if group.pending else "draft", by)
    former.state, former.since = "in-force", by.at
    session.flush()
    session.expire(group, ["pending", "in_force"])
    return ""


def _same_act(event: Event, kind: str) -> Any:
    """Return the condition that an ``Event`` of a kind was made in the same act as ``event``."""
    return (Event.kind == kind) & (Event.at == event.at) & (Event.actor_id == event.actor_id)


def work_of(group: Subject) -> Iterable[Subject]:
    """Return the issues and drafts of a group, and the drafts that it was asked last whether to adopt."""
    own = aliased(Subject)
    asked = select(Call.about_id).join(own, own.id == Call.id).where(own.group_id == group.id)
    waiting = (Subject.state == "call-for-adoption") & Subject.id.in_(asked)
    drafts = session.scalars(
        select(Subject).where(Subject.kind == "draft", (Subject.group_id == group.id) | waiting).order_by(Subject.id)
    ).all()
    ours = [draft for draft in drafts if draft.group_id or asked_last(draft) == group.id]
    return [*related(group.id, "works-on"), *ours]


def asked_last(draft: Subject) -> int | None:
    """Return the group that was asked last whether to adopt a draft."""
    return calls_on(draft.id).get("adoption", ("", None))[1]


def worked_since(led_to: Subject, chartered: Event, moves: Sequence[str]) -> datetime | None:
    """Return since when a group works on something, by a move; None when it does not.

    Another group may have taken up an issue that this one was formed for, or asked before whether to adopt a draft.
    """
    group, entry = chartered.subject_id, aliased(Event)
    taken = select(entry.at).where(entry.subject_id == group, entry.kind == TAKEN_UP)
    asked = select(Subject.opened_at).where(Subject.kind == "call", Subject.group_id == group)
    found = moves_after(led_to, chartered, moves).where(Event.at.in_(asked if led_to.kind == "draft" else taken))
    return session.scalar(found.order_by(Event.id).limit(1))


def group_again(group: Group, event: Event, by: By) -> Text:
    """Let a concluded group go on: its officers are in office again where they can be, its report is none.

    A chair who was announced takes office after what was left of the notice to the group.
    """
    before, group.report, group.report_html = group.report_html, "", ""
    mention(group.id, "", before)
    ended = select(Role).where(Role.subject_id == group.id, Role.ended_at == event.at)
    said = give_back(session.scalars(ended).all())
    announced = select(NamedChair).where(NamedChair.group_id == group.id, NamedChair.settled_at == event.at)
    for named in session.scalars(announced).all():
        named.settled_at = None
        named.due_at = named.due_at and named.due_at + (by.at - event.at)
    wait_for_responsible(group, by.at)
    return said


ENDED = ("call.end-with-group", "consultation.end-with-group", "review.end-with-group")
"""By what ended that goes on with its group; a meeting stays cancelled, as its time mostly has passed."""


def _in_its_end(group: Subject, *moves: str) -> Sequence[Subject]:
    """Return the subjects that made one of some moves in the act by which a group ended last."""
    end = session.scalars(
        select(Event).where(Event.subject_id == group.id, Event.kind.in_(("group.conclude", "group.decline")))
        .order_by(Event.id.desc()).limit(1)
    ).one()  # fmt: skip
    within = or_(*(_same_act(end, move) for move in moves))
    return session.scalars(
        select(Subject).join(Event, Event.subject_id == Subject.id).where(within).order_by(Subject.id)
    ).all()


def freed(group: Subject) -> Sequence[Subject]:
    """Return the issues and drafts that a group gave back when it concluded, and what ended with it."""
    return _in_its_end(group, "issue.return", DRAFT_FREED, *ENDED)


def ended_with(group: Subject) -> Sequence[Subject]:
    """Return the calls that ended with a proposal as it was declined."""
    return _in_its_end(group, *ENDED)


def taken_up_again(issue: Issue, event: Event, by: By) -> Text:
    """Put an issue that was returned back into its group."""
    home = session.scalars(select(Event.subject_id).where(_same_act(event, RETURNED)).limit(1)).one()
    issue.state_before = session.get_one(StateChange, event.id).after
    issue.subject.group_id = home
    relate(home or 0, "works-on", issue.id, at=by.at)
    return ""


def group_draft_again(draft: Draft, event: Event, _by: By) -> Text:
    """Put a draft that became an individual one back into its group, with its editors."""
    home = subject_of("group", left_by(event.id)["person"])
    draft.subject.group_id = home.id
    forget_agreed(draft.id)
    unrelate(home.id, "worked-on", draft.id)
    ended = select(Role).where(Role.subject_id == draft.id, Role.name == "editor", Role.ended_at == event.at)
    return give_back(session.scalars(ended.order_by(Role.id)).all())


def settle(group: Group, _state: str, by: By) -> None:
    """Let a group be due what is due of it now."""
    set_due(group, by.at)
