"""Persons named by handle, as proposers, chairs or responsible members."""

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from igtf.core.db import session
from igtf.core.errors import Invalid
from igtf.core.i18n import gettext as _
from igtf.groups.policy import chairs_decision
from igtf.people.models import Person
from igtf.people.stakeholders import UNSTATED
from igtf.record.models import Actor, Hat


def handles_in(text: str) -> list[str]:
    """Return the handles written in ``text``, without repetition and without a leading @."""
    return list(dict.fromkeys(word.removeprefix("@").lower() for word in re.split(r"[\s,;]+", text) if word.strip("@")))


def people_named(text: str, field: str) -> Sequence[Any]:
    """Return id, handle, name, hat_id and counts_as (by the newest hat) of each person named, in order.

    Invalid, beside ``field``, for a handle that no active and verified person has.
    """
    handles = handles_in(text)
    newest = (
        select(func.max(Hat.id))
        .where(Hat.actor_id == Person.id, Hat.ended_at.is_(None))
        .correlate(Person)
        .scalar_subquery()
    )
    found = session.execute(
        select(
            Person.id,
            Actor.handle,
            Actor.name,
            Hat.id.label("hat_id"),
            func.coalesce(Hat.counts_as, UNSTATED).label("counts_as"),
        )
        .join(Actor, Actor.id == Person.id)
        .outerjoin(Hat, Hat.id == newest)
        .where(Actor.handle.in_(handles), Person.deactivated_at.is_(None), Person.verified_at.is_not(None))
    ).all()
    known = {row.handle: row for row in found}
    unknown = [handle for handle in handles if handle not in known]
    if unknown:
        raise Invalid({field: [_("Nobody here has the handle %(handle)s.", handle=", ".join(unknown))]})
    return [known[handle] for handle in handles]


def newest_hat(person_id: int) -> int | None:
    """Return the id of the newest hat of a person, None without one."""
    return session.scalar(select(func.max(Hat.id)).where(Hat.actor_id == person_id, Hat.ended_at.is_(None)))


def person_named(text: str, field: str) -> Any:
    """Return the one person named in ``text``; Invalid, beside ``field``, when there is not exactly one."""
    found = people_named(text, field)
    if len(found) != 1:
        raise Invalid({field: [_("Give one handle.")]})
    return found[0]


def chairs_named(text: str) -> Sequence[Any]:
    """Return the persons named as chairs; Invalid when they may not chair together (section 1)."""
    found = people_named(text, "chairs")
    fit = chairs_decision([row.counts_as for row in found])
    if not fit:
        raise Invalid(chairs=str(fit.reason))
    return found
