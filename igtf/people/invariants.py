"""What always holds of people."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from igtf.core.db import session
from igtf.people.found import PEOPLE
from igtf.people.models import Person
from igtf.record.invariants import invariant
from igtf.record.models import Actor


@invariant("open-accounts-are-found", "Whoever has an open account is found by the search of people, and nobody else.")
def _found() -> Iterable[Any]:
    return session.execute(
        select(Actor.handle)
        .join(Person, Person.id == Actor.id)
        .outerjoin(PEOPLE, PEOPLE.c.rowid == Person.id)
        .where(Person.deactivated_at.is_(None) != PEOPLE.c.rowid.is_not(None))
    )
