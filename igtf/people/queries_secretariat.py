"""Loading what the secretariat's desk shows: hats and claims that wait, invitations, roles, closed accounts."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from igtf.core.database.prepared import prepared
from igtf.core.db import Listing, fetch, session
from igtf.core.errors import NotFound
from igtf.core.i18n import gettext as _
from igtf.people.models import Address, Invitation, Person, Role
from igtf.record.models import Actor, Hat

_WAITS = (
    Hat.capacity == "for", Hat.confirmed_at.is_(None), Hat.ended_at.is_(None), Person.deactivated_at.is_(None),
    Hat.counts_as != Hat.stakeholder_group, Hat.refused_at.is_(None),
)  # fmt: skip
"""Whether the hat of a person waits for confirmation; that of a closed account does not."""

_CLAIMED = (Invitation.sent_at.is_(None), Invitation.refused_at.is_(None))
"""Whether an invitation is a claim that waits."""


def waiting_for_secretariat() -> int:
    """Return how many hats and claims wait for the secretariat; one query."""
    return int(fetch(_waiting()).scalar_one())


@prepared
def _waiting() -> Listing:
    hats = select(func.count()).select_from(Hat).join(Person, Person.id == Hat.actor_id).where(*_WAITS)
    claims = select(func.count()).select_from(Invitation).where(*_CLAIMED)
    return select(hats.scalar_subquery() + claims.scalar_subquery())


MOST_WAITING = 100
"""Hats, and claims, on the desk of the secretariat, which judges them one by one: those that have waited longest."""


def waiting_hats() -> list[dict[str, Any]]:
    """Return the ``MOST_WAITING`` oldest hats that wait, with the domains of addresses, and how many wait (``all``)."""
    waits = select(Hat.id, func.count().over().label("all")).join(Person, Person.id == Hat.actor_id).where(*_WAITS)
    oldest = waits.order_by(Hat.id).limit(MOST_WAITING).subquery()
    rows = session.execute(
        select(Hat, Actor, oldest.c.all, Address.email)
        .join(oldest, oldest.c.id == Hat.id)
        .join(Actor, Actor.id == Hat.actor_id)
        .outerjoin(Address, (Address.person_id == Hat.actor_id) & Address.verified_at.is_not(None))
        .order_by(Hat.id, Address.id)
    )
    found: dict[int, dict[str, Any]] = {}
    for hat, actor, waiting, email in rows:
        entry = found.setdefault(hat.id, {"hat": hat, "actor": actor, "all": waiting, "domains": []})
        entry["domains"] += [email.rpartition("@")[2]] if email else []
    return list(found.values())


def get_invitation_or_404(number: int) -> Invitation:
    """Return an invitation or claim by its number; NotFound when there is none."""
    found = session.get(Invitation, number)
    if found is None:
        raise NotFound(_("There is no invitation %(number)s.", number=number))
    return found


def waiting_claims() -> Sequence[Any]:
    """Return the ``MOST_WAITING`` oldest claims that wait: (Invitation, Actor of the profile, how many wait)."""
    return session.execute(
        select(Invitation, Actor, func.count().over())
        .outerjoin(Actor, Actor.id == Invitation.person_id)
        .where(*_CLAIMED)
        .order_by(Invitation.id).limit(MOST_WAITING)
    ).all()  # fmt: skip


def sent_invitations() -> Sequence[Any]:
    """Return the invitations sent lately, the latest first: (Invitation, Actor of the profile, who sent it)."""
    sender = aliased(Actor)
    return session.execute(
        select(Invitation, Actor, sender)
        .outerjoin(Actor, Actor.id == Invitation.person_id)
        .outerjoin(sender, sender.id == Invitation.sent_by_id)
        .where(Invitation.sent_at.is_not(None))
        .order_by(Invitation.id.desc()).limit(50)
    ).all()  # fmt: skip


def roles_of_the_whole(*names: str) -> Sequence[Any]:
    """Return the roles held now outside any subject, with their actors: all, or those of the ``names``."""
    return session.execute(
        select(Role, Actor)
        .join(Actor, Actor.id == Role.person_id)
        .where(Role.subject_id.is_(None), Role.ended_at.is_(None), *([Role.name.in_(names)] if names else []))
        .order_by(Role.name, Role.started_at, Role.id)
    ).all()


def closed_accounts() -> Sequence[Any]:
    """Return persons whose accounts are closed, the latest first: (Person, Actor)."""
    return session.execute(
        select(Person, Actor).join(Actor, Actor.id == Person.id).where(Person.deactivated_at.is_not(None))
        .order_by(Person.deactivated_at.desc(), Person.id.desc()).limit(20)
    ).all()  # fmt: skip
