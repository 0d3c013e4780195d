"""The acts of nomination: calling, nominating, standing, declining, putting forward, publishing the pool."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import Select, func, select

from igtf.core.db import session
from igtf.core.errors import Invalid
from igtf.core.finding import search
from igtf.core.i18n import Text, ngettext
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.moments import dated, end_of_day, stamp
from igtf.core.when import FURTHEST, too_far
from igtf.core.wording import Listed, in_english
from igtf.core.workflow import Reasoned
from igtf.council.affiliations import affiliations_of
from igtf.council.seating import hold_seats, plan_seats
from igtf.discussion.commands import follow
from igtf.people.countries import Region
from igtf.people.named import HAT_GONE, person_named, still_worn
from igtf.people.secretariat import SupportingRow
from igtf.people.stakeholders import GROUPS
from igtf.record.by import By
from igtf.record.models import Actor, Hat, Subject
from igtf.record.moves import carries_out, creates
from igtf.record.numbers import period, whole_number
from igtf.record.subjects import next_number, open_subject
from igtf.selection import events, lookups, queries
from igtf.selection.filling import FORMATS, POOL, SeatPlace
from igtf.selection.models import Backing, Nominee, Selection
from igtf.selection.published import hash_of
from igtf.selection.queries import as_published, sitting
from igtf.selection.seating import left_the_pool, objections_to
from igtf.selection.states import SELECTION

_TITLE = SELECTION.titles.add(_l("Members of the council, terms from %(day)s"), day=dated)
BACKED_ELSEWHERE = _l(
    "This hat is of another stakeholder group or region than the one before: the support given until now counts no "
    "more, and can be given again."
)


def _chosen_places(numbers: Sequence[str], starts_at: datetime) -> list[SeatPlace]:
    """Return the seats of a call; Invalid for one whose term goes on, or that another selection fills."""
    held, wanted, taken = lookups.terms(), {int(number) for number in numbers}, lookups.being_filled()
    for number in sorted(wanted):
        term = held.get(number)
        if term is not None and term.ends_at > starts_at:
            raise Invalid(seats=_("The term in seat %(seat)d goes on when the new terms begin; a new one can begin on "
                                  "%(day)s.", seat=number, day=dated(lookups.free_from(term.ends_at))))  # fmt: skip
        if number in taken:
            raise Invalid(seats=lookups.under_way(number))
    return [place for place in lookups.places() if place.number in wanted]


def _check_days(closes: datetime, starts_at: datetime, at: datetime) -> None:
    """Raise Invalid where nominations close too soon, or the terms begin before that or too far ahead."""
    if closes < at + period("nomination_days"):
        raise Invalid(
            until=ngettext(
                "Nominations are open for %(num)d day at least.",
                "Nominations are open for %(num)d days at least.",
                whole_number("nomination_days"),
            )
        )
    if starts_at <= closes:
        raise Invalid(starts=_("The terms begin after nominations have ended."))
    if starts_at > at + FURTHEST:
        raise too_far("until" if closes > at + FURTHEST else "starts")


@creates(SELECTION, "call")
def call(
    *, seats: list[str], until: date, starts: date, terms: str, by: By, note: str = ""
) -> tuple[Selection, events.Called]:  # fmt: skip
    """Call for nominations for ``seats``; Invalid for days too soon or too far, or when a seat is not to be filled."""
    closes = end_of_day(until)
    starts_at = datetime.combine(starts, time(), UTC)
    _check_days(closes, starts_at, by.at)
    hold_seats(by)  # of two calls in one moment, or one and a seat that is filled from a list, one sees the other
    plan_seats()
    number = next_number("selection")
    places = _chosen_places(seats, starts_at)
    title = in_english(_TITLE.of(day=f"{starts_at:%Y-%m-%d}"))
    subject = open_subject("selection", str(number), title, "nominating", by=by, summary=note[:500], due_at=closes)
    file = {
        "format": FORMATS[-1], "selection": str(number), "terms": terms,
        "caps": {name: whole_number(name) for name in ("per_affiliation", "per_region", "term_years")},
        "seats": [{"number": place.number, "group": place.group, "region": place.region} for place in places],
        "sitting": None, "nominees": None, "pool_hash": None, "sources": [], "gone": [], "changes": [],
    }  # fmt: skip
    selection = Selection(id=subject.id, subject=subject, nominations_until=closes, starts_at=starts_at, file=file)
    session.add(selection)
    session.flush()
    follow(subject.id, person_id=by.author, by=by)
    search.put(subject.id, title, note)
    shown = [
        _l("%(group)s, %(region)s: %(seats)s", group=GROUPS[group], seats=Listed([str(number) for number in numbers]),
           region=Region(region).label if region else _l("at large"))
        for group, region, numbers in queries.by_group(selection)
    ]  # fmt: skip
    return selection, events.Called(shown, stamp(closes), f"{starts:%Y-%m-%d}", terms, note)


def _nomination(selection: Selection, person_id: int) -> Select[Nominee]:
    return select(Nominee).where(Nominee.selection_id == selection.id, Nominee.person_id == person_id)


@carries_out(SELECTION, "nominate")
def nominate(selection: Selection, *, person: str, reason: str, by: By) -> events.Nominated:
    """Nominate a person, who follows the selection from now on.

    Invalid for who is nominated already, or can stand under no hat.
    """
    named = person_named(person, "person")
    if named.id == by.actor_id:
        raise Invalid(person=_("To nominate yourself, choose: stand for a seat."))
    if session.scalar(_nomination(selection, named.id)):
        raise Invalid(person=_("This person is nominated already."))
    hats = select(Hat.counts_as, Hat.region).where(Hat.actor_id == named.id, Hat.ended_at.is_(None))
    if not lookups.fits(selection, session.execute(hats).all()):
        raise Invalid(
            person=_("None of the seats of this call is for the stakeholder group and region of this person.")
        )
    session.add(
        Nominee(selection_id=selection.id, person_id=named.id, nominated_by_id=by.author, reason=reason, at=by.at)
    )
    follow(selection.id, person_id=named.id, by=by)
    return events.Nominated(named.handle, named.name, reason)


@carries_out(SELECTION, "stand")
def stand(selection: Selection, *, reason: str, by: By) -> events.Stood:
    """Accept a nomination, or stand without one, under a hat that counts for a seat of the call.

    Who stands again for others than before needs to be put forward by these. Invalid under a hat for which no seat is
    called.
    """
    hat = session.get_one(Hat, by.hat_id)
    if not lookups.fits(selection, [(hat.counts_as, hat.region)]):
        raise Invalid(hat=_("None of the seats of this call is for the stakeholder group and region of this hat."))
    nominee = session.scalar(_nomination(selection, by.author))
    if nominee is None:
        nominee = Nominee(selection_id=selection.id, person_id=by.author, nominated_by_id=by.author, at=by.at)
        session.add(nominee)
    ended = _backings_ended(selection, nominee, hat)
    nominee.reason, nominee.answer, nominee.hat_id = reason, "accepted", hat.id
    follow(selection.id, person_id=by.author, by=by)
    actor = session.get_one(Actor, by.author)
    return events.Stood(actor.handle or "", actor.name, reason, note=BACKED_ELSEWHERE if ended else "")


def _backings_ended(selection: Selection, nominee: Nominee, hat: Hat) -> bool:
    """End what puts a nominee forward for another stakeholder group, or region where the seats name regions.

    Return whether there was any: the record keeps who supported, and these may do so again.
    """
    before = session.get(Hat, nominee.hat_id) if nominee.hat_id else None
    if before is None or queries.same_electorate(selection, before, hat):
        return False
    ended = session.scalars(select(Backing).where(Backing.nominee_id == nominee.id)).all()
    for backing in ended:
        session.delete(backing)
    return bool(ended)


@carries_out(SELECTION, "decline")
def decline(selection: Selection, *, by: By) -> events.Nominated:
    """Decline; in a pool that is published the number stays and is passed over, after the draw the next takes over."""
    return _stands_no_more(selection, by.author, "declined", by)


def _stands_no_more(selection: Selection, person_id: int, why: str, by: By) -> events.Nominated:
    nominee, actor = session.scalars(_nomination(selection, person_id)).one(), session.get_one(Actor, person_id)
    nominee.answer = "declined"
    following = left_the_pool(selection, nominee, why, by) if nominee.number else ""
    until = objections_to(selection, following)
    return events.Nominated(actor.handle or "", actor.name, next=following, until=until)


@carries_out(SELECTION, "lose-nominee")
def lose_nominee(selection: Selection, *, person_id: int, by: By) -> events.Nominated:
    """Pass over a nominee whose account is closed, as when they decline."""
    return _stands_no_more(selection, person_id, "closed", by)


def lets_stand_no_more(person_id: int, by: By) -> Sequence[tuple[Subject, Text]]:
    """Let whose account is closed stand in no selection that is under way; the selections say so."""
    stands = (Nominee.person_id == person_id, Nominee.answer == "accepted")
    under_way = Subject.state.in_(SELECTION.move_by_name["lose-nominee"].sources)
    selections = session.scalars(
        select(Selection).join(Subject, Subject.id == Selection.id).join(Nominee, Nominee.selection_id == Selection.id)
        .where(*stands, under_way).order_by(Selection.id)
    ).all()  # fmt: skip
    for selection in selections:
        lose_nominee(selection, person_id=person_id, by=by)
    return ()


def _back(nominee: Nominee, constituency: str, evidence: str, by: By, field: str, refusal: str) -> None:
    known = select(Backing.id).where(
        Backing.nominee_id == nominee.id, Backing.person_id == by.author, Backing.constituency == constituency
    )
    if session.scalar(known):
        raise Invalid({field: [refusal]})
    session.add(
        Backing(nominee_id=nominee.id, person_id=by.author, constituency=constituency, evidence=evidence, at=by.at)
    )


@carries_out(SELECTION, "support")
def support(selection: Selection, *, person: str, by: By) -> events.Nominated:
    """Support a nominee of one's own stakeholder group, once. Invalid for oneself, and across stakeholder groups."""
    nominee, name = queries.nominee_called(selection, person)
    own, theirs = session.get_one(Hat, by.hat_id), session.get_one(Hat, nominee.hat_id)
    if nominee.person_id == by.actor_id:
        raise Invalid(person=_("You cannot support yourself."))
    if own.counts_as != theirs.counts_as:
        raise Invalid(person=_("A nominee is supported by people of the same stakeholder group."))
    _back(nominee, "", "", by, "person", _("You support this nominee already."))
    return events.Nominated(person, name)


