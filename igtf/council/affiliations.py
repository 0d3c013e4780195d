"""The affiliations of persons by the hats that bind them, for the caps on those of one organisation, and for who stands
aside as one of an organisation."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import chain
from typing import Any

from sqlalchemy import select

from igtf.core.db import session
from igtf.core.moments import months_after
from igtf.council.models import Term
from igtf.drafts.known import bodies_named
from igtf.people.stakeholders import Affiliations, folded
from igtf.record.models import Hat, Subject
from igtf.record.numbers import whole_number


def laid_down_after(at: datetime, subject: Subject | None) -> datetime:
    """Return since when a hat that was laid down still binds its wearer at ``at``, as ``subject`` runs (section 15)."""
    return months_after(at, -whole_number("former_hat_months", subject))


def organisations_of(person_ids: Iterable[int], at: datetime, subject: Subject | None) -> dict[int, list[str]]:
    """Return the organisations that each person belongs to, confirmed or not, as it matters for ``subject``."""
    found: dict[int, list[str]] = {}
    for row in _hats(person_ids, at, subject):
        found.setdefault(row.actor_id, []).append(row.organisation)
    return found


def belonging(
    organisations: Sequence[str], person_ids: Iterable[int], at: datetime, subject: Subject | None = None
) -> dict[int, str]:  # fmt: skip
    """Return who belongs to one of ``organisations``, with that; a body is meant by its slug, acronym and name."""
    if not organisations:
        return {}
    belongs = organisations_of(person_ids, at, subject)
    slugs = bodies_named({*organisations, *chain.from_iterable(belongs.values())})
    meant = {slugs.get(name) or folded(name): name for name in reversed(organisations)}
    own = {person: [slugs.get(name) or folded(name) for name in names] for person, names in belongs.items()}
    return {person: meant[key] for person, keys in own.items() for key in reversed(keys) if key in meant}


def binds(hat: Any, at: datetime, subject: Subject | None = None) -> Any:
    """Return the condition that a hat binds its wearer at ``at``, as ``subject`` runs.

    It is worn then or was laid down not long before, or a seat is held under it.
    """
    worn = hat.ended_at.is_(None) | (hat.ended_at > laid_down_after(at, subject))
    return worn | hat.id.in_(select(Term.hat_id).where(Term.ended_at.is_(None)))


def _hats(person_ids: Iterable[int], at: datetime, subject: Subject | None) -> Sequence[Any]:
    """Return the hats that bind persons at ``at``."""
    confirmed = Hat.confirmed_at.is_not(None) & Hat.refused_at.is_(None)
    return session.execute(
        select(Hat.actor_id, Hat.organisation, confirmed.label("confirmed"))
        .where(Hat.actor_id.in_(list(person_ids)), binds(Hat, at, subject)).order_by(Hat.id)
    ).all()  # fmt: skip


def affiliations_of(
    person_ids: Iterable[int], at: datetime, subject: Subject | None = None
) -> defaultdict[int, Affiliations]:  # fmt: skip
    """Return the affiliations of each person by all hats that bind them, for the caps on those of one organisation."""
    hats: dict[int, list[Any]] = {}
    for row in _hats(person_ids, at, subject):
        hats.setdefault(row.actor_id, []).append(row)
    found = {
        person: Affiliations.of(
            (row.organisation for row in rows if row.confirmed),
            (row.organisation for row in rows if not row.confirmed),
        )
        for person, rows in hats.items()
    }
    return defaultdict(Affiliations, found)
