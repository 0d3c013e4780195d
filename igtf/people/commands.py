"""Adding persons, hats and sign-ins; the account pages and the importers stand on these."""

from datetime import datetime

from sqlalchemy import select, update

from igtf.core.clock import real_now
from igtf.core.command import command, housekeeping
from igtf.core.db import session
from igtf.core.errors import Invalid
from igtf.people import events
from igtf.people.countries import country as country_facts
from igtf.people.models import Address, Person, SignIn
from igtf.people.passwords import hash_password, new_token, token_hash
from igtf.people.stakeholders import UNSTATED
from igtf.record.acts import By
from igtf.record.events import record
from igtf.record.models import Actor, Hat
from igtf.record.subjects import next_number


@command
def add_person(
    *, handle: str, name: str, at: datetime, email: str | None = None, password: str | None = None,
    country: str | None = None, language: str | None = None, verified: bool = False, source: str | None = None,
    by: By | None = None,
) -> Person:  # fmt: skip
    """Add a person and return it; ``by`` None: the person joined by itself. Invalid when handle or address is taken.

    Without password nobody can sign in: an imported profile, claimable with the secretariat's approval.
    """
    if session.scalar(select(Actor.id).where(Actor.handle == handle)):
        raise Invalid(handle=f"The handle {handle} is taken; choose another one.")
    actor = Actor(kind="person", handle=handle, name=name)
    session.add(actor)
    session.flush()
    person = Person(
        id=actor.id, password_hash=hash_password(password) if password else None, country=country, language=language,
        joined_at=at, verified_at=at if verified else None, source=source,
    )  # fmt: skip
    session.add(person)
    session.flush()
    if email:
        session.add(Address(person_id=person.id, email=email.lower(), verified_at=at if verified else None))
    record(by or By(actor.id, at), None, events.JOIN, events.Joined(handle, source))
    return person


def region_of(country: str | None) -> str:
    """Return the UN regional group of a country code, 'none' where there is none."""
    found = country_facts(country) if country else None
    return str(found.un_regional_group) if found else "none"


@command
def add_hat(
    person: Person, *, stakeholder_group: str, capacity: str, organisation: str, by: By, confirmed: bool = False,
    country: str | None = None,
) -> Hat:  # fmt: skip
    """Add a hat to a person. Acting *for* an organisation counts as 'not stated' until confirmed (section 1).

    ``country`` None: the person's own; '': none.
    """
    country = person.country if country is None else country or None
    counted = capacity == "personal" or confirmed
    hat = Hat(
        actor_id=person.id, stakeholder_group=stakeholder_group, capacity=capacity, organisation=organisation,
        country=country, region=region_of(country), counts_as=stakeholder_group if counted else UNSTATED,
        confirmed_at=by.at if confirmed else None,
    )  # fmt: skip
    session.add(hat)
    session.flush()
    record(by, None, events.HAT, events.HatAdded(stakeholder_group, capacity, organisation))
    return hat


@housekeeping
def sign_in(person_id: int, agent: str) -> str:
    """Begin a sign-in on a device and return its token, which goes into the cookie."""
    token, at = new_token(), real_now()
    session.add(
        SignIn(token_hash=token_hash(token), person_id=person_id, started_at=at, seen_at=at, agent=agent[:200])
    )
    return token


@housekeeping
def sign_out(token: str) -> None:
    """End the sign-in of a token."""
    session.execute(update(SignIn).where(SignIn.token_hash == token_hash(token)).values(ended_at=real_now()))


def free_handle(wanted: str) -> str:
    """Return ``wanted`` made into a handle that nobody has: lower case letters, digits, hyphens."""
    base = "".join(char if char.isascii() and char.isalnum() else "-" for char in wanted.lower()).strip("-")
    base = "-".join(part for part in base.split("-") if part)[:24] or "participant"
    if not session.scalar(select(Actor.id).where(Actor.handle == base)):
        return base
    return f"{base}-{next_number(f'handle {base}') + 1}"
