"""What waits for the clearing house, the most pressing first (procedure, sections 2 and 15).

An issue waits while it was submitted, is open, or was found unhoused; and one that was referred, when nothing more is
waited for of the bodies that were sent a statement about it, so that nobody is asked any more. One whose referral is
agreed waits for its statement to be approved and sent, not for the clearing house. Those that are still to be decided
come first, and there whatever has waited longest in its state; then those on which something is proposed, and those
that were found unhoused.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select, union_all
from sqlalchemy.orm import aliased

from igtf.core.clock import Moment
from igtf.core.db import Listing, session
from igtf.core.workflow import Known
from igtf.issues.models import PENDING, Issue, TwoStep
from igtf.issues.queries import is_decided, is_pending, waits_in
from igtf.issues.states import AT_CLEARING_HOUSE
from igtf.issues.topics import TOPICS_ASKED
from igtf.record.about import of_topic
from igtf.record.deadlines import days_before
from igtf.record.filters import there, whose
from igtf.record.models import Actor, Subject

FILTERS = ("state", "topic", "assigned", "proposed", "late")
MOST = 100
"""How many of each state are looked at, and how many are shown."""


KNOWN: dict[str, Known] = {
    "state": AT_CLEARING_HOUSE, "topic": TOPICS_ASKED, "proposed": ("yes", "no"), "late": ("1",),
    "assigned": there(whose),
}  # fmt: skip
"""The values of these filters."""


@dataclass(frozen=True)
class QueueFilters:
    """The filters of a queue: ``assigned`` is a handle, ``proposed`` yes or no; ``late`` leaves those past the target.

    ``topic`` is a slug, or 'unclassified'.
    """

    state: str = ""
    topic: str = ""
    assigned: str = ""
    proposed: str = ""
    late: str = ""


def asked_of(given: Mapping[str, str]) -> QueueFilters:
    """Return the filters that an address names."""
    return QueueFilters(**{name: given[name] for name in FILTERS if given.get(name)})


def past_target(at: Moment) -> ColumnElement[bool]:
    """Return, as SQL, whether an issue waits longer at ``at`` for a decision than the target of its version."""
    waits_long: ColumnElement[bool] = Subject.state_since < days_before(at, "triage_days")
    return waits_long & ~is_decided()


def _conditions(asked: QueueFilters, at: datetime) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if asked.topic:
        found.append(of_topic(asked.topic, "issue"))
    if asked.assigned:
        found.append(Subject.id.in_(select(Issue.id).where(Issue.assigned_id.in_(whose(asked.assigned)))))
    if asked.proposed:
        found.append(is_pending(Subject.id) if asked.proposed == "yes" else ~is_pending(Subject.id))
    if asked.late:
        found.append(past_target(at))
    return found


def _oldest(state: str, conditions: Sequence[ColumnElement[bool]]) -> Listing:
    """Return the query of those that have waited longest in a state, by its index."""
    query = select(Subject.id).where(Subject.kind == "issue", Subject.state == state, *conditions)
    return query.where(waits_in(state)).order_by(Subject.state_since, Subject.id).limit(MOST)


def queue(asked: QueueFilters, at: datetime) -> Sequence[Any]:
    """Return what waits for the clearing house at ``at``, the most pressing first: with assigned member and proposal.

    One query, and at most ``MOST`` rows.
    """
    conditions, assigned = _conditions(asked, at), aliased(Actor)
    states = [state for state in AT_CLEARING_HOUSE if asked.state in ("", state)]
    if not states:
        return []
    oldest = [select(_oldest(state, conditions).subquery()) for state in states]
    return session.execute(
        select(
            Subject.id, Subject.kind, Subject.ref, Subject.title, Subject.state, Subject.phase, Subject.topic,
            Subject.opened_at, Subject.state_since, Subject.support_count, Subject.comment_count,
            past_target(at).label("past_target"), is_decided().label("decided"),
            Issue.assigned_id, assigned.name.label("assigned"), assigned.handle.label("assigned_handle"),
            TwoStep.move.label("pending"), TwoStep.effective_at, TwoStep.state.label("pending_state"),
        )
        .join(Issue, Issue.id == Subject.id)
        .outerjoin(assigned, assigned.id == Issue.assigned_id)
        .outerjoin(TwoStep, (TwoStep.issue_id == Issue.id) & PENDING)
        .where(Subject.id.in_(union_all(*oldest)))
        .order_by(TwoStep.id.is_not(None) | is_decided(), Subject.state_since, Subject.id)
        .limit(MOST)
    ).all()  # fmt: skip


def next_for(person_id: int | None, but: str, at: datetime) -> str | None:
    """Return the number of the issue to decide on next: one's own before others; None: no one.

    None of those on which something is proposed, or that are decided.

    ``but`` is the number of the issue that was just looked at.
    """
    rows = [row for row in queue(QueueFilters(proposed="no"), at) if row.ref != but and not row.decided]
    own = (row.ref for row in rows if person_id is not None and row.assigned_id == person_id)
    return next(own, next((row.ref for row in rows), None))
