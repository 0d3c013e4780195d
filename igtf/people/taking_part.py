"""Who took part in some subjects together: people and acts by group and region, newcomers, years (section 14)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Integer, Select, Text, cast, exists, extract, func, literal, null, or_, select, union_all
from sqlalchemy.orm import aliased

from igtf.core.db import session
from igtf.people.balance import Balance, Cell, balance_of
from igtf.people.named import counted_at
from igtf.record.models import Event, Hat, Relation, Subject

Footing = tuple[str | None, str | None, str | None]
"""Stakeholder group that a hat counted for when it was acted under, its region and country."""

_FOOTING: tuple[Any, Any, Any] = (counted_at(Event.at), Hat.region, Hat.country)

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
    """Return who acted on the subjects whose ids the query gives; one query, of as many rows as there are footings."""
    acts = (
        select(Event.actor_id, Event.id, Event.at, extract("year", Event.at).label("year"), *_FOOTING)
        .join(Hat, Hat.id == Event.hat_id)
        .where(Event.subject_id.in_(subjects))
        .cte("acts")
    )
    footing = [acts.c[column.name] for column in _FOOTING]
    rows = session.execute(union_all(
        _counted("footing", null(), footing, acts).group_by(*footing),
        _counted("year", acts.c.year, [null()] * 3, acts).group_by(acts.c.year),
        _counted("all", null(), [null()] * 3, acts),
        _newcomers(acts),
    )).all()  # fmt: skip
    return _summed({part: [row for row in rows if row.part == part] for part in ("footing", "year", "all", "new")})


def _counted(part: str, year: Any, footing: Sequence[Any], acts: Any) -> Any:
    people = func.count(acts.c.actor_id.distinct())
    return select(
        literal(part).label("part"), cast(year, Integer).label("year"),
        *(cast(column, Text).label(known.name) for column, known in zip(footing, _FOOTING, strict=True)),
        people.label("people"), func.count(acts.c.id).label("acts"),
    )  # fmt: skip


def _newcomers(acts: Any) -> Any:
    """Return by year how many people began whose first act among ``acts`` was their first on anything."""
    first = (
        select(acts.c.actor_id, func.min(acts.c.id).label("id"), func.min(acts.c.year).label("year"))
        .group_by(acts.c.actor_id)
        .cte("first")
    )
    earlier = aliased(Event)
    before = exists().where(
        earlier.actor_id == first.c.actor_id, earlier.id < first.c.id, earlier.subject_id.is_not(None)
    )
    no_text = [cast(null(), Text)] * 3
    counted = select(literal("new"), cast(first.c.year, Integer), *no_text, func.count(), cast(null(), Integer))
    return counted.where(~before).group_by(first.c.year)


def _summed(found: dict[str, list[Any]]) -> TakingPart:
    new = {row.year: row.people for row in found["new"]}
    footing = [((row.counts_as, row.region, row.country), row) for row in found["footing"]]
    return TakingPart(
        found["all"][0].people, _balance((key, row.people) for key, row in footing),
        _balance((key, row.acts) for key, row in footing), sum(new.values()),
        [Year(row.year, row.people, new.get(row.year, 0), row.acts)
         for row in sorted(found["year"], key=lambda row: row.year)],
    )  # fmt: skip


def _balance(counts: Iterable[tuple[Footing, int]]) -> Balance:
    return balance_of([Cell(*footing, number) for footing, number in counts])


def asked_in(subject_id: int) -> Sequence[Any]:
    """Return the calls and ballots in which people were asked about a subject, the newest first."""
    return session.execute(
        select(Subject.kind, Subject.ref, Subject.title, Subject.state, Subject.phase)
        .where(Subject.id.in_(_asking_about(subject_id)))
        .order_by(Subject.id.desc())
        .limit(50)
    ).all()
