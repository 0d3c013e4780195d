"""Holds: why publishing and sending has to wait, and until when (procedure, section 10).

Whoever publishes or sends asks here; who places a hold is a concept above.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CTE, ColumnElement, exists, literal_column, or_, select
from sqlalchemy.orm import aliased

from igtf.core.clock import NOW
from igtf.core.database.conditions import among
from igtf.core.db import session
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.moments import day
from igtf.core.workflow import WORKFLOWS
from igtf.record.models import Hold, Relation, Subject
from igtf.record.numbers import period

HANGS_ON = ("asks-about", "decides-on", "made-from", "refers", "suggests", "carries", "passes-on")
"""The relations by which a subject hangs on another: a call or ballot on its draft, a statement on an issue or outcome,
or on the one that it passes on. A hold reaches over them, and to the end of a chain of letters of which each passes the
one before on; what was opened by them is annulled with the other."""


@dataclass(frozen=True)
class Held:
    """That something waits: what for, in words, and until when at most."""

    by: str
    until: datetime


def _standing(at: Any) -> CTE:
    """Return the holds that stand at a moment: on their subjects, and on what was passed on from these, to the last."""
    held = aliased(Hold)
    own = select(held.subject_id, held.by_id, held.until).where(held.lifted_at.is_(None), held.until > at)
    holds = own.cte(recursive=True, nesting=True)
    return holds.union(
        select(Relation.subject_id, holds.c.by_id, holds.c.until)
        .where(Relation.target_id == holds.c.subject_id, Relation.kind == literal_column("'passes-on'"))
    )  # fmt: skip


def _reaches(hold: Any, subject: Any, group: Any) -> ColumnElement[bool]:
    """Return the condition that a hold on a subject reaches another, by its number and its group's."""
    away, back = aliased(Relation), aliased(Relation)
    return or_(
        hold == subject, hold == group,
        hold.in_(select(away.target_id).where(away.subject_id == subject, among(away.kind, HANGS_ON))),
        hold.in_(select(back.subject_id).where(back.target_id == subject, among(back.kind, HANGS_ON))),
    )  # fmt: skip


def held() -> ColumnElement[bool]:
    """Return whether the subject, or what it hangs on, is kept from being published or sent now."""
    holds = _standing(NOW)
    return exists().where(_reaches(holds.c.subject_id, Subject.id, Subject.group_id))


def hold_on(subject: Subject, at: datetime) -> Held | None:
    """Return what keeps a subject, or what it hangs on, from being published or sent at ``at``; one query."""
    holds = _standing(at)
    row = session.execute(
        select(Subject.kind, Subject.ref, holds.c.until)
        .join(holds, holds.c.by_id == Subject.id)
        .where(_reaches(holds.c.subject_id, subject.id, subject.group_id or 0))
        .order_by(holds.c.until.desc(), Subject.id)
        .limit(1)
    ).one_or_none()  # fmt: skip
    return Held(WORKFLOWS[row.kind].name_of(row.ref), row.until) if row else None


def hold_ends(appeal: Any) -> datetime:
    """Return until when at most something waits for an appeal: its subject, or a row with as much of it."""
    ends: datetime = appeal.opened_at + period("appeal_hold_days", appeal)
    return ends


def held_sentence(held: Held | None) -> Text:
    """Return the sentence that says why to wait, and until when; empty when nothing is held."""
    if held is None:
        return ""
    return _(
        "%(appeal)s is pending: nothing is published or sent before it has come to its end, at most until %(day)s.",
        appeal=held.by, day=day(held.until),
    )  # fmt: skip
