"""What always holds of calls and objections."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import aliased

from igtf.consensus.closing import ASKED_IN
from igtf.consensus.models import Call, Objection, Position
from igtf.consensus.states import UNSETTLED
from igtf.core.db import session
from igtf.record.invariants import invariant
from igtf.record.models import Subject


@invariant("no-consensus-over-objections", "Consensus is declared only where each objection has been disposed of.")
def _objections() -> Iterable[Any]:
    objection = aliased(Subject)
    unsettled = exists().where(
        Objection.call_id == Subject.id, objection.id == Objection.id,
        objection.state.in_(UNSETTLED),
    )  # fmt: skip
    return session.execute(select(Subject.ref).where(Subject.kind == "call", Subject.state == "consensus", unsettled))


@invariant("drafts-due-with-their-calls", "What waits for an open call is due when the call closes.")
def _deadlines() -> Iterable[Any]:
    about = aliased(Subject)
    waits = or_(*(
        (about.kind == of) & (Call.kind == kind) & (about.state == state) for (of, kind), state in ASKED_IN.items()
    ))  # fmt: skip
    return session.execute(
        select(about.ref)
        .join(Call, Call.about_id == about.id)
        .join(Subject, Subject.id == Call.id)
        .where(Subject.state == "open", waits, about.due_at.is_distinct_from(Call.closes_at))
    )


@invariant("objectors-object", "Whoever has an objection that is not settled holds the position object.")
def _positions() -> Iterable[Any]:
    objects = exists().where(
        Position.call_id == Objection.call_id, Position.person_id == Objection.person_id, Position.value == "object"
    )
    return session.execute(
        select(Subject.ref).join(Objection, Objection.id == Subject.id).where(Subject.state.in_(UNSETTLED), ~objects)
    )
