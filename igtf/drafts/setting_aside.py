"""Setting a draft aside for now, taking it up again, and giving it up (section 4)."""

from igtf.core.workflow import Reasoned
from igtf.drafts.models import Draft
from igtf.drafts.replacing import end_claims
from igtf.drafts.states import DRAFT
from igtf.drafts.whose import home_of
from igtf.record.by import By
from igtf.record.moves import carries_out


@carries_out(DRAFT, "park")
def park(draft: Draft, *, reason: str, by: By) -> Reasoned:
    """Set a draft aside for now; it does not expire meanwhile."""
    draft.subject.due_at = None
    return Reasoned(reason)


@carries_out(DRAFT, "unpark")
def unpark(draft: Draft, *, reason: str, by: By) -> tuple[Reasoned, str]:
    """Take a parked draft up again: what was agreed on it before it was parked is asked anew."""
    return Reasoned(reason), home_of(draft)


@carries_out(DRAFT, "withdraw")
def withdraw(draft: Draft, *, reason: str, by: By) -> Reasoned:
    """Give a draft up; its text stays readable, and it replaces no other one."""
    end_claims(draft, reason, by)
    return Reasoned(reason)
