"""Holds: why publishing and sending has to wait, and until when (procedure, section 10).

Whoever publishes or sends asks here; who places a hold is a concept above.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import aliased

from igtf.core.clock import NOW
from igtf.core.conditions import among
from igtf.core.db import session
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.moments import day
from igtf.core.workflow import WORKFLOWS
from igtf.record.models import Hold, Relation, Subject
from igtf.record.numbers import whole_number

HANGS_ON = ("asks-about", "decides-on", "made-from", "refers", "suggests", "carries", "passes-on")
"""The relations by which a subject hangs on another: a call or ballot on its draft, a statement on an issue or outcome,
or on the one that it passes on. A hold reaches over them, and what was opened by them is annulled with the other."""


@dataclass(frozen=True)
class Held:
    """That something waits: what for, in words, and until when at most."""

    by: str
    until: datetime


def _reaching(subject: Any, group: Any, at: Any) -> ColumnElement[bool]:
    """Return the condition that a ``Hold`` stands at a moment, and reaches a subject, by its number and its group's."""
    away, back = aliased(Relation), aliased(Relation)
    return and_(
        or_(
            Hold.subject_id == subject, Hold.subject_id == group,
            Hold.subject_id.in_(select(away.target_id).where(away.subject_id == subject, among(away.kind, HANGS_ON))),
            Hold.subject_id.in_(select(back.subject_id).where(back.target_id == subject, among(back.kind, HANGS_ON))),
        ),
        Hold.lifted_at.is_(None), Hold.until > at,
    )  # fmt: skip


def held() -> ColumnElement[bool]:
    """Return whether the subject, or what it hangs on, is kept from being published or sent now."""
    return exists().where(_reaching(Subject.id, Subject.group_id, NOW))


def hold_on(subject: Subject, at: datetime) -> Held | None:
    """Return what keeps a subject, or what it hangs on, from being published or sent at ``at``; one query."""
    row = session.execute(
        select(Subject.kind, Subject.ref, Hold.until)
        .join(Hold, Hold.by_id == Subject.id)
        .where(_reaching(subject.id, subject.group_id or 0, at))
        .order_by(Hold.until.desc(), Subject.id)
        .limit(1)
    ).one_or_none()  # fmt: skip
    return Held(WORKFLOWS[row.kind].name_of(row.ref), row.until) if row else None


def hold_ends(appeal: Any) -> datetime:
    """Return until when at most something waits for an appeal: its subject, or a row with as much of it."""
    ends: datetime = appeal.opened_at + timedelta(days=whole_number("appeal_hold_days", appeal))
    return ends


def held_sentence(held: Held | None) -> Text:
    """Return the sentence that says why to wait, and until when; empty when nothing is held."""
    if held is None:
        return ""
    return _(
        "%(appeal)s is pending: nothing is published or sent before it has come to its end, at most until %(day)s.",
        appeal=held.by, day=day(held.until),
    )  # fmt: skip
