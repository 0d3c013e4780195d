"""What taking the result of a selection back means: nobody is chosen by it, nobody sits by it."""

from sqlalchemy import delete, select

from igtf.core.db import session
from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.council.models import Seat, Term
from igtf.council.seating import vacate
from igtf.record.acts import By
from igtf.record.models import Event
from igtf.selection.models import Selection, SelectionObjection
from igtf.selection.seating import forget_changes, open_to_objections


def choose_again(selection: Selection, _event: Event, _by: By) -> Text:
    """Take back who was chosen, with the changes and objections since; pool, sources and values stay as published.

    Who declined since, or left the seat, is chosen by no later draw either.
    """
    forget_changes(selection)
    selection.objections_until = selection.subject.due_at = None
    session.execute(delete(SelectionObjection).where(SelectionObjection.selection_id == selection.id))
    return _l("Pool, sources and values are published, and stay; the secretariat draws again or calls anew.")


def unseat_chosen(selection: Selection, event: Event, by: By) -> Text:
    """End the terms that began with the confirmation, and give ``selection_objection_days`` for objections again."""
    unseat_who_came(selection, event, by)
    open_to_objections(selection, by.at)
    return _l("What was decided while these members sat stands; each such decision is appealed by itself.")


def unseat_who_came(selection: Selection, event: Event, by: By) -> Text:
    """End the terms that began with an entry of a selection; who left the seats before stays off the list."""
    seats = [row["number"] for row in selection.file["seats"]]
    began = (Term.started_at == event.at, Term.ended_at.is_(None))
    for place in session.scalars(select(Seat).join(Term).where(Seat.number.in_(seats), *began).order_by(Seat.number)):
        vacate(place, reason=_l("The confirmation was annulled."), by=by)
    return ""
