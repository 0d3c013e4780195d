"""Who reads digests and is told at once all the same: what an act asks of them may be over when the digest comes."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import select

from igtf.consensus.models import Objection
from igtf.core.db import session
from igtf.discussion.timeline import TimelineEntry
from igtf.notice.onward import ASKED
from igtf.record.awaited import due_of
from igtf.record.models import Subject
from igtf.record.numbers import period

PACES = {"daily": timedelta(days=1), "weekly": timedelta(days=7)}
"""How long the oldest act waits for a digest at each pace; at any other pace nothing waits."""

LEAST = timedelta(days=1)
"""How much of the time to answer is left, at least, to who is told of it by a digest."""

ALSO_ASKED = {
    ("call.open", "members"), ("call.open", "supporters while it forms"), ("call.estimate", "members"),
    ("call.estimate", "position takers"), ("objection.ask-raiser", "objection raiser"),
    ("group.charter-internal-review", "council"),
}  # fmt: skip
"""Kind of act and audience: those that a sentence of ``onward.ONWARD`` leads to what is asked, beside ``ASKED``."""

AT_ANY_TIME = {("issue.edit", "supporters")}
"""Those of ``ASKED`` that no day ends: the day of the subject is for something else."""

WITHIN: Mapping[str, str] = {
    "issue.resolve": "contest_days", "group.charter-internal-review": "internal_review_days",
    "group.propose-chair": "chair_notice_days",
}  # fmt: skip
"""Kind of act → the number of days in which what it asks can be done, where its subject has no day for that alone."""


def _of_call(objection: Subject) -> datetime | None:
    call = session.scalar(
        select(Subject).join(Objection, Objection.call_id == Subject.id).where(Objection.id == objection.id)
    )
    return due_of(call) if call else None


REMINDS: Mapping[str, str] = {"meeting.call": "meeting_reminder_days"}
"""Kind of act → the number of days: of a day that is as near, it is the reminder too, which waits for no digest."""


DUE: Mapping[str, Callable[[Subject], datetime | None]] = {"objection": _of_call}
"""Kind of subject → by when it is waited for, where that is the day of another one."""


def asks(kind: str, audience: str) -> bool:
    """Return whether an act of a kind asks something of an audience."""
    return (kind, audience) in ASKED or (kind, audience) in ALSO_ASKED


def asked_until(act: TimelineEntry, audience: str, subject: Subject) -> datetime | None:
    """Return until when an act asks something of an audience, or the day of which it is the reminder; None where it
    asks nothing, or there is no day."""
    if act.kind in REMINDS:
        until = due_of(subject)
        return until if until and until - act.at <= period(REMINDS[act.kind], subject) else None
    if (act.kind, audience) in AT_ANY_TIME or not asks(act.kind, audience):
        return None
    if act.kind in WITHIN:
        return act.at + period(WITHIN[act.kind], subject)
    return DUE.get(subject.kind, due_of)(subject)


def waits_too_long(pace: str, until: datetime | None, at: datetime) -> bool:
    """Return whether what is asked ``until`` a moment, and not over yet, could come too late to be done, in a digest of
    a pace to which it is put ``at`` a moment."""
    return until is not None and at < until < at + PACES[pace] + LEAST
