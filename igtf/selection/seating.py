"""Who takes which seat of a selection: changes after the draw, confirmation, vacancies. For commands."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from igtf.core.db import session
from igtf.core.errors import Invalid
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.i18n import lazy_ngettext as _ln
from igtf.core.moments import stamp
from igtf.council.affiliations import affiliations_of
from igtf.council.models import Seat, Term
from igtf.council.seating import may_be_unseated, take_seat, vacate
from igtf.people.models import Person
from igtf.people.named import still_worn
from igtf.people.stakeholders import Affiliations, crowded
from igtf.record.by import By
from igtf.record.models import Actor
from igtf.record.numbers import period
from igtf.record.queries import handle_of
from igtf.selection import lookups
from igtf.selection.filling import FORMATS, SEATED, CountedPerson, FillingResult, belonging, repeat
from igtf.selection.models import Nominee, Selection
from igtf.selection.published import NoDraw
from igtf.selection.queries import sitting
from igtf.selection.words import CHANGES, LEFT

BARRED: dict[str, Callable[[Selection, Sequence[int]], Iterable[int]]] = {}
"""Reason, a key of words.CHANGES → who of some persons, by their ids, can take no seat by a selection for it."""


def computed(selection: Selection) -> FillingResult:
    """Return what the published file leads to; Invalid when it cannot be repeated."""
    try:
        return repeat(selection.file)
    except NoDraw as refusal:
        raise Invalid({"": [str(refusal)]}) from refusal


def _by_the_list(selection: Selection, placed: dict[int, CountedPerson], seats: list[int]) -> dict[int, CountedPerson]:
    """Return who counts for the caps because the list places them, by their seats.

    All are until the selection takes effect; then who takes one of ``seats``: who sits in the others the council knows.
    """
    if selection.subject.phase != "decided":
        return placed
    return {seat: named for seat, named in placed.items() if seat in seats}


def leave(
    selection: Selection, group: str, number: int, why: str, *, seats: list[int], at: datetime
) -> list[CountedPerson]:
    """Take a nominee off the list after the draw, and return who takes one of ``seats`` for that."""
    before = computed(selection).placed
    change = {
        "group": group, "number": number, "why": why, "at": f"{at:%Y-%m-%d}", "seats": seats,
        "sitting": sitting(
            max(at, selection.starts_at), but={*_by_the_list(selection, before, seats), *_uncounted(selection)}
        ),
        SEATED: selection.subject.phase == "decided",
    }  # fmt: skip
    selection.file = selection.file | {"changes": [*selection.file["changes"], change]}
    after = computed(selection).placed
    return [named for seat, named in after.items() if before.get(seat) != named]


def _uncounted(selection: Selection) -> set[int]:
    """Return the seats of interim members whom a published file does not count: they were seated since, or in a seat of
    the call. They make room for who was chosen, and keep nobody out; none once the selection has taken effect."""
    if selection.subject.phase == "decided":
        return set()
    counted, interim = {row.get("handle") for row in selection.file["sitting"]}, may_be_unseated()
    return {number for number, row in lookups.terms().items() if number in interim and row.handle not in counted}


def seat_numbers(selection: Selection) -> list[int]:
    """Return the numbers of the seats that a selection fills."""
    return [row["number"] for row in selection.file["seats"]]


def seats_to_fill(selection: Selection) -> list[int]:
    """Return the numbers of the seats that a selection fills when it is confirmed: those of its call, but for a seat in
    which somebody was seated by another one meanwhile, or that a later one is filling, as may be where its own result
    was annulled. No selection ends a term; interim members make room."""
    make_room = may_be_unseated()
    stay = {
        number for number, term in lookups.terms().items()
        if term.ends_at > selection.starts_at and number not in make_room
    } | lookups.being_filled(after=selection.id)  # fmt: skip
    return [number for number in seat_numbers(selection) if number not in stay]


def replaced(selection: Selection, nominee: Nominee, why: str, by: By) -> str:
    """Take a nominee off the list before confirmation; return the names of who takes over.

    Where a name changes, ``selection_objection_days`` run for objections to the new one.
    """
    row = _row(selection, nominee)
    found = leave(selection, row["group"], row["number"], why, seats=seats_to_fill(selection), at=by.at)
    if found:
        open_to_objections(selection, by.at)
    return ", ".join(named.name for named in found)


def open_to_objections(selection: Selection, at: datetime) -> datetime:
    """Give ``selection_objection_days`` for objections from ``at``, and return when they are over.

    The selection is due when they are over and the terms begin.
    """
    until = at + period("selection_objection_days", selection.subject)
    selection.objections_until, selection.subject.due_at = until, max(until, selection.starts_at)
    return until


def objections_to(selection: Selection, following: str) -> str:
    """Return until when anyone may object to who takes over, as entries have it; '' where nobody does."""
    return stamp(selection.objections_until) if following and selection.objections_until else ""


def _row(selection: Selection, nominee: Nominee) -> dict[str, Any]:
    handle = handle_of(nominee.person_id)
    return next(row for row in selection.file["nominees"] if row["handle"] == handle)


def left_the_pool(selection: Selection, nominee: Nominee, why: str, by: By) -> str:
    """Pass over a nominee who left after the pool was published, ``why`` as in words.WHY; return who takes over."""
    if selection.subject.phase != "decided" and selection.objections_until is not None:
        return replaced(selection, nominee, why, by)
    row = _row(selection, nominee)
    if selection.objections_until is not None:
        leave(selection, row["group"], row["number"], why, seats=[], at=by.at)
    else:
        gone = {"group": row["group"], "number": row["number"], "why": why}
        selection.file = selection.file | {"gone": [*selection.file["gone"], gone]}
    return ""


def forget_changes(selection: Selection) -> None:
    """Forget the changes since a draw that was annulled; who declined or left the seat stays passed over."""
    file = selection.file
    gone = [{name: row[name] for name in ("group", "number", "why")} for row in file["changes"] if row["why"] in LEFT]
    selection.file = file | {"gone": [*file["gone"], *gone], "changes": []}


def leave_to_others(selection: Selection) -> list[int]:
    """Leave the seats that another selection has filled since, or is filling, to that one, where a draw was annulled;
    return their numbers. Else whoever comes first in the next draw has a seat by it that nobody takes."""
    taken = sorted(set(seat_numbers(selection)) - set(seats_to_fill(selection)))
    file = {name: part for name, part in selection.file.items() if name != "taken"}
    selection.file = file | ({"format": FORMATS[-1], "taken": taken} if taken else {})
    return taken


def pass_over_who_left(selection: Selection, *, since: datetime, at: datetime) -> None:
    """Take whoever had a seat by the list since a moment, and left it before ``at``, off that list: where its
    confirmation is annulled, the next one seats nobody of them a second time."""
    left = session.execute(
        select(Seat.number, Actor.handle).join(Term, Term.seat_id == Seat.id).join(Actor, Actor.id == Term.person_id)
        .where(Seat.number.in_(seat_numbers(selection)), Term.started_at >= since, Term.ended_at < at)
    )  # fmt: skip
    gone = {(row.number, row.handle) for row in left}
    for seat, named in sorted(computed(selection).placed.items()):
        if (seat, named.handle) in gone:
            leave(selection, named.group, named.number, "vacancy", seats=seats_to_fill(selection), at=at)


def _people(placed: Iterable[CountedPerson]) -> dict[str, Person]:
    """Return the persons chosen by their handles; one query."""
    handles = [named.handle for named in placed]
    found = session.scalars(select(Person).join(Actor, Actor.id == Person.id).where(Actor.handle.in_(handles))).all()
    return {person.actor.handle or "": person for person in found}


def _hat_of(selection: Selection, person: Person) -> int | None:
    """Return the hat under which a nominee takes a seat; None when the one that was accepted is worn no more."""
    accepted = select(Nominee.hat_id).where(Nominee.selection_id == selection.id, Nominee.person_id == person.id)
    return still_worn(session.scalars(accepted).one())


def _unfit(
    selection: Selection, placed: dict[int, CountedPerson], seats: list[int], at: datetime
) -> Iterator[tuple[CountedPerson, str]]:  # fmt: skip
    """Return who among ``seats`` cannot take the seat by now, each with the reason, a key of words.CHANGES."""
    counting = _by_the_list(selection, placed, seats)
    people = _people(counting.values())
    holders = {seat: people[named.handle] for seat, named in counting.items()}
    ids = [person.id for person in holders.values()]
    interim = may_be_unseated().intersection(seat_numbers(selection))
    elsewhere = (
        Term.person_id.in_(ids), Term.ended_at.is_(None), Seat.voting, Seat.number.not_in({*counting, *interim})
    )  # fmt: skip
    seated = set(session.scalars(select(Term.person_id).join(Seat, Seat.id == Term.seat_id).where(*elsewhere)))
    barred = {person: why for why, of in BARRED.items() for person in of(selection, ids)}
    known = affiliations_of(ids, at, selection.subject)
    coming = {named.handle for named in counting.values()}
    others_sit = sitting(max(at, selection.starts_at), but={*counting, *_uncounted(selection)})
    sit = [belonging(row) for row in others_sit if row["handle"] not in coming]
    for seat in sorted(set(seats) & set(counting)):
        person = holders[seat]
        others = [known[other.id] for number, other in holders.items() if number != seat]
        why = barred.get(person.id) or _why_not(selection, person, seated, known[person.id], [*others, *sit])
        if why:
            yield placed[seat], why


def _why_not(
    selection: Selection, person: Person, seated: set[int], own: Affiliations, others: list[Affiliations]
) -> str:  # fmt: skip
    if person.deactivated_at is not None:
        return "closed"
    if person.id in seated:
        return "sits"
    if _hat_of(selection, person) is None:
        return "hat"
    return "affiliation" if crowded(own, others, selection.file["caps"]["per_affiliation"]) else ""


def settle(selection: Selection, seats: list[int], at: datetime) -> FillingResult:
    """Pass over whoever among ``seats`` cannot take the seat by now, until all can; return the result."""
    while True:
        result = computed(selection)
        first = next(_unfit(selection, result.placed, seats, at), None)
        if first is None:
            return result
        named, why = first
        leave(selection, named.group, named.number, why, seats=seats, at=at)


def passed_over(selection: Selection, *, since: int) -> list[Text]:
    """Return who left a list by the changes from the number ``since`` on, each with the reason."""
    names = {(row["group"], row["number"]): row["name"] for row in selection.file["nominees"]}
    return [
        _l("%(name)s, %(why)s", name=names[change["group"], change["number"]], why=CHANGES[change["why"]])
        for change in selection.file["changes"][since:]
    ]


def seat_members(selection: Selection, seats: list[int], by: By) -> list[dict[str, Any]]:
    """Seat whoever the list gives for ``seats``; an interim member makes room, also where the cap on an affiliation
    asks for it, or leaves another seat of the call, as a liaison leaves theirs, for the one to come. Return seat,
    handle, name, until."""
    rows = {row.number: row for row in session.scalars(select(Seat).where(Seat.number.in_(seats))).all()}
    result = settle(selection, seats, by.at)
    people, done = _people(result.placed.values()), []
    taken = sorted(set(seats) & set(result.placed))
    for number in taken:
        vacate(rows[number], reason=_l("A member was selected for this seat."), by=by)
    coming = {people[result.placed[number].handle].id for number in taken}
    _leave_others(coming, by)
    _make_room(selection, coming, by)
    for number in taken:
        named, until = result.placed[number], lookups.term_ends(selection, result.years[number])
        person = people[named.handle]
        take_seat(rows[number], person, _hat_of(selection, person) or 0, until=until, by=by)
        done.append({"seat": number, "handle": named.handle, "name": named.name, "until": f"{until:%Y-%m-%d}"})
    return done


def _leave_others(coming: set[int], by: By) -> None:
    """End the terms of who takes a seat in the others, which they hold for a time."""
    held = (Term.person_id.in_(coming), Term.ended_at.is_(None))
    for place in session.scalars(select(Seat).join(Term).where(*held).order_by(Seat.number)).all():
        vacate(place, reason=_l("This member was selected for another seat."), by=by)


def _make_room(selection: Selection, coming: set[int], by: By) -> None:
    """End the terms of interim members whom the draw did not count, while with those who come more of an affiliation
    would sit than may: of their own affiliation, the last seated first."""
    most, uncounted = selection.file["caps"]["per_affiliation"], _uncounted(selection)
    sitting_then = lookups.sitting_rows(max(by.at, selection.starts_at), but=())
    people = {*coming, *(row.person_id for row in sitting_then)}
    known = affiliations_of(people, by.at, selection.subject)
    for row in sorted(sitting_then, key=lambda row: row.started_at, reverse=True):
        if row.number in uncounted and any(_keeps_out(known, row.person_id, one, people, most) for one in coming):
            place = session.scalars(select(Seat).where(Seat.number == row.number)).one()
            vacate(
                place,
                reason=_ln(
                    "At most %(num)d member of one affiliation sits on the council, and others were selected.",
                    "At most %(num)d members of one affiliation sit on the council, and others were selected.",
                    most,
                ),
                by=by,
            )
            people.remove(row.person_id)


def _keeps_out(known: dict[int, Affiliations], interim: int, chosen: int, people: set[int], most: int) -> bool:
    """Return whether an interim member is of an affiliation of which, beside somebody chosen, as many sit as may."""
    return crowded(known[chosen], [known[interim]], 1) and crowded(
        known[chosen], [known[other] for other in people if other != chosen], most
    )


def fill_from_list(selection: Selection, seat: int, by: By) -> tuple[CountedPerson, CountedPerson]:
    """Fill a seat that has become vacant with the next on the list; return who left and who came.

    Invalid when nobody is left on the list who can take the seat.
    """
    result = computed(selection)
    gone = result.placed[seat]
    leave(selection, gone.group, gone.number, "vacancy", seats=[seat], at=by.at)
    if not seat_members(selection, [seat], by):
        raise Invalid(seat=_("Nobody is left on the list who can take this seat; it waits for the next selection."))
    return gone, computed(selection).placed[seat]
