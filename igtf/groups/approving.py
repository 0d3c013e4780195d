"""The link in the mail that leads the responsible member to the one button by which a milestone is approved.

A mail is passed on, so the link shows what is asked and admits nobody: whoever decides for others signs in.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from igtf.core.clock import now
from igtf.core.db import session
from igtf.core.errors import NotFound
from igtf.core.i18n import gettext as _
from igtf.core.policy import Decision, no
from igtf.groups.models import Group, Milestone
from igtf.groups.states import GROUP
from igtf.people.links import link_path, read_link
from igtf.people.named import newest_hat_id
from igtf.record.by import By
from igtf.record.models import Event, Payload


def path_for(event_number: int, reader_id: int) -> str:
    """Return the path at which a person approves the milestone that an event proposes, as it was then; '' where that
    waits for them no more."""
    row = session.execute(
        select(Event.subject_id, Payload.data)
        .join(Payload, Payload.event_id == Event.id)
        .where(Event.id == event_number)
    ).one()
    left = row.data or {}
    data = {"group": row.subject_id, "number": left.get("number"), "words": left.get("deliverable"),
            "month": left.get("month"), "by": reader_id}  # fmt: skip
    milestone = _milestone(data)
    waits = milestone and _decision(session.get_one(Group, row.subject_id), milestone, data, By(reader_id, now())).ok
    return link_path("milestone", data) if waits else ""


def _milestone(data: dict[str, Any]) -> Milestone | None:
    return session.scalar(
        select(Milestone).where(Milestone.group_id == data["group"], Milestone.number == data["number"])
    )


@dataclass(frozen=True)
class AskedApproval:
    """What a link asks: a milestone, its wording, and whether its reader can still approve it."""

    group: Group
    milestone: Milestone
    words: str
    decision: Decision


def milestone_asked(token: str, by: By) -> AskedApproval:
    """Return what a link asks of who reads it; of nobody in particular, what it asks of whom the mail went to.

    LinkEnded when it is too old or damaged, NotFound when its milestone is none.
    """
    data = read_link("milestone", token)
    milestone = _milestone(data)
    if milestone is None:
        raise NotFound(_("There is no such milestone."))
    group = session.get_one(Group, milestone.group_id)
    return AskedApproval(group, milestone, data["words"], _decision(group, milestone, data, by))


def _decision(group: Group, milestone: Milestone, data: dict[str, Any], by: By) -> Decision:
    waits = milestone.accepted_at is None or bool(milestone.rewording)
    if milestone.done_at or milestone.dropped_at or not waits:
        return no(_("It does not wait for approval any more; somebody has decided on it."))
    month = f"{milestone.due_at:%Y-%m}"
    if (data["words"], data.get("month", month)) != (milestone.rewording or milestone.deliverable, month):
        return no(_("Its wording or its month was changed after this mail. The page of the group has it as it is now."))
    if by.actor_id not in (None, data["by"]):
        return no(_("The mail with this link went to somebody else, who alone can approve with it."))
    facts = GROUP.facts(By(data["by"], by.at, newest_hat_id(data["by"])), group)
    return GROUP.decide(GROUP.move_by_name["approve-milestone"], facts, group.subject.state)
