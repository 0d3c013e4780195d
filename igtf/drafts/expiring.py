"""Drafts expire by the clock without a revision, after two warnings, and a new revision revives them (section 4)."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, exists, select
from sqlalchemy.orm import aliased

from igtf.core import clock
from igtf.core.database.conditions import among
from igtf.core.database.prepared import prepared
from igtf.core.db import Listing, fetch, session
from igtf.drafts import events
from igtf.drafts.models import Draft, Revision
from igtf.drafts.states import DRAFT
from igtf.record.by import By
from igtf.record.deadlines import days_before
from igtf.record.due import falls_due
from igtf.record.models import Relation, Subject
from igtf.record.moves import carries_out
from igtf.record.numbers import period, whole_number


def _ahead(name: str, draft: Draft) -> timedelta:
    """Return how long after a draft came to rest a step is due, by its number of days before expiry."""
    return timedelta(days=whole_number("expiry_days", draft.subject) - whole_number(name, draft.subject))


def at_rest_since(draft: Draft) -> datetime:
    """Return since when nothing happened to a draft in work: its last revision, or its return to where it is."""
    return max(_revised_at(draft), draft.subject.state_since)


def _revised_at(draft: Draft) -> datetime:
    found: datetime = fetch(_revised(), {"revision": draft.current_id}).scalar_one()
    return found


@prepared
def _revised() -> Listing:
    return select(Revision.at).where(Revision.id == bindparam("revision"))


def _resting(there: Listing) -> Listing:
    """Return the query of the drafts in work that are near their expiry, in neither a call nor a ballot."""
    before = days_before(clock.now, "expiry_days", less="expiry_first_warning_days")
    asking = aliased(Subject)
    asked = exists().where(
        Relation.target_id == Subject.id, among(Relation.kind, ("asks-about", "decides-on")),
        asking.id == Relation.subject_id, asking.state == "open",
    )  # fmt: skip
    revised = there.join(Revision, Revision.id == Draft.current_id)
    return revised.where(Subject.state_since <= before, Revision.at <= before, ~asked)


def _warned_since(draft: Draft, moment: datetime) -> bool:
    return draft.warned_at is not None and draft.warned_at >= moment


def _wants_warning(draft: Draft, at: datetime) -> bool:
    """Return whether the authors of a draft at rest have not had the warning that is due: a first and a last one."""
    steps = [_ahead(name, draft) for name in ("expiry_first_warning_days", "expiry_last_warning_days")]
    reached = [at_rest_since(draft) + step for step in steps if at_rest_since(draft) + step <= at]
    return not _warned_since(draft, reached[-1])


def _has_expired(draft: Draft, at: datetime) -> bool:
    """Return whether nobody revised a draft for ``expiry_days``, and the time that its last warning named is there."""
    warned = _warned_since(draft, at_rest_since(draft) + _ahead("expiry_last_warning_days", draft))
    return warned and draft.subject.due_at is not None and draft.subject.due_at <= at


to_warn = falls_due(DRAFT, "warn-expiry", Draft, only=_wants_warning)(_resting)
to_expire = falls_due(DRAFT, "expire", Draft, only=_has_expired)(_resting)


def _usual_expiry(subject: Any, revised_at: datetime) -> datetime:
    rests: datetime = max(revised_at, subject.state_since)
    return rests + period("expiry_days", subject)


def expiry_from(subject: Any, revised_at: datetime) -> datetime | None:
    """Return when a draft expires unless it is revised, of its subject or a row with as much of it; None if it stays.

    Not before the moment that its last warning named.
    """
    if not DRAFT.possible(DRAFT.move_by_name["expire"], subject.state):
        return None
    usual = _usual_expiry(subject, revised_at)
    return max(usual, subject.due_at or usual)


def to_expire_unwarned(*where: ColumnElement[bool], most: int) -> list[tuple[Subject, datetime]]:
    """Return the drafts under conditions that will expire and were not warned of it yet, each with when; one query.

    At most ``most``, those that rest for the longest time first. Of those that were warned it is what falls due.
    """
    rests = case((Revision.at > Subject.state_since, Revision.at), else_=Subject.state_since)
    query = (
        select(Subject, Revision.at)
        .join(Draft, Draft.id == Subject.id)
        .join(Revision, Revision.id == Draft.current_id)
        .where(Subject.kind == "draft", among(Subject.state, DRAFT.move_by_name["expire"].sources),
               Subject.due_at.is_(None), *where)
        .order_by(rests, Subject.id)
        .limit(most)
    )  # fmt: skip
    return [(subject, _usual_expiry(subject, revised_at)) for subject, revised_at in session.execute(query)]


def put_expiry_off(draft: Draft) -> None:
    """Let a draft that was just revised be due to expire only once it is warned of that anew. For commands.

    A revision that comes from elsewhere may be older than the last warning, which then stands.
    """
    next_warning = at_rest_since(draft) + _ahead("expiry_first_warning_days", draft)
    if DRAFT.possible(DRAFT.move_by_name["warn-expiry"], draft.subject.state) and not _warned_since(
        draft, next_warning
    ):
        draft.subject.due_at = None


@carries_out(DRAFT, "warn-expiry")
def warn_expiry(draft: Draft, *, by: By) -> events.Expiring:
    """Warn its authors and chairs: it expires after ``expiry_last_warning_days`` at the soonest.

    So it is even if the clock stood still before.
    """
    soonest = by.at + period("expiry_last_warning_days", draft.subject)
    draft.warned_at, draft.subject.due_at = by.at, max(_usual_expiry(draft.subject, _revised_at(draft)), soonest)
    return events.Expiring(draft.subject.due_at.isoformat())


@carries_out(DRAFT, "expire")
def expire(draft: Draft, *, by: By) -> None:
    """Let a draft expire; its text stays readable, and a new revision revives it."""
