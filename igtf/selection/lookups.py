"""What forms of selections ask of the database, below the table of moves."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import aliased

from igtf.core.db import session
from igtf.core.i18n import gettext as _
from igtf.core.moments import months_after
from igtf.core.workflow import UNDER_WAY
from igtf.council.models import Seat, Term
from igtf.council.seats import SEATS
from igtf.people.countries import Region
from igtf.people.stakeholders import GROUPS
from igtf.record.models import Actor, Hat, Subject
from igtf.selection.filling import SeatPlace, repeat
from igtf.selection.models import Backing, Nominee, Selection, SelectionObjection


def places() -> list[SeatPlace]:
    """Return all seats of the council: those of the plan before anybody was seated."""
    rows = session.execute(
        select(Seat.number, Seat.stakeholder_group, Seat.region).where(Seat.voting).order_by(Seat.number)
    ).all()
    return [SeatPlace(*row) for row in rows] or [SeatPlace(seat.number, seat.group, seat.region) for seat in SEATS]


def terms() -> dict[int, Any]:
    """Return the terms of members not ended by the numbers of their seats: number, started_at, ends_at, person_id,
    name, handle, group, region of the seat, organisation and capacity of the hat, region of the member."""
    rows = session.execute(
        select(Seat.number, Term.started_at, Term.ends_at, Term.person_id, Actor.name, Actor.handle,
               Seat.stakeholder_group, Seat.region, Hat.organisation, Hat.capacity, Hat.region.label("member_region"))
        .join(Term, Term.seat_id == Seat.id).join(Actor, Actor.id == Term.person_id).join(Hat, Hat.id == Term.hat_id)
        .where(Term.ended_at.is_(None), Seat.voting)
    )  # fmt: skip
    return {row.number: row for row in rows}


def sitting_rows(at: datetime, *, but: Iterable[int]) -> list[Any]:
    """Return the terms of ``terms`` that last at ``at``, in other seats than ``but``, by the numbers of their seats."""
    left_out = set(but)
    return [row for number, row in sorted(terms().items()) if row.ends_at > at and number not in left_out]


def free_from(ends_at: datetime) -> str:
    """Return the first day, in ISO form, on which a new term can begin when the one before ends then."""
    on = ends_at.date()
    return (on if ends_at.time() == time() else on + timedelta(days=1)).isoformat()


def place_label(place: SeatPlace) -> str:
    """Return how a seat is called: number, stakeholder group, region."""
    region = Region(place.region).label if place.region else _("at large")
    return f"{place.number} · {GROUPS[place.group]} · {region}"


def seats_of(selection: Selection) -> list[SeatPlace]:
    """Return the seats of a call."""
    return [SeatPlace(**row) for row in selection.file["seats"]]


def fits(selection: Selection, hats: Iterable[Any]) -> bool:
    """Return whether one of the hats, each as its stakeholder group and region, counts for a seat of a call."""
    wanted = seats_of(selection)
    return any(group == place.group and place.region in (None, region) for group, region in hats for place in wanted)


def standing(selection_id: int) -> Sequence[Any]:
    """Return who accepted a nomination, with actor and hat, by name: (Nominee, Actor, Hat)."""
    return session.execute(
        select(Nominee, Actor, Hat)
        .join(Actor, Actor.id == Nominee.person_id).join(Hat, Hat.id == Nominee.hat_id)
        .where(Nominee.selection_id == selection_id, Nominee.answer == "accepted")
        .order_by(Actor.name, Actor.handle)
    ).all()  # fmt: skip


def supportable(selection_id: int, person_id: int) -> Sequence[Any]:
    """Return who stands and can be supported by a person under one of their hats: others of the same stakeholder group,
    whom they do not support yet; (Nominee, Actor, Hat), by name."""
    worn = set(session.scalars(select(Hat.counts_as).where(Hat.actor_id == person_id, Hat.ended_at.is_(None))))
    known = select(Backing.nominee_id).where(Backing.person_id == person_id, Backing.constituency == "")
    supported = set(session.scalars(known))
    return [
        row for row in standing(selection_id)
        if row.Hat.counts_as in worn and row.Actor.id != person_id and row.Nominee.id not in supported
    ]  # fmt: skip


def chosen(selection: Selection) -> dict[str, str]:
    """Return who has a seat by a selection, nobody before it was drawn: handle → name and seat."""
    if selection.objections_until is None:
        return {}
    placed = sorted(repeat(selection.file).placed.items())
    return {named.handle: _("%(name)s, seat %(seat)d", name=named.name, seat=seat) for seat, named in placed}


def term_ends(selection: Selection, years: int) -> datetime:
    """Return when a term of so many years ends that begins with a selection's terms."""
    return months_after(selection.starts_at, 12 * years)


