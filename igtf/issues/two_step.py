"""Decisions of the clearing house in two steps (procedure, section 2).

One member proposes; after 7 days the clock carries it out, unless two members of different stakeholder groups
object: then a ballot decides. For commands only.
"""

from datetime import timedelta
from typing import Any

from flask_babel import gettext as _

from igtf.core.db import session
from igtf.core.errors import WrongState
from igtf.issues.events import Proposed
from igtf.issues.models import Issue, TwoStep, TwoStepObjection
from igtf.issues.queries import objections_to, pending_two_step
from igtf.record.acts import By
from igtf.record.models import Hat
from igtf.record.numbers import days


def propose(issue: Issue, move: str, *, reason: str, by: By, **given: Any) -> Proposed:
    """Put the move ``move`` with its arguments ``given`` before the clearing house for 7 days."""
    effective = by.at + timedelta(days=days("two_step_days", issue.subject))
    session.add(
        TwoStep(issue_id=issue.id, move=move, given=given, reason=reason, proposer_id=by.author, at=by.at,
                effective_at=effective, state="pending")
    )  # fmt: skip
    issue.subject.due_at = effective
    return Proposed(reason, move, f"{effective:%Y-%m-%d %H:%M} UTC")


def take(issue: Issue) -> TwoStep:
    """Return the proposal of ``issue`` as carried out now; WrongState when there is none."""
    proposal = pending_two_step(issue.id)
    if proposal is None:
        raise WrongState(_("No proposal is pending."))
    proposal.state = "done"
    issue.subject.due_at = None
    return proposal


def end(issue: Issue, state: str) -> TwoStep:
    """End the pending proposal as 'withdrawn' (by its proposer) or 'dropped' (by a failed ballot)."""
    proposal = take(issue)
    proposal.state = state
    return proposal


def add_objection(issue: Issue, *, reason: str, by: By) -> bool:
    """Record a member's objection to what is pending; return whether it stops the proposal.

    Two objections under different stakeholder groups stop it (section 15); its state is then 'stopped'.
    """
    proposal = pending_two_step(issue.id)
    if proposal is None:
        raise WrongState(_("No proposal is pending."))
    hat = session.get(Hat, by.hat_id) if by.hat_id else None
    session.add(
        TwoStepObjection(two_step_id=proposal.id, person_id=by.author, reason=reason, at=by.at,
                         stakeholder_group=hat.counts_as if hat else "unstated")
    )  # fmt: skip
    session.flush()
    groups = {row.TwoStepObjection.stakeholder_group for row in objections_to(proposal.id)} - {"unstated"}
    if proposal.state == "pending" and len(groups) >= days("two_step_stoppers", issue.subject):
        proposal.state = "stopped"
        issue.subject.due_at = None
        return True
    return False


def drop_pending(issue: Issue) -> None:
    """Let what is pending fall with the issue that it was about."""
    proposal = pending_two_step(issue.id)
    if proposal is not None:
        proposal.state = "dropped"
        issue.subject.due_at = None