def supports_of(person_id: int) -> Iterable[SupportingRow]:
    """Return the support of a person for nominees, as long as the pool is not published."""
    return [SupportingRow(row.Backing, row.Subject, 0) for row in session.execute(
        select(Backing, Subject)
        .join(Nominee, Nominee.id == Backing.nominee_id).join(Subject, Subject.id == Nominee.selection_id)
        .where(Backing.person_id == person_id, Backing.constituency == "", Subject.state == "nominating")
        .order_by(Subject.id, Backing.id).with_for_update(of=[Backing, Subject])
    )]  # fmt: skip


@carries_out(SELECTION, "put-forward")
def put_forward(
    selection: Selection, *, person: str, constituency: str, evidence: str, by: By
) -> events.PutForward:  # fmt: skip
    """Record that a regional group or constituency puts a nominee forward."""
    nominee, name = queries.nominee_called(selection, person)
    _back(nominee, constituency, evidence, by, "constituency", _("This is recorded already."))
    return events.PutForward(person, name, constituency, evidence)


def _put_forward(selection: Selection) -> tuple[list[Any], list[Text]]:
    """Return who accepted and was put forward, in the order in which the pool is numbered: group, name, handle.

    And the names of those who are no more what they stand as: the hat is laid down, or not confirmed any more.
    """
    enough = whole_number("nominee_support", selection.subject)
    counts = session.execute(
        select(Backing.nominee_id, func.max(Backing.constituency).label("constituency"), func.count().label("n"))
        .join(Nominee, Nominee.id == Backing.nominee_id)
        .where(Nominee.selection_id == selection.id)
        .group_by(Backing.nominee_id)
    )
    backed = {row.nominee_id for row in counts if row.constituency or row.n >= enough}
    named = [row for row in lookups.standing(selection.id) if row.Nominee.id in backed]
    groups, rows = list(GROUPS), [row for row in named if still_worn(row.Hat.id)]
    rows.sort(key=lambda row: (groups.index(row.Hat.counts_as), row.Actor.name.casefold(), row.Actor.handle))
    return rows, [_l("%(name)s, %(why)s", name=row.Actor.name, why=HAT_GONE) for row in named if row not in rows]