def vacant(selection: Selection, at: datetime) -> list[SeatPlace]:
    """Return the seats that a confirmed selection was the last to fill, for terms that go on at ``at``, nobody holds,
    and no other one is filling; none of one that is not confirmed."""
    if selection.subject.state != "confirmed":
        return []
    result, busy = repeat(selection.file), {*terms(), *being_filled(), *_filled_after(selection)}
    going_on = {seat for seat in result.placed if term_ends(selection, result.years[seat]) > at}
    return [place for place in seats_of(selection) if place.number in going_on - busy]


def _filled_after(selection: Selection) -> set[int]:
    """Return the numbers of the seats that later selections filled: what is vacant of these goes down their lists."""
    later = select(Selection).join(Subject, Subject.id == Selection.id).where(
        Subject.kind == "selection", Subject.state == "confirmed", Selection.id > selection.id
    )  # fmt: skip
    return {seat for one in session.scalars(later) for seat in repeat(one.file).placed}


def being_filled(*, after: int = 0) -> set[int]:
    """Return the numbers of the seats of the selections that are under way, and were called after the one of an id,
    but for those that such a selection has left to another one."""
    under_way = select(Selection).join(Subject, Subject.id == Selection.id).where(
        Subject.kind == "selection", Subject.phase.in_(UNDER_WAY), Selection.id > after
    )  # fmt: skip
    return {
        row["number"] for one in session.scalars(under_way) for row in one.file["seats"]
        if row["number"] not in one.file.get("taken", [])
    }  # fmt: skip


def under_way(seat: int) -> str:
    """Return the refusal for a seat that a selection is filling."""
    return _("Another selection is under way for seat %(seat)d.", seat=seat)


def of_no_bearing() -> ColumnElement[bool]:
    """Return whether an objection has no answer and needs none, as who it is about is chosen no more: they declined or
    closed the account, another objection to them was upheld, or the selection was withdrawn."""
    left = exists().where(Nominee.id == SelectionObjection.nominee_id, Nominee.answer == "declined")
    other = aliased(SelectionObjection)
    upheld = exists().where(other.nominee_id == SelectionObjection.nominee_id, other.upheld.is_(True))
    selection = aliased(Subject)
    withdrawn = exists().where(selection.id == SelectionObjection.selection_id, selection.state == "withdrawn")
    return SelectionObjection.upheld.is_(None) & (left.correlate(SelectionObjection) | upheld | withdrawn)


def waits() -> ColumnElement[bool]:
    """Return whether an objection waits for an answer, without which the terms do not begin."""
    return SelectionObjection.upheld.is_(None) & ~of_no_bearing()


def open_objections(selection_id: int) -> Sequence[Any]:
    """Return the objections that wait for an answer: (SelectionObjection, name of the person objected to)."""
    return session.execute(
        select(SelectionObjection, Actor.name)
        .join(Nominee, Nominee.id == SelectionObjection.nominee_id)
        .join(Actor, Actor.id == Nominee.person_id)
        .where(SelectionObjection.selection_id == selection_id, waits())
        .order_by(SelectionObjection.id)
    ).all()


def moment(text: str) -> datetime:
    """Return the moment, in UTC, that '2026-11-30 18:00' stands for; ValueError for anything else."""
    return datetime.strptime(f"{text} +0000", "%Y-%m-%d %H:%M %z")
