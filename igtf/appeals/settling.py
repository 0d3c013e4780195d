"""What else a subject needs in the state that it goes back to: its deadline, and that nothing is pending on it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from igtf.core.db import session
from igtf.council.models import Ballot
from igtf.drafts.models import Draft
from igtf.groups.deadlines import set_due
from igtf.groups.models import Group
from igtf.issues import two_step
from igtf.issues.deadlines import due_again
from igtf.issues.models import Issue
from igtf.record.by import By
from igtf.record.numbers import whole_number


def _issue(issue: Issue, state: str, by: By) -> None:
    two_step.drop_pending(issue, None, by)
    issue.subject.due_at = due_again(issue, state, by)


def _draft(draft: Draft, state: str, by: By) -> None:
    draft.consent_call_id = None
    wait = by.at + timedelta(days=whole_number("publication_days", draft.subject))
    running = session.scalar(
        select(Ballot.closes_at).where(Ballot.decides_on_id == draft.id, Ballot.closed_at.is_(None))
    )
    draft.subject.due_at = {"approved": wait, "ballot": running}.get(state)


def _group(group: Group, _state: str, by: By) -> None:
    set_due(group, by.at)


_KINDS: dict[str, Callable[[Any, str, By], None]] = {"issue": _issue, "draft": _draft, "group": _group}


def settle_kind(thing: Any, state: str, by: By) -> None:
    """Make a subject whole in ``state``, which it is about to enter again."""
    if thing.subject.kind in _KINDS:
        _KINDS[thing.subject.kind](thing, state, by)
