"""Waiving the wait before publication: by the authors and every raiser of an objection or a Discuss (section 4)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from igtf.core import clock
from igtf.core.db import session
from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.drafts import events
from igtf.drafts.models import Draft, DraftWaiver
from igtf.drafts.raisers import concerned, may_waive
from igtf.drafts.states import DRAFT
from igtf.record.by import By
from igtf.record.models import Subject
from igtf.record.moves import carries_out
from igtf.record.subjects import hold


def concerned_of(draft: Draft) -> Sequence[Any]:
    """Return who may waive the wait of an approved draft, and who has; nobody for any other, or once it is over."""
    waits = DRAFT.possible(DRAFT.move_by_name["waive"], draft.subject.state)
    return concerned(draft.id) if waits and not wait_is_over(draft, clock.now()) else []


def wait_is_over(draft: Draft, at: datetime) -> bool:
    """Return whether an approved draft waits at a moment for nothing any more but for what an appeal holds up.

    Once all have waived it is over, and stays so: also where somebody's account is opened again since.
    """
    due = draft.subject.due_at
    return draft.subject.state == "approved" and due is not None and due <= at


def _end_if_waived(draft: Draft, at: datetime) -> list[str]:
    """Let the wait of an approved draft end when all who are concerned have waived it; return who has not, by name."""
    rows = concerned(draft.id)
    missing = [one.name for one in rows if not one.waived_at]
    if rows and not missing:
        draft.subject.due_at = at
    return missing


@carries_out(DRAFT, "waive")
def waive(draft: Draft, *, by: By) -> events.Waived:
    """Waive the wait; when nobody is left who has not, the draft can be published at once."""
    session.add(DraftWaiver(draft_id=draft.id, person_id=by.author, at=by.at))
    session.flush()
    return events.Waived(", ".join(_end_if_waived(draft, by.at)))


def waived_with_account(person_id: int, by: By) -> Sequence[tuple[Subject, Text]]:
    """Let no draft wait any more for whose account is closed, where all others who are concerned have waived the wait.

    Return the drafts of which the wait ended by it.
    """
    waiting = (Subject.kind == "draft", Subject.state == "approved", Subject.due_at > by.at, may_waive(person_id))
    drafts = select(Draft).join(Subject, Subject.id == Draft.id).where(*waiting).order_by(Draft.id)
    found = [hold(draft) for draft in session.scalars(drafts).all()]
    for draft in found:
        _end_if_waived(draft, by.at)
    return [(draft.subject, _l("Asked to waive the wait")) for draft in found if wait_is_over(draft, by.at)]
