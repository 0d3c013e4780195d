"""The panel of a recall: its pool, its draw, and what follows from its decision."""

from datetime import timedelta
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from igtf.core.db import session
from igtf.core.errors import Invalid, Refusal
from igtf.council.models import Seat
from igtf.council.seating import vacate
from igtf.recall import events, lookups
from igtf.recall.models import PanelVolunteer, Recall
from igtf.recall.panel import bits_needed, counted, hash_of, repeat
from igtf.recall.states import RECALL
from igtf.record.acts import By
from igtf.record.models import Subject
from igtf.record.moves import carries_out
from igtf.record.numbers import NUMBERS, days
from igtf.selection import sources
from igtf.selection.events import Announced, Entered
from igtf.selection.filling import NoDraw
from igtf.selection.filling import repeat as repeat_selection
from igtf.selection.models import Selection
from igtf.selection.states import SELECTION


def share() -> Fraction:
    """Return the share of the panel that recalls a member, as an exact number."""
    return Fraction(NUMBERS["recall_share"]).limit_denominator(100)


@carries_out(RECALL, "close-volunteers")
def close_volunteers(recall: Recall, *, by: By) -> tuple[events.PanelPool, str]:
    """Number the volunteers who are outside the council still, and publish the pool with its hash.

    With fewer than ten, more are waited for; ten are the panel, and nothing is drawn.
    """
    rows = lookups.volunteers(recall.id)
    inside = lookups.sits([row.Actor.id for row in rows])
    rows = [row for row in rows if row.Actor.id not in inside]
    if len(rows) < recall.file["places"]:
        recall.volunteers_until = by.at + timedelta(days=days("recall_volunteer_days"))
        recall.subject.due_at = recall.volunteers_until
        names = "; ".join(row.Actor.name for row in rows) or _("nobody")
        return events.PanelPool(names, until=f"{recall.volunteers_until:%Y-%m-%d %H:%M} UTC"), "volunteers"
    pool: list[dict[str, Any]] = []
    for number, row in enumerate(rows, 1):
        row.PanelVolunteer.number = number
        pool.append({"number": number, "name": row.Actor.name, "handle": row.Actor.handle, "region": row.Hat.region,
                     "group": row.Hat.counts_as, "affiliation": row.Hat.organisation})  # fmt: skip
    file = recall.file | {"pool": pool}
    recall.file = file | {"pool_hash": hash_of(file)}
    recall.subject.due_at = None
    told = events.PanelPool("; ".join(f"{row['number']}: {row['name']}" for row in pool), recall.file["pool_hash"])
    if len(pool) > recall.file["places"]:
        return told, "pool"
    _seat_panel(recall, by)
    return told, "panel"


def _seat_panel(recall: Recall, by: By) -> list[dict[str, Any]]:
    """Put the first ten of the order on the panel, which decides within 21 days; Invalid when it cannot be repeated."""
    try:
        _key, order = repeat(recall.file)
    except NoDraw as refusal:
        raise Invalid({"": [str(refusal)]}) from refusal
    chosen = order[: recall.file["places"]]
    numbers = {row["number"] for row in chosen}
    for row in session.scalars(select(PanelVolunteer).where(PanelVolunteer.recall_id == recall.id)):
        row.drawn = row.number in numbers
    recall.panel_until = recall.subject.due_at = by.at + timedelta(days=days("recall_panel_days"))
    return chosen


def _announce(recall: Recall, rows: list[dict[str, Any]], by: By, reason: str = "") -> Announced:
    found = sources.announced(rows, needed=bits_needed(recall.file), at=by.at)
    recall.file = recall.file | {"sources": found}
    recall.subject.due_at = sources.last(found)
    return Announced(sources.named(found), found, reason)


@carries_out(RECALL, "announce")
def announce(recall: Recall, *, by: By, **given: Any) -> Announced:
    """Announce the ``sources`` of randomness, in the order in which their values are used."""
    return _announce(recall, given["sources"], by)


@carries_out(RECALL, "announce-again")
def announce_again(recall: Recall, *, reason: str, by: By, **given: Any) -> Announced:
    """Announce other ``sources`` in place of all former ones, because one of them gave no value."""
    return _announce(recall, given["sources"], by, reason)


@carries_out(RECALL, "enter-value")
def enter_value(recall: Recall, *, source: str, numbers: str, evidence: str, by: By) -> Entered:
    """Enter what a source gave, once, after its time."""
    known = recall.file["sources"]
    found, row = sources.entered(known, int(source), numbers=numbers, evidence=evidence, at=by.at)
    recall.file = recall.file | {"sources": found}
    return Entered(row["name"], ", ".join(map(str, row["numbers"])), evidence)


@carries_out(RECALL, "draw")
def draw(recall: Recall, *, by: By) -> events.Drawn:
    """Draw the panel: it follows from the values of the sources."""
    chosen = _seat_panel(recall, by)
    names = "; ".join(f"{row['number']}: {row['name']}" for row in chosen)
    return events.Drawn(names, f"{recall.panel_until:%Y-%m-%d %H:%M} UTC", recall.file)


@carries_out(RECALL, "close")
def close(recall: Recall, *, by: By) -> tuple[events.Counted, str]:
    """Count the panel. With three quarters for it the term ends, and the next on the list takes the seat."""
    votes = session.scalars(
        select(PanelVolunteer.vote).where(PanelVolunteer.recall_id == recall.id, PanelVolunteer.drawn)
    ).all()
    result = recall.result = counted(votes, share())
    recall.subject.due_at = None
    told = _("%(have)d of the panel of %(all)d are for the recall; %(need)d are needed.",
             have=result["have"], all=result["panel"], need=result["need"])  # fmt: skip
    if not result["recalls"]:
        return events.Counted(told, "", result), "kept"
    return events.Counted(told, _end_term(recall, by), result), "recalled"


def _end_term(recall: Recall, by: By) -> str:
    """End the term and fill the seat from the list that gave it to the member; return what followed, in a sentence."""
    place = session.scalars(select(Seat).where(Seat.number == recall.seat_number)).one()
    vacate(place, reason=_("Recall %(n)s: decided by the panel.", n=recall.subject.ref), by=by)
    selection = _selection_of(recall)
    if selection is None:
        return _("The seat is vacant; it waits for the next selection.")
    try:
        with session.begin_nested():
            SELECTION.commands["fill-vacancy"](selection, seat=str(recall.seat_number), by=by)
    except Refusal as refusal:
        return _("The seat is vacant. %(why)s", why=refusal)
    named = repeat_selection(selection.file).placed[recall.seat_number]
    return _("The next on the list takes the seat: %(name)s.", name=named.name)


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
