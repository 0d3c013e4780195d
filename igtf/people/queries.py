"""Loading persons, what their pages show, their accounts, and what waits for the secretariat."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from igtf.core import clock
from igtf.core.db import Listing, fetch, session
from igtf.core.errors import NotFound
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.prepared import prepared
from igtf.core.wording import listed
from igtf.people.events import CLOSE
from igtf.people.models import (
    Address,
    ApiToken,
    Authenticator,
    Factor,
    InterestStatement,
    Invitation,
    Passkey,
    Person,
    RecoveryCode,
    Role,
    SignIn,
)
from igtf.people.policy import AccountFacts, HatFacts
from igtf.people.roles import roles_of, sits_under
from igtf.people.visitor import UNUSED
from igtf.record.acts import By
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
    return AccountFacts(
        is_secretariat=roles_of(by.actor_id).has("secretariat"),
        is_own=person is not None and person.id == by.actor_id,
        is_last_secretariat=person is not None and list(secretariat) == [person.id],
        is_closed=person is not None and person.deactivated_at is not None,
        is_settled=settled,
        ends=ends,
    )


def hats_of(person_id: int) -> Sequence[Hat]:
    """Return all hats of a person, those in use first, the newest on top."""
    return session.scalars(
        select(Hat).where(Hat.actor_id == person_id).order_by(Hat.ended_at.is_not(None), Hat.id.desc())
    ).all()


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
    """Return a person's roles with their subjects: (Role, Subject or None), present ones first."""
    return session.execute(
        select(Role, Subject)
        .outerjoin(Subject, Subject.id == Role.subject_id)
        .where(Role.person_id == person_id)
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
class Act:
    """One thing a person did: when, what, in which subject (None for the account itself), the texts."""

    number: int
    at: datetime
    said: Text
    subject: Any
    texts: list[tuple[Text, Text]]


def acts_of(person_id: int, *, before: int | None = None) -> Sequence[Act]:
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
        found.append(Act(row.id, row.at, kind.said, None if hidden else row.Subject, texts))
    return found


def closing_of(person: Person) -> Act | None:
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
    return Act(row.id, row.at, kind_of(row.kind).said, None, texts_of(kind_of(row.kind), row.data)) if row else None


def act_counts(person_id: int) -> list[tuple[Text, int]]:
    """Return how often a person did what, the most frequent first."""
    number = func.count()
    rows = session.execute(
        select(Event.kind, number.label("times")).where(Event.actor_id == person_id).group_by(Event.kind)
        .order_by(number.desc(), Event.kind)
    )  # fmt: skip
    return [(kind_of(row.kind).said, row.times) for row in rows]


def addresses_of(person_id: int) -> Sequence[Address]:
    """Return the addresses of a person, the one for mail first. For the person and the secretariat only."""
    return session.scalars(
        select(Address).where(Address.person_id == person_id).order_by(Address.is_main.desc(), Address.id)
    ).all()


SIGN_INS = 12
"""How many sign-ins an account shows, the last used; the others are ended together."""


def sign_ins_of(person_id: int) -> Sequence[Any]:
    """Return the sign-ins of a person that still work, the last used first: (SignIn, how many there are in all).

    At most SIGN_INS.
    """
    return session.execute(
        select(SignIn, func.count().over().label("all"))
        .where(
            SignIn.person_id == person_id,
            SignIn.ended_at.is_(None),
            SignIn.seen_at > clock.real_now() - UNUSED,
        )
        .order_by(SignIn.seen_at.desc(), SignIn.id.desc())
        .limit(SIGN_INS)
    ).all()


def tokens_of(person_id: int) -> Sequence[ApiToken]:
    """Return the API tokens of a person that still work."""
    return session.scalars(
        select(ApiToken).where(ApiToken.person_id == person_id, ApiToken.ended_at.is_(None)).order_by(ApiToken.id)
    ).all()


FACTORS: dict[str, type[Factor]] = {"app": Authenticator, "passkey": Passkey}
"""Kind → table of the second factors."""


class Factors(NamedTuple):
    """What a person can prove a sign-in with beside the password, and how many recovery codes are left."""

    apps: Sequence[Authenticator]
    passkeys: Sequence[Passkey]
    codes: int

    @property
    def how_many(self) -> int:
        """How many factors there are; the recovery codes are none."""
        return len(self.apps) + len(self.passkeys)


def factors_of(person_id: int) -> Factors:
    """Return the second factors of a person, the oldest first."""
    apps = select(Authenticator).where(Authenticator.person_id == person_id).order_by(Authenticator.id)
    passkeys = select(Passkey).where(Passkey.person_id == person_id).order_by(Passkey.id)
    codes = select(func.count()).select_from(RecoveryCode).where(RecoveryCode.person_id == person_id)
    return Factors(session.scalars(apps).all(), session.scalars(passkeys).all(), session.scalar(codes) or 0)


def get_factor_or_404(person_id: int, kind: str, number: int) -> Factor:
    """Return an app or a passkey of a person; NotFound when it is not the person's."""
    found = session.get(FACTORS[kind], number)
    if found is None or found.person_id != person_id:
        raise NotFound(_("You have no such second factor."))
    return found


_WAITS = (
    Hat.capacity == "for", Hat.confirmed_at.is_(None), Hat.ended_at.is_(None), Actor.kind == "person",
    Hat.counts_as != Hat.stakeholder_group, Hat.refused_at.is_(None),
)  # fmt: skip
"""Whether the hat of an actor waits for confirmation."""

_CLAIMED = (Invitation.sent_at.is_(None), Invitation.refused_at.is_(None))
"""Whether an invitation is a claim that waits."""


def waiting_for_secretariat() -> int:
    """Return how many hats and claims wait for the secretariat; one query."""
    return int(fetch(_waiting()).scalar_one())


@prepared
def _waiting() -> Listing:
    hats = select(func.count()).select_from(Hat).join(Actor, Actor.id == Hat.actor_id).where(*_WAITS)
    claims = select(func.count()).select_from(Invitation).where(*_CLAIMED)
    return select(hats.scalar_subquery() + claims.scalar_subquery())


def waiting_hats() -> list[dict[str, Any]]:
    """Return the hats that wait for confirmation, oldest first, with the domains of the addresses."""
    rows = session.execute(
        select(Hat, Actor, Address.email)
        .join(Actor, Actor.id == Hat.actor_id)
        .outerjoin(Address, (Address.person_id == Hat.actor_id) & Address.verified_at.is_not(None))
        .where(*_WAITS)
        .order_by(Hat.id, Address.id)
        .limit(200)
    )
    found: dict[int, dict[str, Any]] = {}
    for hat, actor, email in rows:
        entry = found.setdefault(hat.id, {"hat": hat, "actor": actor, "domains": []})
        entry["domains"] += [email.rpartition("@")[2]] if email else []
    return list(found.values())


def get_invitation_or_404(number: int) -> Invitation:
    """Return an invitation or claim by its number; NotFound when there is none."""
    found = session.get(Invitation, number)
    if found is None:
        raise NotFound(_("There is no invitation %(number)s.", number=number))
    return found


def invitations(*, claims: bool) -> Sequence[Any]:
    """Return claims that wait, or the invitations sent lately: (Invitation, Actor of the profile, who sent it)."""
    sender = aliased(Actor)
    query = (
        select(Invitation, Actor, sender)
        .outerjoin(Actor, Actor.id == Invitation.person_id)
        .outerjoin(sender, sender.id == Invitation.sent_by_id)
    )
    query = query.where(*_CLAIMED) if claims else query.where(Invitation.sent_at.is_not(None))
    return session.execute(query.order_by(Invitation.id.desc()).limit(50)).all()


def roles_of_the_whole() -> Sequence[Any]:
    """Return the roles held now outside any subject, with their actors."""
    return session.execute(
        select(Role, Actor)
        .join(Actor, Actor.id == Role.person_id)
        .where(Role.subject_id.is_(None), Role.ended_at.is_(None))
        .order_by(Role.name, Role.started_at)
    ).all()


def closed_accounts() -> Sequence[Any]:
    """Return persons whose accounts are closed, the latest first: (Person, Actor)."""
    return session.execute(
        select(Person, Actor).join(Actor, Actor.id == Person.id).where(Person.deactivated_at.is_not(None))
        .order_by(Person.deactivated_at.desc()).limit(20)
    ).all()  # fmt: skip


_BROWSERS = (("Firefox/", "Firefox"), ("Edg/", "Edge"), ("Chrom", "Chromium"), ("Safari/", "Safari"))
_SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
            ("Mac OS", "macOS"), ("Linux", "Linux"))  # fmt: skip


def device_name(agent: str) -> str:
    """Return what a browser calls itself, in two words where it is known."""
    browser = next((name for mark, name in _BROWSERS if mark in agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    return listed(part for part in (browser, system) if part) or agent[:60]
