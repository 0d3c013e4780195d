"""What the clock owes a recall: volunteers are called for or it lapses, their pool is published, or it is moot."""

from datetime import datetime

from sqlalchemy import exists

from igtf.core import clock
from igtf.core.clock import NOW
from igtf.core.db import Listing
from igtf.council.models import Term
from igtf.recall import queries
from igtf.recall.models import Recall
from igtf.recall.queries import signed_so_far
from igtf.recall.states import RECALL
from igtf.record.deadlines import days_before, number_of
from igtf.record.due import falls_due
from igtf.record.models import Subject
from igtf.record.numbers import period


def _left(recall: Recall, _at: datetime) -> bool:
    return queries.left(recall)


@falls_due(RECALL, "moot", Recall, only=_left)
def to_moot(there: Listing) -> Listing:
    """Return the query of the recalls under way of whose term is over; who is chosen for the seat again comes back."""
    ended = exists().where(Term.id == Recall.term_id, Term.ended_at.is_not(None))
    return there.where(ended)


def _wants_volunteers(recall: Recall, _at: datetime) -> bool:
    """Return whether a petition has become a recall, or too few of the pool of one can sit on its panel."""
    return recall.file["pool"] is None or queries.too_few(recall)


@falls_due(RECALL, "call-volunteers", Recall, only=_wants_volunteers)
def to_call_volunteers(there: Listing) -> Listing:
    """Return the query of the petitions that have enough signatures that count, and of the recalls with a pool."""
    return there.where((Subject.state != "petition") | (signed_so_far() >= number_of("recall_signatures")))


def _too_few(recall: Recall, _at: datetime) -> bool:
    """Return whether a recall has not the people that it was given its time for.

    What was not given to volunteers, as the clock stood still, is no time in which too few of them came.
    """
    if recall.volunteers_until is None:
        return True
    given = recall.volunteers_until - recall.subject.state_since
    enough = given >= period("recall_petition_days", recall.subject)
    return enough and len(queries.pool(recall)) < recall.file["places"]


@falls_due(RECALL, "lapse", Recall, only=_too_few)
def to_lapse(there: Listing) -> Listing:
    """Return the query of the petitions whose time has run out with too few signatures, and of the recalls that have
    looked for volunteers for as long."""
    unsigned = (Recall.petition_until <= NOW) & (signed_so_far() < number_of("recall_signatures"))
    looked = (Recall.volunteers_until <= NOW) & (Subject.state_since <= days_before(clock.now, "recall_petition_days"))
    return there.where(unsigned & Recall.volunteers_until.is_(None) | looked)


@falls_due(RECALL, "close-volunteers", Recall)
def to_close_volunteers(there: Listing) -> Listing:
    """Return the query of the recalls whose time for volunteers is over."""
    return there.where(Recall.volunteers_until <= NOW)
