"""When a ballot closes, and what it shows then. For commands."""

from datetime import datetime

from igtf.core.db import session
from igtf.council.counting import counted
from igtf.council.lookups import text_hash
from igtf.council.models import Ballot
from igtf.council.queries import tally_seats
from igtf.record.acts import By


def set_closing(ballot: Ballot, closes_at: datetime | None) -> None:
    """Let it close at ``closes_at`` (None: it is over); what it decides on shows the same deadline.

    A ballot waits for the alternate ballot on its Discuss, so it does not close before that one.
    """
    decided, waits = ballot.decides_on, session.get(Ballot, ballot.decides_on_id)
    if waits is not None:
        if closes_at and waits.closes_at < closes_at:
            set_closing(waits, closes_at)
    elif decided.due_at == ballot.closes_at:
        decided.due_at = closes_at
    ballot.subject.due_at = closes_at
    ballot.closes_at = closes_at or ballot.closes_at


def freeze_result(ballot: Ballot, by: By) -> None:
    """Keep how the ballot stands, and which text it decided on; from now on whoever counts again reads this."""
    ballot.result = counted(tally_seats(ballot, by.at), ballot.rule, ballot.subject.procedure)
    ballot.text_hash = text_hash(ballot.decides_on)
    ballot.closed_at = by.at
    set_closing(ballot, None)