@carries_out(SELECTION, "close")
def close(selection: Selection, *, by: By) -> events.PoolPublished:
    """Number the pool within each stakeholder group and publish it with who sits already, the caps and its hash."""
    pool: list[dict[str, Any]] = []
    rows, unworn = _put_forward(selection)
    belongs = affiliations_of((row.Actor.id for row in rows), by.at, selection.subject)
    for row in rows:
        row.Nominee.number = 1 + sum(other["group"] == row.Hat.counts_as for other in pool)
        pool.append({
            "group": row.Hat.counts_as, "number": row.Nominee.number, "name": row.Actor.name,
            "handle": row.Actor.handle, "region": row.Hat.region, "affiliation": row.Hat.organisation,
            **as_published(belongs[row.Actor.id]),
        })  # fmt: skip
    seats = {place.number for place in lookups.seats_of(selection)}
    file = selection.file | {
        "format": FORMATS[-1],
        "nominees": pool,
        "sitting": sitting(selection.starts_at, but=seats),
    }
    selection.file = file | {"pool_hash": hash_of(file, POOL)}
    selection.subject.due_at = None
    names = [
        _l("%(group)s %(n)d: %(name)s", group=GROUPS[row["group"]], n=row["number"], name=row["name"]) for row in pool
    ]
    return events.PoolPublished(names, selection.file["pool_hash"], pool, unworn)


@carries_out(SELECTION, "withdraw")
def withdraw(selection: Selection, *, reason: str, by: By) -> Reasoned:
    """Withdraw the selection; nobody is seated by it."""
    return Reasoned(reason)
