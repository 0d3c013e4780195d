"""What the clock owes an issue: what was proposed and not stopped takes effect, what
its filer left open lapses, and what its assigned member left, or filed, goes to another one."""

from sqlalchemy import Select, exists, select, union_all
from sqlalchemy.orm import aliased

from igtf.core.clock import NOW
from igtf.core.database.conditions import among
from igtf.core.db import Listing
from igtf.issues.assigning import in_the_house
from igtf.issues.models import Issue, TwoStep
from igtf.issues.states import ISSUE, OPEN
from igtf.people.models import Role
from igtf.people.roles import CLEARING_HOUSE
from igtf.record.due import falls_due
from igtf.record.models import Subject


def _not_stopped(there: Listing, move: str) -> Listing:
    step = there.join(TwoStep, TwoStep.issue_id == Issue.id)
    due = (TwoStep.state == "pending", TwoStep.move == move, TwoStep.effective_at <= NOW)
    return step.where(*due).order_by(TwoStep.id)


@falls_due(ISSUE, "decline", Issue)
def issues_to_decline(there: Listing) -> Listing:
    """Return the query of the issues whose proposed refusal nobody stopped in time."""
    return _not_stopped(there, "decline")


@falls_due(ISSUE, "find-no-body", Issue)
def issues_to_find_unhoused(there: Listing) -> Listing:
    """Return the query of the issues whose proposed finding nobody stopped in time."""
    return _not_stopped(there, "find-no-body")


@falls_due(ISSUE, "agree-referral", Issue)
def issues_to_refer(there: Listing) -> Listing:
    """Return the query of the issues whose proposed referral nobody stopped in time."""
    return _not_stopped(there, "agree-referral")


@falls_due(ISSUE, "reassign", Issue)
def issues_to_reassign(there: Listing) -> Listing:
    """Return the query of the open issues whose assigned member has left the clearing house, or filed them.

    Where there is another member: who was the only one is assigned what they file.
    """
    members = select(Role.person_id).where(*in_the_house())
    left = select(Role.person_id).where(
        among(Role.name, CLEARING_HOUSE), Role.ended_at.is_not(None), Role.person_id.not_in(members)
    )
    theirs = aliased(Issue)
    abandoned = select(theirs.id).where(theirs.assigned_id.in_(left), exists(members))
    return there.where(Issue.id.in_(union_all(abandoned, _own())))


def _own() -> Select[int]:
    """Return the query of the issues assigned to the member who filed them, though the clearing house has others.

    It begins with what members filed, of which there is little.
    """
    filed, theirs, member = aliased(Subject), aliased(Issue), aliased(Role)
    house = select(member.person_id).where(*in_the_house(member))
    return select(theirs.id).join(filed, filed.id == theirs.id).where(
        filed.opened_by_id.in_(house), filed.kind == "issue", among(filed.state, OPEN),
        theirs.assigned_id == filed.opened_by_id,
        exists().where(*in_the_house(), Role.person_id != filed.opened_by_id),
    )  # fmt: skip


@falls_due(ISSUE, "lapse", Issue)
def issues_to_lapse(there: Listing) -> Listing:
    """Return the query of the issues whose filer has not answered within ``lapse_days``."""
    return there.where(Subject.due_at <= NOW)
