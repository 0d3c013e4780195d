"""When a ballot closes, and what it shows then. For commands."""

from datetime import datetime, timedelta

from sqlalchemy import select

from igtf.core.db import session
from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.council.alternate import alternate_of
from igtf.council.counting import counted
from igtf.council.models import Ballot
from igtf.council.queries import tally_seats, text_hash
from igtf.council.states import BALLOT
from igtf.record.by import By, by_clock
from igtf.record.models import Event
from igtf.record.moves import bound
from igtf.record.numbers import whole_number
from igtf.record.queries import left_by

ENDED = _l("The ballot on which the Discuss was has ended.")
CLEARED, LAPSED = _l("The Discuss was cleared."), _l("The Discuss lapsed.")
NEWER = _l("The Discuss stands on a newer revision.")
"""Why nothing is left to decide in an alternate ballot."""

_PUT = "ballot.put-to-alternate"

_close, _recall = bound(BALLOT, "close"), bound(BALLOT, "recall")


def set_closing(ballot: Ballot, closes_at: datetime | None) -> None:
    """Let it close at ``closes_at`` (None: it is over); what it decides on shows the same deadline.

    A ballot waits for the alternate ballot on its Discuss, so it does not close before that one. Before another end
    there is a reminder again.
    """
    decided, waits = ballot.decides_on, session.get(Ballot, ballot.decides_on_id)
    if waits is not None:
        if closes_at and waits.closes_at < closes_at:
            set_closing(waits, closes_at)
    elif decided.due_at == ballot.closes_at:
        decided.due_at = closes_at
    ballot.subject.due_at = closes_at
    if closes_at and closes_at != ballot.closes_at:
        ballot.closes_at, ballot.reminded_at = closes_at, None


def wait_no_more(ballot: Ballot, by: By) -> None:
    """Let a ballot close when it would have, had no Discuss of it been put to an alternate ballot; not before now."""
    end = _unprolonged(ballot)
    if end is not None:
        set_closing(ballot, min(ballot.closes_at, max(end, by.at)))


def _unprolonged(ballot: Ballot) -> datetime | None:
    """Return the end before the first prolongation that still counts, with what it was deferred since; None without.

    One was given back where the next one began at another end than it left.
    """
    acts = (
        select(Event.id, Event.kind).where(Event.subject_id == ballot.id, Event.kind.in_((_PUT, "ballot.defer")))
        .order_by(Event.id)
    )  # fmt: skip
    end, left_at = None, ""
    for number, kind in session.execute(acts).all():
        left = left_by(number)
        if kind != _PUT and end is not None:
            end += timedelta(days=whole_number("deferral_days", ballot.subject))
        elif kind == _PUT and (end is None or left.get("before", left_at) != left_at):
            end = datetime.fromisoformat(left.get("before", left["closes"]))
        left_at = left["closes"]
    return end


def freeze_result(ballot: Ballot, by: By) -> None:
    """Keep how the ballot stands, and which text it decided on; from now on whoever counts again reads this."""
    ballot.result = counted(tally_seats(ballot, by.at), ballot.rule, ballot.subject.procedure)
    ballot.text_hash = text_hash(ballot.decides_on)
    ballot.closed_at = by.at
    set_closing(ballot, None)


def reopen(ballot: Ballot, closes_at: datetime) -> None:
    """Let a ballot that was recalled go on until ``closes_at``; nothing is counted of it yet."""
    ballot.result = ballot.text_hash = ballot.closed_at = None
    set_closing(ballot, closes_at)
    ballot.decides_on.due_at = closes_at


def close_late_alternate(ballot: Ballot, by: By) -> None:
    """Close the alternate ballot on the lone Discuss of a ballot if its time has run out and the clock was not there.

    What was said in it in time decides first: afterwards ``end_alternate`` finds none that it could not recall.
    """
    other = alternate_of(ballot.id) if ballot.lone_seat is not None else None
    if other is not None and other.closes_at <= by.at:
        _close(other, by=by_clock(by.at))


def end_alternate(ballot: Ballot, by: By, reason: Text) -> None:
    """Recall the alternate ballot on the lone Discuss of a ballot, if one runs: there is nothing left to decide.

    The ballot closes when it would have, unless a Discuss stands in the place of that one.
    """
    other = alternate_of(ballot.id)
    if other is not None:
        _recall(other, reason=reason, by=by_clock(by.at))
