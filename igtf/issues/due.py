"""What the clock owes an issue: what was proposed and not stopped takes effect, what
its filer left open lapses, and what its assigned member left goes to another one."""

from sqlalchemy import exists, select

from igtf.core.clock import NOW
from igtf.core.conditions import among
from igtf.core.db import Listing
from igtf.issues.assigning import in_the_house
from igtf.issues.models import Issue, TwoStep
from igtf.issues.states import ISSUE, OPEN
from igtf.people.models import Role
from igtf.people.roles import CLEARING_HOUSE
from igtf.record.due import falls_due
from igtf.record.models import Subject


def _two_steps_due(move: str) -> Listing:
    return (
        select(Issue)
        .join(TwoStep, TwoStep.issue_id == Issue.id)
        .where(TwoStep.state == "pending", TwoStep.move == move, TwoStep.effective_at <= NOW)
        .order_by(TwoStep.id)
    )


@falls_due(ISSUE, "decline")
def issues_to_decline() -> Listing:
    """Return the query of the issues whose proposed refusal nobody stopped in time."""
    return _two_steps_due("decline")


@falls_due(ISSUE, "find-no-body")
def issues_to_find_unhoused() -> Listing:
    """Return the query of the issues whose proposed finding nobody stopped in time."""
    return _two_steps_due("find-no-body")


@falls_due(ISSUE, "agree-referral")
def issues_to_refer() -> Listing:
    """Return the query of the issues whose proposed referral nobody stopped in time."""
    return _two_steps_due("agree-referral")


@falls_due(ISSUE, "reassign")
def issues_to_reassign() -> Listing:
    """Return the query of the open issues whose assigned member has left the clearing house, which has others."""
    members = select(Role.person_id).where(*in_the_house())
    left = select(Role.person_id).where(
        among(Role.name, CLEARING_HOUSE), Role.ended_at.is_not(None), Role.person_id.not_in(members)
    )
    return (
        select(Issue)
        .join(Subject, Subject.id == Issue.id)
        .where(Issue.assigned_id.in_(left), Subject.kind == "issue", among(Subject.state, OPEN), exists(members))
        .order_by(Issue.id)
    )


@falls_due(ISSUE, "lapse")
def issues_to_lapse() -> Listing:
    """Return the query of the issues whose filer has not answered within ``lapse_days``."""
    return (
        select(Issue)
        .join(Subject, Subject.id == Issue.id)
        .where(Subject.kind == "issue", Subject.state == "needs-information", Subject.due_at <= NOW)
    )
