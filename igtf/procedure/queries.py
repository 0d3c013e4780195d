"""Loading changes of the procedure, their lists, the versions, and the facts that decisions need."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased

from igtf.core.db import Listing, session
from igtf.core.errors import NotFound
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.discussion.queries import no_posting_until
from igtf.people.models import Role
from igtf.people.roles import roles_of, verified_at
from igtf.procedure.models import Change, ChangeSupport
from igtf.procedure.policy import ChangeFacts
from igtf.procedure.states import CHANGE
from igtf.record.annulment import withdrawn_by_appeal
from igtf.record.by import By
from igtf.record.models import Actor, Event, Hat, ProcedureVersion, Relation, Subject, VoidEvent
from igtf.record.numbers import TABLE, ProcedureNumber, Version, versions, whole_number
from igtf.record.queries import ROW, thing_of


@CHANGE.loader
def get_change_or_404(person_id: int | None, ref: str) -> Change:
    """Return a change of the procedure by its number; NotFound when there is none."""
    return thing_of(Change, "procedure-change", ref)


@CHANGE.facts_by
def facts_for(by: By, change: Change | None) -> ChangeFacts:
    """Return what decisions on a change need to know; two queries, one more for a new one."""
    if by.actor_id is None:
        return ChangeFacts(signed_in=False)
    row, roles = _looked_up(by.actor_id, change.id if change else 0), roles_of(by.actor_id)
    need = whole_number("procedure_people", change.subject) if change else 0
    answers = change is not None and ("responsible", change.id) in roles.held
    return ChangeFacts(
        signed_in=True,
        verified=row.verified is not None,
        paused=no_posting_until(by) if change is None else None,
        is_proposer=change is not None and change.subject.opened_by_id == by.actor_id,
        supports=row.supports,
        missing=max(0, need - row.supporters),
        council=roles.has("council", "council-chair"),
        leads=roles.has("council-chair") or answers,
        is_responsible=answers,
        has_responsible=row.responsible,
        call=row.call or "",
        revised=row.revised,
        other=row.other or "",
    )


def _looked_up(me: int, number: int) -> Any:
    """Return what the tables say of the person and the change, in one query."""
    call = (
        select(Subject).join(Relation, Relation.subject_id == Subject.id)
        .where(Relation.target_id == number, Relation.kind == "asks-about", Subject.kind == "call",
               ~withdrawn_by_appeal(Subject))
        .order_by(Subject.id.desc()).limit(1)
    )  # fmt: skip
    revised = exists().where(Event.subject_id == number, Event.kind == "procedure-change.revise")
    called = select(func.max(Event.id)).where(
        Event.subject_id == number, Event.kind == "procedure-change.call",
        Event.id.not_in(select(VoidEvent.event_id)),
    )  # fmt: skip
    other = select(func.min(Subject.ref)).where(
        Subject.kind == "procedure-change", Subject.state == "ballot", Subject.id != number
    )
    mine = exists().where(ChangeSupport.change_id == number, ChangeSupport.person_id == me)
    return session.execute(
        select(
            verified_at(me).label("verified"),
            mine.label("supports"),
            select(func.count()).where(ChangeSupport.change_id == number).scalar_subquery().label("supporters"),
            exists().where(Role.name == "responsible", Role.subject_id == number, Role.ended_at.is_(None))
            .label("responsible"),
            call.with_only_columns(Subject.state).scalar_subquery().label("call"),
            revised.where(Event.id > called.scalar_subquery()).label("revised"),
            other.scalar_subquery().label("other"),
        )
    ).one()  # fmt: skip


@dataclass(frozen=True)
class NumberLine:
    """One number of a table: as it was before, as it is now or would be, both as people write them."""

    number: ProcedureNumber
    before: str
    after: str

    @property
    def differs(self) -> bool:
        """Whether the two are not the same."""
        return self.before != self.after


def compared(before: Mapping[str, float], after: Mapping[str, float]) -> list[NumberLine]:
    """Return each number that both know, in the order of the table, with its two values."""
    return [
        NumberLine(row, row.said(before[row.name]), row.said(after[row.name]))
        for row in TABLE if row.name in before and row.name in after
    ]  # fmt: skip


def _made_by(change: Change, known: Sequence[Version]) -> Version | None:
    """Return the version that a change made, while it is adopted."""
    own = (version for version in reversed(known) if version.change_id == change.id)
    return next(own, None) if change.subject.state == "adopted" else None


def lines_of(change: Change, known: Sequence[Version]) -> list[NumberLine]:
    """Return what a change proposes beside what is in force, or beside what it replaced once it is adopted."""
    made = _made_by(change, known)
    before = known[known.index(made) - 1 if made else -1].values
    return [line for line in compared(before, before | change.changes) if line.number.name in change.changes]


def seen(change: Change) -> dict[str, Any]:
    """Return what the page of a change shows of the numbers: the lines, and the version it made, if it did."""
    known = versions()
    return {"lines": lines_of(change, known), "made": _made_by(change, known)}


def said(lines: Sequence[NumberLine]) -> list[Text]:
    """Return what changes, each number with its two values."""
    return [
        _l("%(number)s (%(unit)s): %(before)s → %(after)s", number=line.number.meaning, unit=line.number.unit,
           before=line.before, after=line.after)
        for line in lines
    ]  # fmt: skip


def get_version_or_404(number: int) -> tuple[Version, Version | None]:
    """Return a version and the one before it (None: it is the first); NotFound when there is none."""
    known = versions()
    found = next((index for index, version in enumerate(known) if version.number == number), None)
    if found is None:
        raise NotFound(_("There is no version %(number)d of the procedure.", number=number))
    return known[found], known[found - 1] if found else None


def ballot_on(change: Change) -> Any:
    """Return id and number of the newest ballot on a change."""
    return session.execute(
        select(Subject.id, Subject.ref)
        .join(Relation, Relation.subject_id == Subject.id)
        .where(Relation.target_id == change.id, Relation.kind == "decides-on", Subject.kind == "ballot")
        .order_by(Subject.id.desc())
        .limit(1)
    ).one()


def decided_by() -> dict[int, Any]:
    """Return of each later version, by its number, the refs of its change and of its ballot or appeal; one query."""
    change, ballot, appeal = aliased(Subject), aliased(Subject), aliased(Subject)
    rows = session.execute(
        select(ProcedureVersion.number, change.ref.label("change"), ballot.ref.label("ballot"),
               appeal.ref.label("appeal"))
        .join(change, change.id == ProcedureVersion.change_id)
        .outerjoin(ballot, ballot.id == ProcedureVersion.ballot_id)
        .outerjoin(appeal, appeal.id == ProcedureVersion.appeal_id)
    )  # fmt: skip
    return {row.number: row for row in rows}


def proposer_of(change: Change) -> Actor:
    """Return who proposed a change."""
    return session.get_one(Actor, change.subject.opened_by_id)


def supporters_of(change: Change) -> Sequence[Any]:
    """Return who supports a change, the first first, with hats."""
    return session.execute(
        select(Actor, Hat, ChangeSupport.at)
        .join(ChangeSupport, ChangeSupport.person_id == Actor.id)
        .outerjoin(Hat, Hat.id == ChangeSupport.hat_id)
        .where(ChangeSupport.change_id == change.id)
        .order_by(ChangeSupport.at, Actor.id)
        .limit(200)
    ).all()


@cache
def visible_changes() -> Listing:
    """Return the query of a list's rows of changes, to be paginated by last activity."""
    return select(
        *ROW, Change.changes,
    ).join(Change, Change.id == Subject.id)  # fmt: skip
