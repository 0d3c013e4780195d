"""What taking the result of a selection back means: nobody is chosen by it, nobody sits by it."""

from sqlalchemy import delete, select

from igtf.core.db import session
from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.wording import Listed, in_turn
from igtf.council.models import Seat, Term
from igtf.council.seating import vacate
from igtf.record.by import By
from igtf.record.models import Event
from igtf.record.queries import left_by
from igtf.selection.models import Selection, SelectionObjection
from igtf.selection.seating import (
    forget_changes,
    leave_to_others,
    open_to_objections,
    pass_over_who_left,
    seat_numbers,
)


def choose_again(selection: Selection, _event: Event, _by: By) -> Text:
    """Take back who was chosen, with the changes and objections since; pool, sources and values stay as published.

    Who declined since, or left the seat, is chosen by no later draw either, and a seat that is another selection's by
    now is filled by none.
    """
    forget_changes(selection)
    taken = leave_to_others(selection)
    selection.objections_until = selection.subject.due_at = None
    session.execute(delete(SelectionObjection).where(SelectionObjection.selection_id == selection.id))
    others = _l("Nobody is chosen here for the seats that another selection fills, or has filled since: %(seats)s.",
                seats=Listed([str(seat) for seat in taken]))  # fmt: skip
    stays = _l("Pool, sources and values are published, and stay; the secretariat draws again or calls anew.")
    return in_turn([stays, others if taken else ""])


def unseat_chosen(selection: Selection, event: Event, by: By) -> Text:
    """End the terms that began with the confirmation, and give ``selection_objection_days`` for objections again.

    Who had left the seat before is not chosen any more.
    """
    _unseat(event, seat_numbers(selection), by)
    pass_over_who_left(selection, since=event.at, at=by.at)
    open_to_objections(selection, by.at)
    return _l("What was decided while these members sat stands; each such decision is appealed by itself.")


def unseat_who_came(selection: Selection, event: Event, by: By) -> Text:
    """End the term of who filled a vacancy; they and who left the seat before stay off the list."""
    seat = left_by(event.id).get("seat")  # entries of before do not say it
    if not _unseat(event, [seat] if seat else seat_numbers(selection), by):
        return _l("Who came into the seat has left it since, so nothing changes in it.")
    return _l("The seat is vacant again, and who came stays off the list. What was decided while this member sat "
              "stands; each such decision is appealed by itself.")  # fmt: skip


def _unseat(event: Event, seats: list[int], by: By) -> int:
    """End the terms in some seats that began with an entry of a selection; return how many these were."""
    began = (Term.started_at == event.at, Term.ended_at.is_(None))
    places = session.scalars(select(Seat).join(Term).where(Seat.number.in_(seats), *began).order_by(Seat.number)).all()
    for place in places:
        vacate(place, reason=_ANNULLED[event.kind], by=by)
    return len(places)


_ANNULLED: dict[str, Text] = {
    "selection.confirm": _l("The confirmation was annulled."),
    "selection.fill-vacancy": _l("The filling of the vacancy was annulled."),
}
