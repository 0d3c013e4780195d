"""What the clock owes a recall: volunteers are called for or it lapses, their pool is published, or it is moot."""

from sqlalchemy import exists, select

from igtf.core.clock import NOW
from igtf.core.conditions import among
from igtf.core.db import Listing
from igtf.council.models import Term
from igtf.recall.models import Recall
from igtf.recall.queries import signed_so_far
from igtf.recall.states import OPEN, RECALL
from igtf.record.deadlines import number_of
from igtf.record.due import falls_due
from igtf.record.models import Subject


def _in_state(*states: str) -> Listing:
    return (
        select(Recall).join(Subject, Subject.id == Recall.id)
        .where(Subject.kind == "recall", among(Subject.state, states)).order_by(Recall.id)
    )  # fmt: skip


@falls_due(RECALL, "moot")
def to_moot() -> Listing:
    """Return the query of the recalls under way of whom holds the seat no more."""
    ended = exists().where(Term.id == Recall.term_id, Term.ended_at.is_not(None))
    return _in_state(*OPEN).where(ended)


@falls_due(RECALL, "call-volunteers")
def to_call_volunteers() -> Listing:
    """Return the query of the petitions that have enough signatures that count."""
    return _in_state("petition").where(signed_so_far() >= number_of("recall_signatures"))


@falls_due(RECALL, "lapse")
def to_lapse() -> Listing:
    """Return the query of the petitions whose time has run out with too few signatures."""
    late = _in_state("petition").where(Recall.petition_until <= NOW)
    return late.where(signed_so_far() < number_of("recall_signatures"))


@falls_due(RECALL, "close-volunteers")
def to_close_volunteers() -> Listing:
    """Return the query of the recalls whose time for volunteers is over."""
    return _in_state("volunteers").where(Recall.volunteers_until <= NOW)
