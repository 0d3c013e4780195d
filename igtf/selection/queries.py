"""Loading selections, their nominees and lists, and the facts that decisions need."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, exists, func, select
from sqlalchemy.orm import aliased

from igtf.core import clock
from igtf.core.database.prepared import prepared
from igtf.core.db import Listing, fetch, session
from igtf.core.errors import Invalid
from igtf.core.i18n import gettext as _
from igtf.core.workflow import UNDER_WAY
from igtf.council.affiliations import affiliations_of
from igtf.people.models import InterestStatement, Person
from igtf.people.roles import roles_of
from igtf.people.stakeholders import Affiliations
from igtf.record.by import By
from igtf.record.models import CLOCK_ID, Actor, Hat, Subject
from igtf.record.queries import ROW, thing_of
from igtf.selection import filling, lookups, sources
from igtf.selection.lookups import seats_of, standing
from igtf.selection.models import Backing, Nominee, Selection, SelectionObjection
from igtf.selection.policy import SelectionFacts
from igtf.selection.published import NoDraw
from igtf.selection.states import SELECTION


@SELECTION.loader
def get_selection_or_404(person_id: int | None, ref: str) -> Selection:
    """Return a selection by its number; NotFound when there is none. Selections are public."""
    return thing_of(Selection, "selection", ref)


@SELECTION.facts_by
def facts_for(by: By, selection: Selection | None) -> SelectionFacts:
    """Return what decisions on a selection need to know; two queries."""
    if by.actor_id is None:
        return SelectionFacts(signed_in=False)
    if by.actor_id == CLOCK_ID:
        return SelectionFacts(signed_in=False, clock=True)
    rows = fetch(_known(), {"me": by.actor_id, "selection": selection.id if selection else 0}).all()
    roles = roles_of(by.actor_id)
    facts = SelectionFacts(
        signed_in=True, verified=bool(rows and rows[0].verified_at), has_hat=by.hat_id is not None,
        secretariat=roles.has("secretariat"), council_chair=roles.has("council-chair"),
    )  # fmt: skip
    return _about(facts, rows, selection, by) if selection and rows else facts


@prepared
def _known() -> Listing:
    number: Any = bindparam("selection")
    waiting = select(func.count()).where(SelectionObjection.selection_id == number, lookups.waits())
    of_others = waiting.where(SelectionObjection.person_id != bindparam("me"))
    standing = aliased(Nominee)
    stands = exists().where(standing.selection_id == number, standing.answer == "accepted")
    interest = exists().where(InterestStatement.person_id == Person.id, InterestStatement.text != "")
    theirs, mine = aliased(Hat), aliased(Hat)
    known = exists().where(Backing.nominee_id == standing.id, Backing.person_id == bindparam("me"),
                           Backing.constituency == "")  # fmt: skip
    supportable = stands.where(
        standing.person_id != bindparam("me"), theirs.id == standing.hat_id, mine.counts_as == theirs.counts_as,
        mine.actor_id == bindparam("me"), mine.ended_at.is_(None), ~known,
    )  # fmt: skip
    return (
        select(Person.verified_at, Actor.handle, Nominee.answer, Nominee.number, Hat.counts_as, Hat.region,
               interest.label("interest"), waiting.scalar_subquery().label("waiting"),
               of_others.scalar_subquery().label("of_others"),
               stands.label("stands"), supportable.label("supportable"))
        .join(Actor, Actor.id == Person.id)
        .outerjoin(Nominee, (Nominee.person_id == Person.id) & (Nominee.selection_id == number))
        .outerjoin(Hat, (Hat.actor_id == Person.id) & Hat.ended_at.is_(None))
        .where(Person.id == bindparam("me"), Person.deactivated_at.is_(None))
    )  # fmt: skip


def _about(facts: SelectionFacts, rows: Sequence[Any], selection: Selection, by: By) -> SelectionFacts:
    file, mine = selection.file, rows[0]
    published = file["pool_hash"] is not None
    holders: set[str] = set()
    decided = selection.subject.phase == "decided"
    if decided and mine.number:
        holders = {named.handle for named in filling.repeat(file).placed.values()}
    return SelectionFacts(
        **{name: getattr(facts, name) for name in
           ("signed_in", "verified", "has_hat", "secretariat", "council_chair")},
        answer=mine.answer or "",
        outside=published and mine.number is None,
        seated=mine.handle in holders,
        fits=lookups.fits(selection, {(row.counts_as, row.region) for row in rows}),
        has_interest=mine.interest,
        nominations_over=by.at >= selection.nominations_until,
        stands=mine.stands,
        supportable=mine.supportable,
        by_chance=published and filling.needs_draw(file),
        missing=sources.missing(file["sources"]),
        late=sources.late(file["sources"], by.at),
        chosen=selection.subject.state == "drawn" and _is_somebody_chosen(selection),
        objections_over=selection.objections_until is not None and by.at >= selection.objections_until,
        open_objections=mine.waiting,
        of_others=mine.of_others,
        vacancies=decided and facts.secretariat and bool(lookups.vacant(selection, by.at)),
    )  # fmt: skip


def _is_somebody_chosen(selection: Selection) -> bool:
    try:
        return bool(lookups.chosen(selection))
    except NoDraw:
        return False


def sitting(at: datetime, *, but: Iterable[int]) -> list[dict[str, Any]]:
    """Return who sits at ``at`` in other seats than ``but``, as a published file counts them against the caps."""
    rows = lookups.sitting_rows(at, but=but)
    belongs = affiliations_of((row.person_id for row in rows), clock.now())
    return [
        {"group": row.stakeholder_group, "region": None if row.region else row.member_region, "handle": row.handle,
         "affiliation": row.organisation, **as_published(belongs[row.person_id])}
        for row in rows
    ]  # fmt: skip


def as_published(belongs: Affiliations) -> dict[str, list[str]]:
    """Return affiliations as a row of a published file has them."""
    return {"confirmed": sorted(belongs.confirmed), "said": sorted(belongs.said)}


@cache
def visible_selections() -> Listing:
    """Return the query of the selections' rows, to be paginated by last activity."""
    standing = select(func.count()).where(Nominee.selection_id == Selection.id, Nominee.answer == "accepted")
    return (
        select(*ROW, Selection.file, standing.scalar_subquery().label("standing"))
        .join(Selection, Selection.id == Subject.id)
        .where(Subject.kind == "selection")
    )  # fmt: skip


