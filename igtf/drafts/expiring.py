"""Drafts expire by the clock without a revision, after two warnings, and a new revision revives them (section 4)."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import aliased

from igtf.core.db import Listing, fetch, session
from igtf.core.prepared import prepared
from igtf.drafts import events
from igtf.drafts.models import Draft, Revision
from igtf.drafts.states import DRAFT, IN_WORK
from igtf.record.acts import By
from igtf.record.models import Relation, Subject
from igtf.record.moves import carries_out
from igtf.record.numbers import days_before, whole_number


def _ahead(name: str, draft: Draft) -> timedelta:
    """Return how long after a draft came to rest a step is due, by its number of days before expiry."""
    return timedelta(days=whole_number("expiry_days", draft.subject) - whole_number(name, draft.subject))


def at_rest_since(draft: Draft) -> datetime:
    """Return since when nothing happened to a draft in work: its last revision, or its return to where it is."""
    revised_at: datetime = fetch(_revised(), {"revision": draft.current_id}).scalar_one()
    return max(revised_at, draft.subject.state_since)


@prepared
def _revised() -> Listing:
    return select(Revision.at).where(Revision.id == bindparam("revision"))


def _resting(at: datetime) -> Iterator[Draft]:
    """Yield the drafts in work that are near their expiry, in neither a call nor a ballot."""
    before, asking = days_before(at, "expiry_days", less="expiry_first_warning_days"), aliased(Subject)
    asked = exists().where(
        Relation.target_id == Subject.id, Relation.kind.in_(("asks-about", "decides-on")),
        asking.id == Relation.subject_id, asking.state == "open",
    )  # fmt: skip
    yield from session.scalars(
        select(Draft)
        .join(Subject, Subject.id == Draft.id)
        .join(Revision, Revision.id == Draft.current_id)
        .where(Subject.kind == "draft", Subject.state.in_(IN_WORK), Subject.state_since <= before,
               Revision.at <= before, ~asked)
        .order_by(Subject.id)
    )  # fmt: skip


def _warned_since(draft: Draft, moment: datetime) -> bool:
    return draft.warned_at is not None and draft.warned_at >= moment


@DRAFT.due_by("warn-expiry")
def to_warn(at: datetime) -> Iterator[Draft]:
    """Yield the drafts whose authors have not had the warning that is due: a first and a last one."""
    for draft in _resting(at):
        steps = [_ahead(name, draft) for name in ("expiry_first_warning_days", "expiry_last_warning_days")]
        reached = [at_rest_since(draft) + step for step in steps if at_rest_since(draft) + step <= at]
        if not _warned_since(draft, reached[-1]):
            yield draft


@DRAFT.due_by("expire")
def to_expire(at: datetime) -> Iterator[Draft]:
    """Yield the drafts that nobody revised for ``expiry_days``, at the time that their last warning named."""
    for draft in _resting(at):
        warned = _warned_since(draft, at_rest_since(draft) + _ahead("expiry_last_warning_days", draft))
        if warned and draft.subject.due_at and draft.subject.due_at <= at:
            yield draft


def expiry_of(draft: Draft) -> datetime | None:
    """Return when a draft expires unless it is revised; None where it does not."""
    if not DRAFT.possible(DRAFT.move_by_name["expire"], draft.subject.state):
        return None
    return at_rest_since(draft) + timedelta(days=whole_number("expiry_days", draft.subject))


@carries_out(DRAFT, "warn-expiry")
def warn_expiry(draft: Draft, *, by: By) -> events.Expiring:
    """Warn its authors and chairs: it expires after ``expiry_last_warning_days`` at the soonest.

    So it is even if the clock stood still before.
    """
    soonest = by.at + timedelta(days=whole_number("expiry_last_warning_days", draft.subject))
    draft.warned_at, draft.subject.due_at = by.at, max(expiry_of(draft) or soonest, soonest)
    return events.Expiring(draft.subject.due_at.isoformat())


@carries_out(DRAFT, "expire")
def expire(draft: Draft, *, by: By) -> None:
    """Let a draft expire; its text stays readable, and a new revision revives it."""
