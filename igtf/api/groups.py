"""What the API says of a group: who has a part in it, and its milestones."""

from typing import Any

from igtf.api.schemas import MOMENT, TEXT, WHOLE, YES_OR_NO, Schema, many, maybe, record, ref
from igtf.api.shapes import link_of
from igtf.core.clock import now
from igtf.groups import page
from igtf.groups.models import Group

GROUP: dict[str, Schema] = {
    "people": many(record(
        role=TEXT, handle=maybe(TEXT), name=TEXT, counts_as=maybe(TEXT), capacity=maybe(TEXT), organisation=maybe(TEXT),
        region=maybe(TEXT), takes_office=maybe(MOMENT),
    )),
    "milestones": many(record(
        number=WHOLE, deliverable=TEXT, rewording=maybe(TEXT), note=TEXT, due_at=MOMENT, planned_before=many(MOMENT),
        accepted_at=maybe(MOMENT), done_at=maybe(MOMENT), late=YES_OR_NO, waits=YES_OR_NO, drafts=many(ref("Link")),
    )),
}  # fmt: skip


def group_shown(group: Group) -> dict[str, Any]:
    """Return chairs, officers, responsible member, named chairs and proposers, and the milestones; two queries.

    ``takes_office``: when a chair who is announced does. Milestones are there once a charter is in force.
    """
    planned = page.milestones_of(group, now()) if group.in_force else []
    return {
        "people": [
            {"role": row.role, "handle": row.handle, "name": row.name, "counts_as": row.counts_as,
             "capacity": row.capacity, "organisation": row.organisation, "region": row.region,
             "takes_office": row.due_at}
            for row in page.people_of(group)
        ],
        "milestones": [_milestone(each) for each in planned],
    }  # fmt: skip


def _milestone(planned: page.Planned) -> dict[str, Any]:
    row = planned.row
    return {
        "number": row.number, "deliverable": row.deliverable,
        "rewording": None if planned.over else row.rewording or None, "note": row.note, "due_at": row.due_at,
        "planned_before": planned.was, "accepted_at": row.accepted_at, "done_at": row.done_at, "late": planned.late,
        "waits": planned.waits, "drafts": [link_of(draft) for draft in planned.drafts],
    }  # fmt: skip
