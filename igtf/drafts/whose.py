"""Whose a draft is: its group's, or its authors' own."""

from igtf.drafts.models import Draft
from igtf.drafts.states import BEFORE_COUNCIL


def home_of(draft: Draft) -> str:
    """Return the state in which a draft is worked on: in its group, or by its authors."""
    return "group-draft" if draft.subject.group_id else "individual"


def authors_own(before: str | None, after: str | None, group_id: int | None) -> bool:
    """Return whether a draft was its authors' own when an act led it from one state to another; ``group_id`` says so
    where neither state does."""
    if {before, after} & {"individual", "call-for-adoption"}:
        return True
    if after == "parked" and before in BEFORE_COUNCIL:
        return False  # whose it was then its group of today does not say: that may have ended, and freed it
    return group_id is None and not {before, after} & {"group-draft", "group-last-call", "write-up"}
