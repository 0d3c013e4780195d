"""What the clock owes a recall: volunteers are called for or it lapses, their pool is published, or it is moot."""

from sqlalchemy import exists

from igtf.core.clock import NOW
from igtf.core.db import Listing
from igtf.council.models import Term
from igtf.recall.models import Recall
from igtf.recall.queries import signed_so_far
from igtf.recall.states import RECALL
from igtf.record.deadlines import number_of
from igtf.record.due import falls_due


@falls_due(RECALL, "moot", Recall)
def to_moot(there: Listing) -> Listing:
    """Return the query of the recalls under way of whom holds the seat no more."""
    ended = exists().where(Term.id == Recall.term_id, Term.ended_at.is_not(None))
    return there.where(ended)


@falls_due(RECALL, "call-volunteers", Recall)
def to_call_volunteers(there: Listing) -> Listing:
    """Return the query of the petitions that have enough signatures that count."""
    return there.where(signed_so_far() >= number_of("recall_signatures"))


@falls_due(RECALL, "lapse", Recall)
def to_lapse(there: Listing) -> Listing:
    """Return the query of the petitions whose time has run out with too few signatures."""
    late = there.where(Recall.petition_until <= NOW)
    return late.where(signed_so_far() < number_of("recall_signatures"))


@falls_due(RECALL, "close-volunteers", Recall)
def to_close_volunteers(there: Listing) -> Listing:
    """Return the query of the recalls whose time for volunteers is over."""
    return there.where(Recall.volunteers_until <= NOW)
