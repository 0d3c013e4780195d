"""For when a milestone was before it was moved, from the record: each change of the month is an entry. Reads only."""

from collections import defaultdict
from datetime import datetime

from sqlalchemy import select

from igtf.core.db import session
from igtf.groups.forms_milestones import end_of
from igtf.groups.models import Group
from igtf.record.models import Event, Payload

_TELL = ("group.propose-milestone", "group.reword-milestone", "group.update-milestone")


def former_months(group: Group) -> dict[int, list[datetime]]:
    """Return by the number of a milestone of a group the ends of the months that it was planned for, oldest first.

    What was corrected before the approval does not count: nobody relied on it.
    """
    found: dict[int, list[datetime]] = defaultdict(list)
    now: dict[int, str] = {}
    rows = session.execute(
        select(Event.kind, Payload.data)
        .join(Payload, Payload.event_id == Event.id)
        .where(Event.subject_id == group.id, Event.kind.in_(_TELL))
        .order_by(Event.id)
    )
    for kind, data in rows:
        number, month = (data or {}).get("number"), (data or {}).get("month")
        if number and month:
            if kind == "group.update-milestone" and number in now:
                found[number].append(end_of(now[number]))
            now[number] = month
    return found
