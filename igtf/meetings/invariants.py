"""What always holds of meetings and hums."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import exists, or_, select

from igtf.core.db import session
from igtf.meetings.hum import parts_of
from igtf.meetings.lookups import COMING
from igtf.meetings.models import Hum, HumCount, HumToken, Meeting, MeetingDecision
from igtf.record.invariants import invariant
from igtf.record.models import Subject
from igtf.record.numbers import values_of


@invariant("hum-forgets", "A hum that is closed keeps no salt, no token and no count.")
def _forgotten() -> Iterable[Any]:
    kept = or_(
        Hum.salt.is_not(None), exists().where(HumToken.hum_id == Hum.id), exists().where(HumCount.hum_id == Hum.id)
    )
    return session.execute(select(Hum.id).where(Hum.closed_at.is_not(None), kept))


@invariant("hum-floor", "No part of a hum's result has fewer answers than the participation floor.")
def _floor() -> Iterable[Any]:
    rows = session.execute(
        select(Hum.id, Hum.result, Subject.procedure)
        .join(Subject, Subject.id == Hum.meeting_id)
        .where(Hum.closed_at.is_not(None))
    ).all()
    floors = {row.id: values_of(row.procedure)["participation_floor"] for row in rows}
    return [row for row in rows if any(p.people < floors[row.id] for p in parts_of(row.result))]


@invariant("decisions-settled", "A meeting that is done has no decision that waits.")
def _settled() -> Iterable[Any]:
    waits = exists().where(MeetingDecision.meeting_id == Subject.id, MeetingDecision.state == "open")
    return session.execute(select(Subject.ref).where(Subject.kind == "meeting", Subject.state == "done", waits))


@invariant("meetings-due", "What is due of a meeting that is called is its time.")
def _due() -> Iterable[Any]:
    return session.execute(
        select(Subject.ref)
        .join(Meeting, Meeting.id == Subject.id)
        .where(Subject.state.in_(COMING), or_(Subject.due_at.is_(None), Subject.due_at != Meeting.starts_at))
    )
