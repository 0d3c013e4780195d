"""Who took part in some subjects together: people and acts by group and region, newcomers, years (section 14)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, exists, extract, func, or_, select
from sqlalchemy.orm import aliased

from igtf.core.db import session
from igtf.groups.balance import Balance, Cell, balance_of
from igtf.record.models import Event, Hat, Relation, Subject

Footing = tuple[str | None, str | None, str | None]
"""Counted stakeholder group, region and country of a hat."""

ASKING = ("asks-about", "decides-on")
"""The relations of what asks people about a subject."""


@dataclass(frozen=True)
class Year:
    """How many people acted in a year, how many of them for the first time anywhere, and how often."""

    year: int
    people: int
    newcomers: int
    acts: int


@dataclass(frozen=True)
class TakingPart:
    """The balance of people and of acts (who acts under two hats is in both), newcomers, and each year."""

    persons: int
    people: Balance
    acts: Balance
    newcomers: int
    years: list[Year]


def _asking_about(subject_id: int) -> Select[int]:
    return select(Relation.subject_id).where(Relation.target_id == subject_id, Relation.kind.in_(ASKING))


def with_what_asks(subject_id: int) -> Select[int]:
    """Return the query of a subject, what is in its work when it is a group, and what asks about it."""
    own = or_(Subject.id == subject_id, Subject.group_id == subject_id, Subject.id.in_(_asking_about(subject_id)))
    return select(Subject.id).where(own)


def taking_part(subjects: Select[int]) -> TakingPart:
    """Return who acted on the subjects whose ids the query gives; two queries."""
    acts = select(Event.actor_id, Event.hat_id, Event.id, Event.at).where(
        Event.subject_id.in_(subjects), Event.hat_id.is_not(None)
    ).subquery()  # fmt: skip
    year = extract("year", acts.c.at)
    rows = session.execute(
        select(acts.c.actor_id, year.label("year"), Hat.counts_as, Hat.region, Hat.country, func.count().label("acts"))
        .join(Hat, Hat.id == acts.c.hat_id)
        .group_by(acts.c.actor_id, year, Hat.counts_as, Hat.region, Hat.country)
    ).all()
    return _summed(rows, _newcomers(acts))


def _newcomers(acts: Any) -> set[int]:
    """Return the people who had never acted on anything before their first act among ``acts``."""
    first = select(acts.c.actor_id, func.min(acts.c.id).label("id")).group_by(acts.c.actor_id).subquery()
    earlier = aliased(Event)
    before = exists().where(
        earlier.actor_id == first.c.actor_id, earlier.id < first.c.id, earlier.subject_id.is_not(None)
    )
    return set(session.scalars(select(first.c.actor_id).where(~before)))


def _summed(rows: Sequence[Any], new: set[int]) -> TakingPart:
    people, acts, years = defaultdict(set), Counter[Footing](), defaultdict(list)
    for row in rows:
        footing = (row.counts_as, row.region, row.country)
        people[footing].add(row.actor_id)
        acts[footing] += row.acts
        years[int(row.year)].append(row)
    begun: dict[int, int] = {}
    for number in sorted(years):
        for row in years[number]:
            begun.setdefault(row.actor_id, number)
    return TakingPart(
        len(begun), _balance((key, len(actors)) for key, actors in people.items()), _balance(acts.items()), len(new),
        [_year(number, years[number], {actor for actor in new if begun[actor] == number}) for number in sorted(years)],
    )  # fmt: skip


def _balance(counts: Iterable[tuple[Footing, int]]) -> Balance:
    return balance_of([Cell(*footing, number) for footing, number in counts])


def _year(number: int, rows: Sequence[Any], new: set[int]) -> Year:
    return Year(number, len({row.actor_id for row in rows}), len(new), sum(row.acts for row in rows))


def asked_in(subject_id: int) -> Sequence[Any]:
    """Return the calls and ballots in which people were asked about a subject, the newest first."""
    return session.execute(
        select(Subject.kind, Subject.ref, Subject.title, Subject.state, Subject.phase)
        .where(Subject.id.in_(_asking_about(subject_id)))
        .order_by(Subject.id.desc())
        .limit(50)
    ).all()
