"""For when a milestone was before it was moved, from the record: each change of the month is an entry. Reads only."""

import json
from collections import defaultdict
from datetime import datetime
from typing import Any

from sqlalchemy import Text, bindparam, cast, select

from igtf.core.database.conditions import among
from igtf.core.database.lines import lines_of, read_lines
from igtf.groups.forms_milestones import end_of
from igtf.record.models import Event, Payload

_MOVED = "group.update-milestone"
_TELL = ("group.propose-milestone", "group.reword-milestone", _MOVED)


def told_months() -> Any:
    """Return, as SQL for the parameter ``group``, the entries that say a month, as one text for ``former_months``.

    A part of the query of the milestones, so that a group's page asks no other one.
    """
    said = Event.kind + " " + cast(Payload.data, Text)
    return (
        select(lines_of(Event.id, said))
        .join(Payload, Payload.event_id == Event.id)
        .where(Event.subject_id == bindparam("group"), among(Event.kind, _TELL), Payload.data.is_not(None))
        .scalar_subquery()
    )


def former_months(told: str | None) -> dict[int, list[datetime]]:
    """Return by the number of a milestone of a group the ends of the months that it was planned for, oldest first.

    What was corrected before the approval does not count: nobody relied on it.
    """
    found: dict[int, list[datetime]] = defaultdict(list)
    now: dict[int, str] = {}
    for _id, line in read_lines(told):
        kind, data = line.split(" ", 1)
        said = json.loads(data) or {}
        number, month = said.get("number"), said.get("month")
        if number and month:
            if kind == _MOVED and number in now:
                found[number].append(end_of(now[number]))
            now[number] = month
    return found
