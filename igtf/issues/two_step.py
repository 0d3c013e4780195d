"""Decisions of the clearing house in two steps (procedure, section 2).

One member proposes; after ``two_step_days`` the clock carries it out, unless ``two_step_stoppers`` of different
stakeholder groups object: then a ballot decides. For commands only.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from igtf.core.db import session
from igtf.core.errors import WrongState
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.moments import stamp
from igtf.issues.deadlines import due_again
from igtf.issues.events import Proposed
from igtf.issues.models import Issue, TwoStep, TwoStepObjection
from igtf.issues.queries import objections_to, pending_two_step
from igtf.issues.states import ISSUE
from igtf.people.stakeholders import UNSTATED
from igtf.record.by import By
from igtf.record.models import Subject
from igtf.record.numbers import period, whole_number
from igtf.record.references import render
from igtf.record.subjects import hold


def propose(
    issue: Issue, move: str, *, reason: str, by: By, first_id: int | None = None, said: Mapping[str, Any] | None = None,
    **given: Any,
) -> Proposed:  # fmt: skip
    """Put the move ``move`` with its arguments ``given`` before the clearing house for ``two_step_days``.

    ``first_id`` is the proposal that the same act made first; ``said`` is what is proposed in words, as ``Proposed``
    has it.
    """
    effective = by.at + period("two_step_days", issue.subject)
    given["reason_html"] = render(reason)
    session.add(
        TwoStep(issue_id=issue.id, move=move, given=given, reason=reason, proposer_id=by.author, at=by.at,
                effective_at=effective, state="pending", first_id=first_id)
    )  # fmt: skip
    issue.subject.due_at = effective
    return Proposed(reason, move, stamp(effective), **said or {})


def gather(issue: Issue) -> int:
    """Make the pending proposal of ``issue`` the first of several that one act makes; return its number.

    WrongState when nothing is pending.
    """
    session.flush()
    proposal = pending_two_step(issue.id)
    if proposal is None:
        raise WrongState(_("No proposal is pending."))
    proposal.first_id = proposal.id
    return proposal.id


def together_with(proposal: TwoStep, by: By) -> Sequence[Issue]:
    """Return the other issues of the same act whose proposals stand and can be carried out now, locked.

    Each is asked for again under its lock: an objection in the last second has its effect.
    """
    if proposal.first_id is None:
        return []
    standing = (
        select(Issue)
        .join(TwoStep, TwoStep.issue_id == Issue.id)
        .join(Subject, Subject.id == Issue.id)
        .where(TwoStep.first_id == proposal.first_id, TwoStep.state == "pending", TwoStep.effective_at <= by.at,
               TwoStep.id != proposal.id, Subject.state.in_(ISSUE.move_by_name[proposal.move].sources))
        .order_by(TwoStep.id)
    )  # fmt: skip
    for issue in session.scalars(standing).all():
        hold(issue)
    return session.scalars(standing).all()


def take(issue: Issue) -> TwoStep:
    """Return the proposal of ``issue`` as carried out now; WrongState when there is none."""
    proposal = pending_two_step(issue.id)
    if proposal is None:
        raise WrongState(_("No proposal is pending."))
    proposal.state = "done"
    issue.subject.due_at = None
    return proposal


def end(issue: Issue, state: str, by: By) -> None:
    """End the pending proposal as 'withdrawn' (by its proposer) or 'dropped' (by a failed ballot).

    The issue waits again for what it waited for before.
    """
    take(issue).state = state
    issue.subject.due_at = due_again(issue, issue.subject.state, by)


def add_objection(issue: Issue, *, reason: str, group: str, by: By) -> bool:
    """Record a member's objection to what is pending; return whether it stops the proposal.

    ``group`` is the stakeholder group of the member's seat, whatever hats the member wears: two objections of different
    ones stop it (section 15); its state is then 'stopped'. WrongState when nothing is pending.
    """
    proposal = pending_two_step(issue.id)
    if proposal is None:
        raise WrongState(_("No proposal is pending."))
    session.add(
        TwoStepObjection(two_step_id=proposal.id, person_id=by.author, reason=reason, at=by.at, stakeholder_group=group)
    )
    session.flush()
    if _stops(issue, proposal):
        proposal.state = "stopped"
        issue.subject.due_at = due_again(issue, issue.subject.state, by)
        return True
    return False


def would_stop(issue: Issue, group: str) -> bool:
    """Return whether an objection of a member who sits for ``group`` would stop what is pending on ``issue``."""
    proposal = pending_two_step(issue.id)
    return proposal is not None and _stops(issue, proposal, group)


def _stops(issue: Issue, proposal: TwoStep, *more: str) -> bool:
    """Return whether the objections to a proposal stop it, with those of ``more`` groups."""
    groups = {*(row.TwoStepObjection.stakeholder_group for row in objections_to(proposal.id)), *more} - {UNSTATED}
    return proposal.state == "pending" and len(groups) >= whole_number("two_step_stoppers", issue.subject)


Ended = Callable[[Issue, Text, By], None]
"""Takes the issue whose stopped proposal ended before its ballot did, the reason, and the act that ended it."""

ENDED: list[Ended] = []
"""What is to be done then; the council, which stands above, takes its ballot back."""


def drop_pending(issue: Issue, entering: str | None, by: By) -> None:
    """Let what is pending fall as the issue enters a state from which it cannot be carried out; None: in any case."""
    proposal = pending_two_step(issue.id)
    if proposal is not None and entering not in ISSUE.move_by_name[proposal.move].sources:
        before, proposal.state = proposal.state, "dropped"
        issue.subject.due_at = None
        if before == "stopped":
            _tell(issue, _l("The issue has moved on, so that the proposal fell."), by)


def withdraw(issue: Issue, reason: str, by: By) -> None:
    """Take the pending proposal back; WrongState when there is none."""
    stopped = (proposal := pending_two_step(issue.id)) is not None and proposal.state == "stopped"
    end(issue, "withdrawn", by)
    if stopped:
        _tell(issue, _l("The proposal was withdrawn: %(reason)s", reason=reason), by)


def _tell(issue: Issue, reason: Text, by: By) -> None:
    for told in ENDED:
        told(issue, reason, by)
