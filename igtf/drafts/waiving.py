"""Waiving the wait before publication: by the authors and every raiser of an objection or a Discuss (section 4)."""

from collections.abc import Sequence
from typing import Any

from igtf.core import clock
from igtf.core.db import session
from igtf.drafts import events
from igtf.drafts.models import Draft, DraftWaiver
from igtf.drafts.raisers import concerned
from igtf.drafts.states import DRAFT
from igtf.record.by import By
from igtf.record.moves import carries_out


def concerned_of(draft: Draft) -> Sequence[Any]:
    """Return who may waive the wait of an approved draft, and who has; nobody for any other, or once it is over."""
    waits = DRAFT.possible(DRAFT.move_by_name["waive"], draft.subject.state)
    return concerned(draft.id) if waits and not wait_is_over(draft) else []


def wait_is_over(draft: Draft) -> bool:
    """Return whether an approved draft waits for nothing any more but for what an appeal holds up."""
    due = draft.subject.due_at
    return draft.subject.state == "approved" and due is not None and due <= clock.now()


@carries_out(DRAFT, "waive")
def waive(draft: Draft, *, by: By) -> events.Waived:
    """Waive the wait; when nobody is left who has not, the draft can be published at once."""
    session.add(DraftWaiver(draft_id=draft.id, person_id=by.author, at=by.at))
    session.flush()
    missing = [one.name for one in concerned(draft.id) if not one.waived_at]
    if not missing:
        draft.subject.due_at = by.at
    return events.Waived(", ".join(missing))
