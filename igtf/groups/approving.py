"""The link in the mail by which the responsible member approves a milestone in one step."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from igtf.core.db import session
from igtf.core.errors import NotFound
from igtf.core.i18n import gettext as _
from igtf.core.policy import Decision, no
from igtf.groups.models import Group, Milestone
from igtf.groups.states import GROUP
from igtf.people.links import link_path, read_link
from igtf.people.named import newest_hat_id
from igtf.record.acts import By
from igtf.record.models import Event, Payload


def path_for(event_number: int, reader_id: int) -> str:
    """Return the path by which a person approves the milestone that an event proposes, in the wording it had then."""
    row = session.execute(
        select(Event.subject_id, Payload.data)
        .join(Payload, Payload.event_id == Event.id)
        .where(Event.id == event_number)
    ).one()
    data = row.data or {}
    return link_path(
        "milestone",
        {"group": row.subject_id, "number": data.get("number"), "words": data.get("deliverable"), "by": reader_id},
    )


@dataclass(frozen=True)
class Asked:
    """What a link asks: a milestone, its wording, who would approve it, and whether that is still possible."""

    group: Group
    milestone: Milestone
    words: str
    by: By
    decision: Decision


def milestone_asked(token: str, at: datetime) -> Asked:
    """Return what a link asks. LinkEnded when it is too old or damaged, NotFound when its milestone is none."""
    data = read_link("milestone", token)
    milestone = session.scalar(
        select(Milestone).where(Milestone.group_id == data["group"], Milestone.number == data["number"])
    )
    if milestone is None:
        raise NotFound(_("There is no such milestone."))
    group = session.get_one(Group, milestone.group_id)
    by = By(data["by"], at, newest_hat_id(data["by"]))
    return Asked(group, milestone, data["words"], by, _decision(group, milestone, data["words"], by))


def _decision(group: Group, milestone: Milestone, words: str, by: By) -> Decision:
    waits = milestone.accepted_at is None or bool(milestone.rewording)
    if milestone.done_at or milestone.dropped_at or not waits:
        return no(_("It does not wait for approval any more; somebody has decided on it."))
    if words != (milestone.rewording or milestone.deliverable):
        return no(_("Its wording was changed after this mail; a newer mail has the newer wording."))
    return GROUP.decide(GROUP.move_by_name["approve-milestone"], GROUP.facts(by, group), group.subject.state)
