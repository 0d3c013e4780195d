"""Loading persons, what their pages show, their accounts, and what waits for the secretariat."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from igtf.core.db import session
from igtf.core.errors import NotFound
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.people.events import CLOSE
from igtf.people.models import (
    InterestStatement,
    Person,
    Role,
)
from igtf.people.policy import AccountFacts, HatFacts
from igtf.people.roles import GIVEN, holders, roles_of, sits_under
from igtf.record.by import By
from igtf.record.kinds import kind_of, texts_of
from igtf.record.models import HIDDEN, Actor, Event, Hat, Payload, Subject

ACTS = 25


def get_person_or_404(handle: str) -> Person:
    """Return the person with a handle (in any case), closed or not; NotFound when there is none."""
    found = session.scalar(select(Person).join(Actor, Actor.id == Person.id).where(Actor.handle == handle.lower()))
    if found is None:
        raise NotFound(_("There is nobody called %(handle)s here.", handle=handle))
    return found


def account_facts(
    by: By, person: Person | None = None, *, settled: bool = False, ends: str = "", lock: bool = False
) -> AccountFacts:
    """Return what decisions on an account need to know; ``person`` is whose it is, where it is anybody's.

    ``settled`` and ``ends`` are facts of the claim and the role that are decided on. Commands ask with ``lock``: then
    the roles of the secretariat stay as they are until the command is done.
    """
    held = select(Role.person_id).where(Role.name == "secretariat", Role.ended_at.is_(None))
    secretariat = session.scalars(held.with_for_update() if lock else held).all()
    roles = roles_of(by.actor_id)
    return AccountFacts(
        is_secretariat=roles.has("secretariat"),
        chairs_council=roles.has("council-chair"),
        has_given=roles.has(*GIVEN),
        council_is_led=bool(holders("council-chair")),
        is_own=person is not None and person.id == by.actor_id,
        is_last_secretariat=person is not None and list(secretariat) == [person.id],
        is_closed=person is not None and person.deactivated_at is not None,
        is_claimed=person is None or person.password_hash is not None,
        is_settled=settled,
        ends=ends,
    )


def hats_of(person_id: int) -> Sequence[Hat]:
    """Return all hats of a person, those in use first, the newest on top."""
    return session.scalars(
        select(Hat).where(Hat.actor_id == person_id).order_by(Hat.ended_at.is_not(None), Hat.id.desc())
    ).all()


def decided_hats(hats: Iterable[Hat]) -> list[tuple[Hat, bool]]:
    """Return those hats of a person, worn for an organisation, on which the secretariat decided: whether it confirmed.

    It can decide on them again.
    """
    worn = [(hat, hat.counts_as == hat.stakeholder_group) for hat in hats if hat.capacity == "for" and not hat.ended_at]
    return [(hat, counts) for hat, counts in worn if counts or hat.refused_at]


def get_hat_or_404(hat_id: int) -> Hat:
    """Return a hat by its number; NotFound when there is none."""
    found = session.get(Hat, hat_id)
    if found is None:
        raise NotFound(_("There is no hat %(number)s.", number=hat_id))
    return found


def actor_of(hat: Hat) -> Actor:
    """Return who wears a hat."""
    return session.get_one(Actor, hat.actor_id)


def hat_facts(hat: Hat, by: By) -> HatFacts:
    """Return what decisions on a hat need to know."""
    is_for = hat.capacity == "for" and hat.ended_at is None
    counts = hat.counts_as == hat.stakeholder_group
    return HatFacts(
        is_secretariat=roles_of(by.actor_id).has("secretariat"),
        is_own=hat.actor_id == by.actor_id,
        is_unconfirmed=is_for and hat.confirmed_at is None,
        waits=is_for and not counts and hat.refused_at is None,
        counts=is_for and counts,
        is_seat=sits_under(hat.id),
    )


def person_roles(person_id: int) -> Sequence[Any]:
    """Return a person's roles with their subjects: (Role, Subject or None), present ones first.

    Not those in what a moderator hid.
    """
    return session.execute(
        select(Role, Subject)
        .outerjoin(Subject, Subject.id == Role.subject_id)
        .where(Role.person_id == person_id, func.coalesce(Subject.state, "") != HIDDEN)
        .order_by(Role.ended_at.is_not(None), Role.started_at.desc(), Role.id.desc())
    ).all()


def interest_versions(person_id: int) -> Sequence[InterestStatement]:
    """Return the versions of a person's statement of interest, newest first."""
    return session.scalars(
        select(InterestStatement)
        .where(InterestStatement.person_id == person_id)
        .order_by(InterestStatement.version.desc())
    ).all()


@dataclass(frozen=True)
class PersonAct:
    """One thing a person did: when, what, in which subject (None for the account itself), the texts."""

    number: int
    at: datetime
    said: Text
    subject: Any
    texts: list[tuple[Text, Text]]


def acts_of(person_id: int, *, before: int | None = None) -> Sequence[PersonAct]:
    """Return the newest acts of a person, at most ACTS; older ones with ``before`` the number of an act.

    Of a subject that a moderator hid nothing is told.
    """
    query = (
        select(Event.id, Event.at, Event.kind, Payload.data, Subject)
        .outerjoin(Subject, Subject.id == Event.subject_id)
        .outerjoin(Payload, Payload.event_id == Event.id)
        .where(Event.actor_id == person_id)
        .order_by(Event.id.desc())
        .limit(ACTS)
    )
    found = []
    for row in session.execute(query.where(Event.id < before) if before else query):
        kind = kind_of(row.kind)
        hidden = row.Subject is not None and row.Subject.state == HIDDEN
        texts = [] if hidden else texts_of(kind, row.data or {})
        found.append(PersonAct(row.id, row.at, kind.said_in(row.data), None if hidden else row.Subject, texts))
    return found


def closing_of(person: Person) -> PersonAct | None:
    """Return the entry by which the account of a person was closed last; None where it is open."""
    if person.deactivated_at is None:
        return None
    row = session.execute(
        select(Event.id, Event.at, Event.kind, Payload.data)
        .join(Payload, Payload.event_id == Event.id)
        .where(Event.kind == CLOSE, Payload.data["person"].as_string() == person.actor.handle)
        .order_by(Event.id.desc())
        .limit(1)
    ).first()
    return (
        PersonAct(row.id, row.at, kind_of(row.kind).said, None, texts_of(kind_of(row.kind), row.data)) if row else None
    )


def act_counts(person_id: int) -> list[tuple[Text, int]]:
    """Return how often a person did what, the most frequent first."""
    number = func.count()
    rows = session.execute(
        select(Event.kind, number.label("times")).where(Event.actor_id == person_id).group_by(Event.kind)
        .order_by(number.desc(), Event.kind)
    )  # fmt: skip
    return [(kind_of(row.kind).either_said, row.times) for row in rows]
