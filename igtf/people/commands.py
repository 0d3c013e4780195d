"""Adding persons, hats and sign-ins; the account pages and the importers stand on these."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import bindparam, func, select

from igtf.core.command import command
from igtf.core.database.adding import add_known
from igtf.core.database.prepared import prepared
from igtf.core.db import Listing, fetch, session
from igtf.core.errors import Invalid, NotFound, Unchanged, WrongState
from igtf.core.i18n import gettext as _
from igtf.core.policy import require
from igtf.core.text.plaintext import MarkupRefused
from igtf.core.when import UNSET, zones_of
from igtf.people import events, policy
from igtf.people.account_mails import tell_person
from igtf.people.addresses import give_address
from igtf.people.countries import country as country_facts
from igtf.people.found import index
from igtf.people.models import Address, InterestStatement, Person
from igtf.people.names import check_email, check_handle
from igtf.people.passwords import check_password, hash_password
from igtf.people.queries import hat_facts
from igtf.people.roles import give_role, holders, sits_under
from igtf.people.shown import note_shown
from igtf.people.stakeholders import OFFICE, UNSTATED
from igtf.record.by import By
from igtf.record.events import record, record_numbered
from igtf.record.models import Actor, Hat
from igtf.record.references import render

REGISTERED: list[Callable[[int, str], None]] = []
"""What the concepts above do once a person came in with an address: a new one, or who took over a profile."""


def give_first_address(person_id: int, email: str, *, verified_at: datetime | None) -> None:
    """Give the address that nobody has to a person who comes in with it. For commands."""
    give_address(person_id, email, verified_at=verified_at)
    for note in REGISTERED:
        note(person_id, email)


@command
def add_person(
    *, handle: str, name: str, at: datetime, email: str | None = None, password_hash: str | None = None,
    country: str | None = None, language: str | None = None, verified: bool = False,
    source: str | None = None, by: By | None = None,
) -> Person:  # fmt: skip
    """Add a person; ``by`` None: the person joined by itself. Invalid when handle or address is taken.

    Without the hash of a password nobody can sign in: an imported profile, claimable with the secretariat's approval.
    """
    if fetch(_called(), {"handle": handle}).first():
        raise Invalid(handle=_("The handle %(handle)s is taken; choose another one.", handle=handle))
    if email and fetch(_reached_at(), {"email": email.lower()}).first():
        raise Invalid(email=_("The address %(email)s belongs to an account already.", email=email))
    actor = add_known(Actor, {"kind": "person", "handle": handle, "name": name})
    person = add_known(Person, {
        "id": actor.id, "password_hash": password_hash, "country": country, "language": language, "languages": [],
        "time_zone": _zone_of(country), "joined_at": at, "verified_at": at if verified else None, "source": source,
        "source_name": name if source else None,
    }, actor=actor)  # fmt: skip
    if email:
        give_first_address(person.id, email.lower(), verified_at=at if verified else None)
    index(person.id)
    record(by or By(actor.id, at), None, events.JOIN, events.Joined(handle, source))
    return person


@prepared
def _called() -> Listing:
    return select(Actor.id).where(Actor.handle == bindparam("handle"))


@prepared
def _reached_at() -> Listing:
    return select(Address.id).where(Address.email == bindparam("email"))


def _zone_of(country: str | None) -> str:
    """Return the time zone of a country that has one alone."""
    zones = zones_of(country)
    return zones[0].key if len(zones) == 1 else UNSET


def region_of(country: str | None) -> str:
    """Return the UN regional group of a country code, 'none' where there is none."""
    found = country_facts(country) if country else None
    return str(found.un_regional_group) if found else "none"


def check_organisation(capacity: str, organisation: str) -> None:
    """Raise Invalid for a hat for an organisation that names none."""
    if capacity == "for" and not organisation:
        raise Invalid(organisation=_("Name the organisation that you act for."))


@command
def add_hat(
    person: Person, *, stakeholder_group: str, capacity: str, organisation: str, by: By, confirmed: bool = False,
    country: str | None = None, evidence: str = "",
) -> Hat:  # fmt: skip
    """Add a hat to a person. Acting *for* an organisation counts as 'not stated' until confirmed (section 1).

    ``country`` None: the person's own; '': none. ``evidence`` is for the secretariat alone. Invalid for a hat that the
    person wears already.
    """
    country = person.country if country is None else country or None
    counted = capacity == "personal" or confirmed
    check_organisation(capacity, organisation)
    session.refresh(person, with_for_update=True)
    others = fetch(_hats_of(), {"person": person.id}).all()
    if (stakeholder_group, capacity, organisation, country, None) in others:
        raise Invalid({"": [_("You wear this hat already.")]})
    if others:
        note_shown()
    hat = add_known(Hat, {
        "actor_id": person.id, "stakeholder_group": stakeholder_group, "capacity": capacity, "country": country,
        "organisation": organisation, "region": region_of(country), "started_at": by.at, "evidence": evidence,
        "counts_as": stakeholder_group if counted else UNSTATED, "confirmed_at": by.at if confirmed else None,
    })  # fmt: skip
    index(person.id)
    record(by, None, events.HAT, events.HatAdded(stakeholder_group, capacity, organisation))
    return hat


@prepared
def _hats_of() -> Listing:
    return select(
        Hat.stakeholder_group, Hat.capacity, Hat.organisation, Hat.country, Hat.ended_at
    ).where(Hat.actor_id == bindparam("person"))  # fmt: skip


@command
def confirm_hat(hat: Hat, *, by: By) -> Hat:
    """Confirm that a person acts for an organisation: from now on the hat counts as its group (section 1)."""
    session.refresh(hat, with_for_update=True)
    require(policy.can_confirm_hat(hat_facts(hat, by)))
    hat.counts_as, hat.confirmed_at, hat.refused_at = hat.stakeholder_group, by.at, None
    note_shown()
    _judged(hat, events.CONFIRM_HAT, "confirm-hat", "", by)
    return hat


@command
def refuse_hat(hat: Hat, *, reason: str, by: By) -> None:
    """Do not confirm that a person acts for an organisation: the hat goes on counting as not stated (section 1)."""
    session.refresh(hat, with_for_update=True)
    require(policy.can_refuse_hat(hat_facts(hat, by)))
    hat.refused_at = by.at
    _judged(hat, events.REFUSE_HAT, "refuse-hat", reason, by)


@command
def take_back_hat(hat: Hat, *, reason: str, by: By) -> None:
    """Take a confirmation back: from now on the hat counts as not stated (section 1).

    What was done under it was counted and stays, so that hat ends, and the same one goes on unconfirmed.
    """
    session.refresh(hat, with_for_update=True)
    require(policy.can_take_back_hat(hat_facts(hat, by)))
    unconfirmed = worn_anew(hat, by.at, confirmed=False)
    hat.refused_at = unconfirmed.refused_at = by.at
    _judged(hat, events.TAKE_BACK_HAT, "take-back-hat", reason, by)


def worn_anew(hat: Hat, at: datetime, *, confirmed: bool) -> Hat:
    """End a hat and return the same one, as confirmed or not; what was done under the former stays. For commands."""
    hat.ended_at = at
    same = Hat(
        actor_id=hat.actor_id, stakeholder_group=hat.stakeholder_group, capacity=hat.capacity, region=hat.region,
        organisation=hat.organisation, country=hat.country, started_at=at, evidence=hat.evidence,
        confirmed_at=at if confirmed else None, counts_as=hat.stakeholder_group if confirmed else UNSTATED,
    )  # fmt: skip
    session.add(same)
    note_shown()
    return same


def _judged(hat: Hat, kind: str, said: str, reason: str, by: By) -> None:
    """Record what the secretariat said of a hat, and tell its person."""
    person = session.get_one(Person, hat.actor_id)
    left = events.HatJudged(reason, person.actor.handle or "", hat.organisation, hat.stakeholder_group)
    tell_person(person, said, record_numbered(by, None, kind, left), hat.organisation, reason=reason)


@command
def end_hat(hat: Hat, *, by: By) -> None:
    """Lay down a hat of one's own; what was done under it stays.

    NotFound for one that is not worn, or is another person's; Invalid for the last one, and for that of a seat or of
    the secretariat.
    """
    session.refresh(hat, with_for_update=True)
    others = select(func.count()).where(
        Hat.actor_id == hat.actor_id, Hat.id != hat.id, Hat.ended_at.is_(None), Hat.capacity != OFFICE
    )
    if hat.actor_id != by.actor_id or hat.ended_at is not None:
        raise NotFound(_("You wear no such hat."))
    if hat.capacity == OFFICE:
        raise Invalid({"": [_("This is the hat of the secretariat. It ends with the role.")]})
    if not session.scalar(others):
        raise Invalid({"": [_("This is your only hat. Add another one first.")]})
    if sits_under(hat.id):
        raise Invalid({"": [_("You sit on the council under this hat, so it stays as long as you hold the seat. Tell "
                              "the secretariat if you want to leave the seat.")]})  # fmt: skip
    hat.ended_at = by.at
    index(hat.actor_id)
    note_shown()
    record(by, None, events.END_HAT, events.HatAdded(hat.stakeholder_group, hat.capacity, hat.organisation))


@command
def change_profile(person: Person, *, name: str, country: str | None, languages: list[str], about: str, by: By) -> None:
    """Change what a person's page says. Hats keep the country they were declared with. Unchanged where nothing is."""
    new = {"country": country, "languages": languages, "about": about}
    changed = [field for field, value in new.items() if getattr(person, field) != value]
    changed += ["name"] if person.actor.name != name else []
    if not changed:
        raise Unchanged
    for field, value in new.items():
        setattr(person, field, value)
    person.actor.name = name
    if "name" in changed:
        note_shown()
        index(person.id)
    record(by, None, events.PROFILE, events.ProfileChanged(changed, name))


