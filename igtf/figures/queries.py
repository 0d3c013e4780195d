"""Loading what the figures are made of, and the figures themselves."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import func, select

from igtf.core.db import session
from igtf.core.keeping.counts import kept
from igtf.figures import ways
from igtf.figures.models import Figure, Progress, Tally, TallyPart
from igtf.issues.models import Issue
from igtf.people.models import Person
from igtf.people.named import counted_at
from igtf.record.models import Actor, Event, Hat, Outbox, Relation, StateChange, Subject

LEADS_ON = ("addresses", "refers")
"""Relations by which a draft, recommendation or statement belongs to the way of an issue."""

CARRIES = "carries"
"""The relation by which a statement brings a recommendation, and so its issues, to a body."""

BECAME = {"from-outcome": "outcome", "from-statement": "statement", "from-consultation": "consultation"}
"""Relation of an issue to what it was filed from → the source that it counts by."""

DIMENSIONS = ("topic", "layer", "region", "source")
"""What the figures can be asked by, beside the year; those of one of these (and a year) are kept."""

MOST_SOURCES = 20
"""Sources that the filter offers."""

Sums = Counter[tuple[str, str, str]]


def slice_of(year: int | None = None, **asked: str | None) -> str:
    """Return the key of the kept figures of a year, and of one of DIMENSIONS; None: of all."""
    named = [f"{name}={asked[name]}" for name in DIMENSIONS if asked.get(name)]
    return "|".join((str(year or "all"), *named))


def progress() -> Progress:
    """Return how far the figures go."""
    return session.get_one(Progress, "figures")


def entries_after(place: int, limit: int) -> Sequence[Any]:
    """Return the entries with the next places: place, kind, subject, actor, moment and the footing of the hat."""
    return session.execute(
        select(Outbox.log_index, Event.kind, Event.subject_id, Event.actor_id, Event.at, Actor.kind.label("actor_kind"),
               counted_at(Event.at), Hat.region, Hat.country)
        .join(Event, Event.id == Outbox.event_id).join(Actor, Actor.id == Event.actor_id)
        .outerjoin(Hat, Hat.id == Event.hat_id)
        .where(Outbox.log_index > place).order_by(Outbox.log_index).limit(limit)
    ).all()  # fmt: skip


def footing_of(row: Any) -> str:
    """Return stakeholder group, region and country of a row that has the columns of a hat, as one text."""
    return "|".join((row.counts_as or "", row.region or "", row.country or ""))


def issues_of(changed: Collection[int]) -> set[int]:
    """Return the issues whose way what changed belongs to, or belonged to when it was counted last; two queries."""
    carried = select(Relation.target_id).where(Relation.subject_id.in_(changed), Relation.kind == CARRIES)
    led = select(Relation.target_id).where(
        Relation.subject_id.in_(changed) | Relation.subject_id.in_(carried), Relation.kind.in_(LEADS_ON)
    )
    known = select(TallyPart.issue_id).where(TallyPart.part_id.in_(changed))
    return {*session.scalars(led), *session.scalars(known)}


def counted_subjects(ids: Collection[int]) -> Sequence[Any]:
    """Return what of subjects the figures depend on: state, topic, layer, region and hat of who opened them."""
    return session.execute(
        select(Subject.id, Subject.kind, Subject.state, Subject.state_since, Subject.topic, Subject.opened_at,
               Issue.layer, Issue.source, Issue.import_key, counted_at(Subject.opened_at), Hat.region, Hat.country)
        .outerjoin(Issue, Issue.id == Subject.id).outerjoin(Hat, Hat.id == Subject.opened_hat_id)
        .where(Subject.id.in_(ids))
    ).all()  # fmt: skip


def parts_of(issues: Collection[int]) -> dict[int, set[int]]:
    """Return what belongs to the way of each issue: by a relation, or carried by a statement; two queries."""
    found: dict[int, set[int]] = defaultdict(set)
    relation = select(Relation.subject_id, Relation.target_id)
    for part, issue in session.execute(relation.where(Relation.target_id.in_(issues), Relation.kind.in_(LEADS_ON))):
        found[issue].add(part)
    carrying = defaultdict(set)
    recommendations = {part for parts in found.values() for part in parts}
    for statement, carried in session.execute(
        relation.where(Relation.target_id.in_(recommendations), Relation.kind == CARRIES)
    ):
        carrying[carried].add(statement)
    return {issue: parts | {s for part in parts for s in carrying[part]} for issue, parts in found.items()}


def came_from(issues: Collection[int]) -> dict[int, tuple[int, str]]:
    """Return of the issues that were filed from something its id, and the source as which it counts; one query."""
    made = select(Relation.subject_id, Relation.target_id, Relation.kind).where(Relation.kind.in_(BECAME))
    found = session.execute(made.where(Relation.subject_id.in_(issues)))
    return {issue: (source, BECAME[kind]) for issue, source, kind in found}


def entries_of(ids: Collection[int]) -> dict[int, list[ways.WayEntry]]:
    """Return the entries of subjects in their order; one query."""
    found: dict[int, list[ways.WayEntry]] = defaultdict(list)
    rows = (
        select(Event.subject_id, Event.kind, Event.at, StateChange.after, StateChange.before)
        .outerjoin(StateChange, StateChange.event_id == Event.id)
        .where(Event.subject_id.in_(ids)).order_by(Event.id)
    )  # fmt: skip
    for subject, kind, at, after, before in session.execute(rows):
        if subject is not None:
            found[subject].append(ways.WayEntry(kind, at, after, before))
    return found


def figures_of(year: int | None, asked: dict[str, str | None]) -> tuple[Sums, Sums]:
    """Return the figures of the issues asked for, and those of all subjects and people; one query, at most two."""
    key, several = slice_of(year, **asked), sum(map(bool, asked.values())) > 1
    rows = session.execute(
        select(Figure.slice, Figure.what, Figure.name, Figure.bucket, Figure.number)
        .where(Figure.slice.in_(("site", *(() if several else (key,))))
               | ((Figure.slice == "sources") & (Figure.number > 1)))
    ).all()  # fmt: skip
    sums: tuple[Sums, Sums] = (Counter(), Counter())
    for slice_, what, name, bucket, number in rows:
        sums[slice_ in ("site", "sources")][what, name, bucket] = number
    return (_added_up(year, asked) if several else sums[0]), sums[1]


def _added_up(year: int | None, asked: dict[str, str | None]) -> Sums:
    """Return the figures of a few issues, from what each of them adds."""
    query = select(Tally.cells).where(Tally.kind == "issue", *(getattr(Tally, n) == v for n, v in asked.items() if v))
    if year:
        query = query.where(Tally.year == year)
    return Counter(tuple(cell) for cells in session.scalars(query) for cell in cells)


def sources(site: Sums) -> list[str]:
    """Return the sources that several issues share, the most frequent first, for the filter."""
    found = sorted((-number, name) for (what, name, _bucket), number in site.items() if what == "source")
    return [name for _number, name in found[:MOST_SOURCES]]


_UNCLAIMED = Person.password_hash.is_(None) & Person.source.is_not(None)
"""Whom an import named, and who has never been here."""
_TAKES_PART = (Hat.ended_at.is_(None), Person.deactivated_at.is_(None), ~_UNCLAIMED)


@kept(seconds=600)
def heard() -> Sequence[Any]:
    """Return how many people take part under each stakeholder group, and of which region; under two hats in both.

    Each row says in ``persons`` how many people all of them are; one query.
    """
    number = func.count(func.distinct(Hat.actor_id))
    here = select(number).join(Person, Person.id == Hat.actor_id).where(*_TAKES_PART)
    return session.execute(
        select(Hat.counts_as, Hat.region, Hat.country, number.label("people"), here.scalar_subquery().label("persons"))
        .join(Person, Person.id == Hat.actor_id)
        .where(*_TAKES_PART)
        .group_by(Hat.counts_as, Hat.region, Hat.country)
    ).all()


def way_of(row: Any, entries: Sequence[ways.WayEntry]) -> ways.WayPart:
    """Return a subject of ``counted_subjects`` as a part of a way."""
    return ways.WayPart(row.kind, row.state, row.state_since, entries)
