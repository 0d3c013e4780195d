"""Persons named by handle, as proposers, chairs, editors, nominees or holders of a seat; and the hat they wear."""

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from igtf.core.db import session
from igtf.core.errors import Invalid
from igtf.core.i18n import gettext as _
from igtf.people.models import Person
from igtf.people.stakeholders import UNSTATED
from igtf.record.models import Actor, Hat


def handles_in(text: str) -> list[str]:
    """Return the handles written in ``text``, in lower case, without repetition and without a leading @."""
    return list(dict.fromkeys(word.lstrip("@").lower() for word in re.split(r"[\s,;]+", text) if word.strip("@")))


def newest_hat(person: Any) -> Any:
    """Return the expression for the id of the newest hat in use of ``person``, a column or a number."""
    own = aliased(Hat)
    return select(func.max(own.id)).where(own.actor_id == person, own.ended_at.is_(None)).scalar_subquery()


def newest_hat_id(person_id: int) -> int | None:
    """Return the id of the newest hat in use of a person, None without one."""
    return session.scalar(select(newest_hat(person_id)))


def people_named(text: str, field: str) -> Sequence[Any]:
    """Return id, handle, name, hat_id and counts_as (by the newest hat) of each person named, in order.

    Invalid, beside ``field``, for a handle that no active and verified person has.
    """
    handles = handles_in(text)
    found = session.execute(
        select(
            Person.id,
            Actor.handle,
            Actor.name,
            Hat.id.label("hat_id"),
            func.coalesce(Hat.counts_as, UNSTATED).label("counts_as"),
        )
        .join(Actor, Actor.id == Person.id)
        .outerjoin(Hat, Hat.id == newest_hat(Person.id))
        .where(Actor.handle.in_(handles), Person.deactivated_at.is_(None), Person.verified_at.is_not(None))
    ).all()
    known = {row.handle: row for row in found}
    unknown = [handle for handle in handles if handle not in known]
    if unknown:
        raise Invalid({field: [_("Nobody here has the handle %(handle)s.", handle=", ".join(unknown))]})
    return [known[handle] for handle in handles]


def person_named(text: str, field: str) -> Any:
    """Return the one person named in ``text``; Invalid, beside ``field``, when there is not exactly one."""
    found = people_named(text, field)
    if len(found) != 1:
        raise Invalid({field: [_("Give one handle.")]})
    return found[0]


def account_named(handle: str) -> Person:
    """Return the account of the one person named in the field ``handle``; Invalid as for ``person_named``."""
    return session.get_one(Person, person_named(handle, "handle").id)