def state_interest(person: Person, *, text: str, by: By) -> InterestStatement:
    """Publish a statement of interest (Markdown); former versions stay public.

    Invalid when it cannot be, Unchanged for the text that stands.
    """
    try:
        html = render(text)
    except MarkupRefused as refused:
        raise Invalid(text=str(refused)) from refused
    return _state_interest(person, text, html, by=by)


@command
def _state_interest(person: Person, text: str, html: str, *, by: By) -> InterestStatement:
    """Publish a statement whose HTML was made before anybody had to wait."""
    own = select(InterestStatement).where(InterestStatement.person_id == person.id)
    newest = session.scalar(own.order_by(InterestStatement.version.desc()).limit(1))
    if newest and newest.text == text:
        raise Unchanged
    version = newest.version + 1 if newest else 1
    made = InterestStatement(person_id=person.id, version=version, text=text, html=html, at=by.at)
    session.add(made)
    session.flush()
    record(by, None, events.INTEREST, events.InterestStated(made.version))
    return made


@command
def first_secretariat(*, handle: str, name: str, email: str, password: str, at: datetime) -> Person:
    """Make the first account of an empty site, with the role secretariat.

    Invalid for a handle, address or password that will not do; WrongState when there is a secretariat.
    """
    if holders("secretariat"):
        raise WrongState(_("There is a secretariat already; it gives the role to others."))
    check_handle(handle)
    email = check_email(email)
    check_password(password, handle, name, email)
    hashed = hash_password(password)
    person = add_person(handle=handle, name=name, at=at, email=email, password_hash=hashed, verified=True)
    give_role(person.id, "secretariat", at=at)
    record(By(person.id, at), None, events.GIVE_ROLE, events.RoleChanged(handle, "secretariat"))
    return person
