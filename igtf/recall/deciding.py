"""The ballot of the panel on a recall, and what follows from it (procedure, section 6)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from igtf.core.db import session
from igtf.core.errors import Refusal
from igtf.core.i18n import Text, in_language
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.workflow import UNDER_WAY, Nothing, Reasoned
from igtf.council.models import Ballot, Seat, Term
from igtf.council.opening import open_ballot, take_back
from igtf.council.purposes import Effect, Purpose, moved, stays
from igtf.council.seating import vacate
from igtf.council.states import BALLOT
from igtf.recall import events, queries
from igtf.recall.models import Recall
from igtf.recall.states import RECALL
from igtf.record.by import By
from igtf.record.models import Subject
from igtf.record.moves import carries_out
from igtf.selection.drawing import fill_vacancy
from igtf.selection.filling import repeat as repeat_selection
from igtf.selection.models import Selection

_RECALL = BALLOT.titles.add(_l("Shall %(name)s be recalled from seat %(seat)s of the council?"))


def put_to_panel(recall: Recall, panel: Sequence[int], by: By) -> Ballot:
    """Open the ballot of a panel, given by the ids of its persons in the order of the draw, and return it."""
    ballot = open_ballot(
        recall.subject, purpose="recall", by=by, panel=panel,
        question=_RECALL.of(name=recall.member.name, seat=recall.seat_number),
        organisations=queries.organisation_of_seat(recall.term_id),
    )  # fmt: skip
    recall.subject.due_at = ballot.closes_at
    return ballot


def _settles(name: str) -> Effect:
    """Return the effect that performs a move of the recall, unless the member has left the seat: then it is moot."""

    def effect(subject: Subject, why: Text, by: By) -> Text:
        if queries.left(session.get_one(Recall, subject.id)):
            return _l("The member left the seat meanwhile; nothing follows.")
        return moved(subject, name, by, reason=why)

    return effect


PURPOSE = Purpose("recall", _l("Recall of a member"), _settles("end-term"), _settles("keep"), stays)
"""What a ballot on a recall is for."""


@carries_out(RECALL, "end-term")
def end_term(recall: Recall, *, reason: Text, by: By) -> events.TermEnded:
    """End the term of a member whom the panel recalled, and fill the seat from the list that gave it."""
    recall.subject.due_at = None
    place = session.scalars(select(Seat).where(Seat.number == recall.seat_number)).one()
    vacate(place, reason=_l("Recall %(n)s: decided by the panel.", n=recall.subject.ref), by=by)
    return events.TermEnded(reason, _fill_seat(recall, by))


@carries_out(RECALL, "keep")
def keep(recall: Recall, *, reason: Text, by: By) -> Reasoned:
    """Leave the member in the seat."""
    recall.subject.due_at = None
    return Reasoned(reason)


@carries_out(RECALL, "moot")
def moot(recall: Recall, *, by: By) -> Nothing:
    """End a recall whose member left the seat: there is nothing left to decide, and a ballot is recalled."""
    take_back(recall.id, reason=_l("The member left the seat; there is nothing left to decide."), by=by)
    recall.subject.due_at = None
    return Nothing()


def goes_on_about(seat_number: int, person_id: int, _at: datetime) -> list[str]:
    """Let a recall of who takes the same seat for another term go on about that one: they did not leave it.

    For whoever seats somebody; no ballot of theirs is named for it.
    """
    under_way = (Recall.person_id == person_id, Recall.seat_number == seat_number, Subject.phase.in_(UNDER_WAY))
    for recall in session.scalars(select(Recall).join(Subject, Subject.id == Recall.id).where(*under_way)).all():
        goes_on = (Term.person_id == person_id, Term.seat_id == Seat.id, Seat.number == seat_number)
        recall.term_id = session.scalars(select(Term.id).where(*goes_on, Term.ended_at.is_(None))).one()
    return []


def _fill_seat(recall: Recall, by: By) -> Text:
    """Fill the seat from the list that gave it to the member; return what followed, in a sentence."""
    selection = _selection_of(recall)
    if selection is None:
        return _l("The seat is vacant; it waits for the next selection.")
    with in_language(None):  # what is refused goes into the record
        try:
            with session.begin_nested():
                fill_vacancy(selection, seat=str(recall.seat_number), by=by)
        except Refusal as refusal:
            return _l("The seat is vacant. %(why)s", why=str(refusal))
    named = repeat_selection(selection.file).placed[recall.seat_number]
    return _l("The next on the list takes the seat: %(name)s.", name=named.name)


def _selection_of(recall: Recall) -> Selection | None:
    """Return the selection by which the member holds the seat; None for an interim member."""
    found = session.scalars(
        select(Selection).join(Subject, Subject.id == Selection.id)
        .where(Subject.kind == "selection", Subject.state == "confirmed").order_by(Selection.id.desc())
    )  # fmt: skip
    for selection in found:
        named = repeat_selection(selection.file).placed.get(recall.seat_number)
        if named is not None:
            return selection if named.handle == recall.member.handle else None
    return None
