"""When a call closes, and what it asks about with it. For commands."""

from datetime import datetime

from igtf.consensus.models import Call
from igtf.drafts.asked import ASKED_BY

ASKED_IN = {kind: state for state, kind in ASKED_BY.items()}
"""Kind of call → the state of the draft in which it still decides what becomes of the draft."""


def set_closing(call: Call, closes_at: datetime | None) -> None:
    """Let it close at ``closes_at`` (None: it is over); the draft that waits for it shows the same deadline.

    Before another end there is a reminder again.
    """
    if ASKED_IN.get(call.kind) == call.about.state:
        call.about.due_at = closes_at
    call.subject.due_at = closes_at
    if closes_at and closes_at != call.closes_at:
        call.closes_at, call.reminded_at = closes_at, None
