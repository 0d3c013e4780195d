"""The persons of the demonstration's story, whom the bar lets anybody become. Reads only."""

from typing import Any

from sqlalchemy import case, func, select

from igtf.core.db import session
from igtf.core.i18n import Text
from igtf.people.models import Person, Role
from igtf.people.roles import ROLES
from igtf.record.models import Actor

_TOLD = ("secretariat", "council-chair", "chair", "editor", "responsible", "council", "moderator")
"""Of several roles of a person, the first of these is what the list of persons names."""


def cast() -> list[dict[str, Any]]:
    """Return the persons of the story with what they are, those with most to do first."""
    rank = case({name: place for place, name in enumerate(_TOLD)}, value=Role.name, else_=len(_TOLD))
    first = func.min(rank).label("first")
    rows = session.execute(
        select(Actor.handle, Actor.name, first)
        .join(Person, Person.id == Actor.id)
        .outerjoin(Role, (Role.person_id == Person.id) & Role.ended_at.is_(None))
        .where(Person.password_hash.is_not(None), Person.deactivated_at.is_(None))
        .group_by(Actor.id, Actor.handle, Actor.name)
        .order_by(first, Actor.name, Actor.id)
        .limit(80)
    )
    return [{"handle": r.handle, "name": r.name, "what": _role(r.first)} for r in rows]


def _role(place: int) -> Text | None:
    return ROLES[_TOLD[place]][0] if place < len(_TOLD) else None


def person_id_of(handle: str) -> int | None:
    """Return the id of the person with a handle, None when there is none."""
    return session.scalar(select(Actor.id).where(Actor.handle == handle, Actor.kind == "person"))
