"""What always holds of appeals."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from igtf.appeals.models import Appeal, AppealMember, AppealRung
from igtf.appeals.states import PENDING
from igtf.core.db import session
from igtf.record.invariants import invariant
from igtf.record.models import Event, Hold, Subject, VoidEvent


@invariant("upheld-annuls", "The decision of each appeal that was upheld is void.")
def _upheld() -> Iterable[Any]:
    void = select(VoidEvent.event_id)
    return session.execute(
        select(Subject.ref)
        .join(Appeal, Appeal.id == Subject.id)
        .join(AppealRung, AppealRung.appeal_id == Appeal.id)
        .where(AppealRung.verdict == "upheld", Appeal.event_id.not_in(void))
    )


@invariant("involved-stand-aside", "Nobody found on an appeal against an own decision, or on an own appeal.")
def _involved() -> Iterable[Any]:
    own = (AppealMember.person_id == Appeal.appellant_id) | (AppealMember.person_id == Event.actor_id)
    return session.execute(
        select(AppealMember.appeal_id, AppealMember.person_id)
        .join(Appeal, Appeal.id == AppealMember.appeal_id)
        .join(Event, Event.id == Appeal.event_id)
        .where(AppealMember.verdict.is_not(None), own)
    )


@invariant("holds-end", "Nothing waits for an appeal that has come to its end.")
def _holds() -> Iterable[Any]:
    return session.execute(
        select(Hold.subject_id, Subject.ref)
        .join(Subject, Subject.id == Hold.by_id)
        .where(Hold.lifted_at.is_(None), Subject.state.not_in(PENDING))
    )
