"""The acts of the draw and what follows: objections, confirmation, vacancies."""

from sqlalchemy import select

from igtf.core.db import session
from igtf.core.errors import Invalid
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.i18n import lazy_pgettext as _lp
from igtf.core.moments import stamp
from igtf.council.seating import hold_seats
from igtf.discussion.commands import follow
from igtf.record.by import By
from igtf.record.moves import carries_out
from igtf.selection import events, lookups, queries
from igtf.selection.announcing import takes_sources
from igtf.selection.filling import bits_needed
from igtf.selection.models import Nominee, Selection, SelectionObjection
from igtf.selection.policy import CHOSEN
from igtf.selection.seating import (
    computed,
    fill_from_list,
    objections_to,
    open_to_objections,
    passed_over,
    replaced,
    seat_members,
    seats_to_fill,
)
from igtf.selection.states import SELECTION

takes_sources(SELECTION, bits_needed)


def _drawn(selection: Selection, by: By) -> events.Drawn:
    placed = computed(selection).placed
    until = open_to_objections(selection, by.at)
    chosen: list[Text] = [
        _l("%(name)s, seat %(seat)d", name=named.name, seat=seat) for seat, named in sorted(placed.items())
    ]
    return events.Drawn(chosen or [_lp("result", "nobody")], stamp(until), selection.file)


@carries_out(SELECTION, "draw")
def draw(selection: Selection, *, by: By) -> events.Drawn:
    """Draw: the lists follow from the values of the sources, the seats from the lists."""
    return _drawn(selection, by)


@carries_out(SELECTION, "fill")
def fill(selection: Selection, *, by: By) -> events.Drawn:
    """Fill the seats where every nominee can have one."""
    return _drawn(selection, by)


@carries_out(SELECTION, "object")
def object_to(selection: Selection, *, person: str, reason: str, by: By) -> events.ObjectedTo:
    """Object to a person chosen, once, and follow what becomes of it. Invalid for who was not chosen, and the second
    time."""
    nominee, name = queries.nominee_called(selection, person)
    if person not in lookups.chosen(selection):
        raise Invalid(person=str(CHOSEN))
    known = select(SelectionObjection.id).where(
        SelectionObjection.nominee_id == nominee.id, SelectionObjection.person_id == by.author
    )
    if session.scalar(known):
        raise Invalid(person=_("You objected to this person already."))
    session.add(
        SelectionObjection(selection_id=selection.id, nominee_id=nominee.id, person_id=by.author, reason=reason,
                           at=by.at)
    )  # fmt: skip
    follow(selection.id, person_id=by.author, by=by)
    return events.ObjectedTo(reason, person, name)


@carries_out(SELECTION, "answer")
def answer(selection: Selection, *, objection: str, verdict: str, reason: str, by: By) -> events.ObjectionAnswered:
    """Answer an objection; where it is upheld the next on the list takes the seat.

    Invalid for one's own objection, and for an objection to oneself.
    """
    found = {row.SelectionObjection.id: row for row in lookups.open_objections(selection.id)}.get(int(objection))
    if found is None:
        raise Invalid(objection=_("This objection has its answer already."))
    row = found.SelectionObjection
    nominee = session.get_one(Nominee, row.nominee_id)
    if by.actor_id in (row.person_id, nominee.person_id):
        raise Invalid(objection=_("Whoever raised an objection, or is its subject, does not decide on it."))
    row.answer, row.upheld, row.answered_at = reason, verdict == "upheld", by.at
    following = replaced(selection, nominee, "objection", by) if row.upheld else ""
    return events.ObjectionAnswered(reason, found.name, verdict, following, objections_to(selection, following))


@carries_out(SELECTION, "confirm")
def confirm(selection: Selection, *, by: By) -> events.Confirmed:
    """Seat whoever was chosen, from now until the end of the term of each seat."""
    hold_seats(by)  # a vacancy that another selection fills in the same moment counts in the caps
    before = len(selection.file["changes"])
    done = seat_members(selection, seats_to_fill(selection), by)
    selection.subject.due_at = None
    members: list[Text] = [
        _l("%(name)s, seat %(seat)d until %(until)s", name=row["name"], seat=row["seat"], until=row["until"])
        for row in done
    ]
    return events.Confirmed(members or [_lp("result", "nobody")], done, passed_over(selection, since=before))


@carries_out(SELECTION, "fill-vacancy")
def fill_vacancy(selection: Selection, *, seat: str, by: By) -> events.Filled:
    """Let the next on the list take a seat of this selection that has become vacant.

    Invalid for a seat that is not vacant, whose term has run out, or that another selection is filling.
    """
    hold_seats(by)
    if int(seat) in lookups.being_filled():
        raise Invalid(seat=lookups.under_way(int(seat)))
    if int(seat) not in [place.number for place in lookups.vacant(selection, by.at)]:
        raise Invalid(seat=_("This seat is not vacant, or its term has run out."))
    before = len(selection.file["changes"]) + 1
    gone, come = fill_from_list(selection, int(seat), by)
    aside = passed_over(selection, since=before)
    return events.Filled(gone.handle, gone.name, next=come.name, passed_over=aside, seat=int(seat))