def backed(selection_id: int) -> list[dict[str, Any]]:
    """Return the nominees by name, each with ``by`` whom, whether that is another who ``nominated`` them, who puts them
    forward, and how many support them; one query."""
    support, nominator = aliased(Backing), aliased(Actor)
    supports = (
        select(func.count()).where(support.nominee_id == Nominee.id, support.constituency == "").scalar_subquery()
    )
    rows = session.execute(
        select(Nominee, Actor, Hat, nominator.name.label("by"), supports.label("supports"),
               Backing.constituency, Backing.evidence)
        .join(Actor, Actor.id == Nominee.person_id)
        .join(nominator, nominator.id == Nominee.nominated_by_id)
        .outerjoin(Hat, Hat.id == Nominee.hat_id)
        .outerjoin(Backing, (Backing.nominee_id == Nominee.id) & (Backing.constituency != ""))
        .where(Nominee.selection_id == selection_id)
        .order_by(Actor.name, Actor.handle, Backing.id)
    )  # fmt: skip
    found: dict[int, dict[str, Any]] = {}
    for row in rows:
        own = found.setdefault(
            row.Nominee.id,
            {"nominee": row.Nominee, "actor": row.Actor, "hat": row.Hat, "by": row.by, "supports": row.supports,
             "nominated": row.Nominee.nominated_by_id != row.Nominee.person_id, "constituencies": []},
        )  # fmt: skip
        if row.constituency:
            own["constituencies"].append((row.constituency, row.evidence))
    return list(found.values())


def objections(selection_id: int) -> Sequence[Any]:
    """Return the objections in their order: (SelectionObjection, name of who objects, of whom it is about, whether it
    needs no answer any more)."""
    about = aliased(Actor)
    return session.execute(
        select(
            SelectionObjection,
            Actor.name.label("raiser"),
            about.name.label("about"),
            lookups.of_no_bearing().label("moot"),
        )
        .join(Actor, Actor.id == SelectionObjection.person_id)
        .join(Nominee, Nominee.id == SelectionObjection.nominee_id)
        .join(about, about.id == Nominee.person_id)
        .where(SelectionObjection.selection_id == selection_id)
        .order_by(SelectionObjection.id)
    ).all()


def by_group(selection: Selection) -> list[tuple[str, str | None, list[int]]]:
    """Return stakeholder group, region (None: at large) and the numbers of the seats of a call."""
    found: dict[tuple[str, str | None], list[int]] = {}
    for place in seats_of(selection):
        found.setdefault((place.group, place.region), []).append(place.number)
    return [(group, region, numbers) for (group, region), numbers in found.items()]


def same_electorate(selection: Selection, before: Hat, hat: Hat) -> bool:
    """Return whether two hats count for the same seats of a call: of one group, and region where these name regions."""
    regional = any(place.region for place in seats_of(selection) if place.group == hat.counts_as)
    return before.counts_as == hat.counts_as and (not regional or before.region == hat.region)


def nominee_called(selection: Selection, handle: str) -> tuple[Nominee, str]:
    """Return an accepted nominee of a selection with the name; Invalid when there is none of this handle."""
    found = next((row for row in standing(selection.id) if row.Actor.handle == handle), None)
    if found is None:
        raise Invalid(person=_("Nobody with this handle stands in this selection."))
    return found.Nominee, found.Actor.name


def is_chosen(handle: str, seat: int) -> bool:
    """Return whether a selection that is under way has chosen a person for a seat."""
    drawn = select(Selection).join(Subject, Subject.id == Selection.id).where(
        Subject.kind == "selection", Subject.phase.in_(UNDER_WAY), Selection.objections_until.is_not(None)
    )  # fmt: skip
    placed = [filling.repeat(one.file).placed.get(seat) for one in session.scalars(drawn)]
    return handle in {named.handle for named in placed if named is not None}
