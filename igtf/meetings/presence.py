"""Who is present at a meeting: counted by the database, the first by name, all of them in a list of their own."""

from typing import Any

from sqlalchemy import exists, func, null, select, union_all
from sqlalchemy.orm import aliased

from igtf.core.db import Listing, session
from igtf.meetings.models import Attendance
from igtf.record.models import Actor, Hat

NAMED = 12
"""How many of those present a meeting's page names."""


def present_at(meeting_id: int) -> Listing:
    """Return the query of who is present, with hat, to be paginated by when they came."""
    return (
        select(Attendance.person_id.label("id"), Attendance.at.label("active_at"), Attendance.mode, Actor.kind,
               Actor.handle, Actor.name, Hat.stakeholder_group, Hat.counts_as, Hat.capacity, Hat.organisation,
               Hat.region, Hat.country)
        .join(Actor, Actor.id == Attendance.person_id)
        .join(Hat, Hat.id == Attendance.hat_id)
        .where(Attendance.meeting_id == meeting_id)
    )  # fmt: skip


def presence_in(meeting_id: int) -> tuple[list[Any], list[Any]]:
    """Return the first NAMED of those present, and how many there are of each group, region and country, by mode and by
    whether it is their first meeting here (``newcomer``). One query.
    """
    first = present_at(meeting_id).order_by(Attendance.at, Attendance.person_id).limit(NAMED).subquery()
    named = select(*first.c, null().label("newcomer"), null().label("people"))
    earlier = aliased(Attendance)
    before = exists().where(
        earlier.person_id == Attendance.person_id, earlier.meeting_id != Attendance.meeting_id,
        earlier.at < Attendance.at,
    )  # fmt: skip
    came = (
        select(Attendance.mode, Hat.counts_as, Hat.region, Hat.country, (~before).label("newcomer"))
        .join(Hat, Hat.id == Attendance.hat_id)
        .where(Attendance.meeting_id == meeting_id)
        .subquery()
    )
    known = [came.c[column.name] if column.name in came.c else null() for column in first.c]
    counted = select(*known, came.c.newcomer, func.count()).group_by(*came.c)
    rows = session.execute(union_all(named, counted)).all()
    people = sorted((row for row in rows if not row.people), key=lambda row: (row.active_at, row.id))
    return people, [row for row in rows if row.people]
