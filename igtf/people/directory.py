"""The directory: everybody with an open account, under filters, and the best few for some words."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Integer, case, column, exists, func, select
from sqlalchemy.orm import aliased

from igtf.core.database.prepared import prepared
from igtf.core.db import Listing, dialect, fetch
from igtf.people.countries import COUNTRIES
from igtf.people.found import best_asked, best_found, ids_found
from igtf.people.models import Person
from igtf.people.named import newest_hat
from igtf.people.stakeholders import affiliation_shown
from igtf.record.models import Actor, Hat


def narrowed_people(
    *,
    name: str | None = None,
    group: str | None = None,
    region: str | None = None,
    m49: str | None = None,
    country: str | None = None,
) -> list[ColumnElement[bool]]:
    """Return the conditions of a list of persons under its filters; one query where a ``name`` is asked for.

    ``name`` holds words of name, handle or organisation, or beginnings of them. ``group`` and ``region`` are matched
    against the hats in use, by which people count; ``country`` is the person's own, and ``m49`` the region that it lies
    in.
    """
    worn = aliased(Hat)
    where: list[ColumnElement[bool]] = [Person.country == country] if country else []
    if m49:
        where.append(Person.country.in_([code for code, found in COUNTRIES.items() if found.m49 == m49]))
    for kept, value in ((worn.stakeholder_group, group), (worn.region, region)):
        if value:
            where.append(exists().where(worn.actor_id == Person.id, worn.ended_at.is_(None), kept == value))
    return [*where, Person.id.in_(ids_found(name))] if name else where


UNCONFIRMED = "\t"
"""What stands at the end of an organisation among the ``others`` that nobody has confirmed."""


def others_of(row: Any) -> str:
    """Return the ``others`` of a row as lists show them."""
    names = sorted((row.others or "").split("\n"))
    return "; ".join(
        affiliation_shown(name.removesuffix(UNCONFIRMED), confirmed=not name.endswith(UNCONFIRMED)) for name in names
    )


def _listed_people() -> Listing:
    """Return the query of everybody with an open account, as ``find_people`` says."""
    newest, other = aliased(Hat), aliased(Hat)
    named = case((other.confirmed_at.is_(None), other.organisation.concat(UNCONFIRMED)), else_=other.organisation)
    others = (
        select(func.aggregate_strings(named, "\n"))
        .where(
            other.actor_id == Person.id,
            other.ended_at.is_(None),
            other.organisation != "",
            other.organisation != newest.organisation,
        )
        .scalar_subquery()
    )
    return (
        select(Person.id, Person.joined_at.label("active_at"), Actor.kind, Actor.handle, Actor.name,
               Person.country, Person.source, Person.password_hash.is_(None).label("unclaimed"),
               newest.stakeholder_group, newest.counts_as, newest.capacity, newest.organisation,
               others.label("others"))
        .join(Actor, Actor.id == Person.id)
        .outerjoin(newest, newest.id == newest_hat(Person.id))
        .where(Person.deactivated_at.is_(None))
    )  # fmt: skip


def find_people(**asked: str | None) -> Any:
    """Return the select of persons under the filters of ``narrowed_people``; order and limit are the caller's.

    With name, handle, country, what the newest hat says, the ``others`` among the organisations of the hats in use,
    ``active_at`` and ``id``.
    """
    return _listed_people().where(*narrowed_people(**asked))


@prepared
def _best_people(engine: str) -> Listing:
    best = best_found(engine).columns(column("id", Integer()), column("fit", Integer())).subquery("best")
    return (
        _listed_people().add_columns(best.c.fit).join(best, best.c.id == Person.id)
        .order_by(best.c.fit, Person.id.desc())
    )  # fmt: skip


BY_ORGANISATION = 2
"""The ``fit`` of who is found by an organisation; 0 is that of who is called so, 1 of whose name begins so."""


def best_people(words: str, most: int) -> Sequence[Any]:
    """Return rows, as ``find_people`` has them, of those who are found by ``words``, the best first; one query.

    ``fit`` is at most ``BY_ORGANISATION``.
    """
    asked = best_asked(words, most)
    return fetch(_best_people(dialect()), asked).all() if asked else []
