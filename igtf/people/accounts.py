"""Coming in: register, verify, invitations, reset, addresses. Nothing here says who has an account.

Whoever asks about an address gets the same answer whether or not it is known; the difference is in the mail.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_, select

from igtf.core import clock
from igtf.core.command import command, housekeeping
from igtf.core.db import session
from igtf.core.errors import Invalid
from igtf.core.i18n import gettext as _
from igtf.core.i18n import language
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.mail import queue_mail
from igtf.core.wholes import number_of
from igtf.people import events
from igtf.people.commands import add_hat, add_person
from igtf.people.links import LASTS, LinkEnded, ended, link_path, read_link
from igtf.people.models import Address, Invitation, Person, Registration
from igtf.people.names import check_email, check_handle, check_password, kept_email
from igtf.people.passwords import hash_password, password_fits, token_hash
from igtf.people.signins import end_sign_ins, end_tokens
from igtf.record.acts import By
from igtf.record.events import record
from igtf.record.models import Actor

CLOSED = _l("This profile is closed. Ask the secretariat to open it again.")


@dataclass(frozen=True)
class Applicant:
    """What somebody fills in to take part."""

    handle: str
    name: str
    password: str
    country: str | None
    stakeholder_group: str
    capacity: str
    organisation: str


def check_applicant(applicant: Applicant, email: str, *, own_handle: bool = False) -> None:
    """Raise Invalid with every sentence that the answers deserve."""
    found: dict[str, list[str]] = {}
    for check in (
        lambda: check_handle(applicant.handle, own=own_handle),
        lambda: check_email(email),
        lambda: check_password(applicant.password, applicant.handle, applicant.name, email),
    ):
        try:
            check()
        except Invalid as refused:
            found |= refused.errors
    if applicant.capacity == "for" and not applicant.organisation:
        found["organisation"] = [_("Name the organisation that you act for.")]
    if found:
        raise Invalid(found)


def _of_address(email: str) -> Person | None:
    own = Address.email == kept_email(email)
    return session.scalar(select(Person).join(Address, Address.person_id == Person.id).where(own))


def check_registration(applicant: Applicant, email: str) -> None:
    """Raise Invalid with all that is wrong; one's own waiting handle may be used again."""
    again = select(Registration.id).where(
        Registration.handle == applicant.handle, Registration.email == kept_email(email)
    )  # fmt: skip
    check_applicant(applicant, email, own_handle=session.scalar(again) is not None)


def register(applicant: Applicant, *, email: str, browser: str, next_path: str) -> None:
    """Keep what was filled in and mail a link to the address; a known address gets a hint instead.

    ``browser`` is a secret of the browser that registers. Invalid when something will not do.
    """
    check_registration(applicant, email)
    _keep(applicant, check_email(email), hash_password(applicant.password), token_hash(browser), next_path)


@housekeeping
def _keep(applicant: Applicant, email: str, password_hash: str, browser_hash: str, next_path: str) -> None:
    at = clock.real_now()
    same = (Registration.handle == applicant.handle) & (Registration.email == email)
    session.execute(delete(Registration).where(or_(same, Registration.asked_at < at - LASTS["verify"])))
    made = Registration(
        handle=applicant.handle, name=applicant.name, email=email, password_hash=password_hash,
        country=applicant.country, language=language(), stakeholder_group=applicant.stakeholder_group,
        capacity=applicant.capacity, organisation=applicant.organisation, next=next_path,
        browser_hash=browser_hash, asked_at=at,
    )  # fmt: skip
    session.add(made)
    session.flush()
    known = _of_address(email)
    if known:
        queue_mail(to=email, template="verify/known", key=f"known:{known.id}:{at:%Y%m%d}",
                   language=known.language, person=known.actor)  # fmt: skip
        return
    path = link_path("verify", {"registration": made.id, "asked": at.isoformat()})
    queue_mail(to=email, template="verify", key=f"verify:{token_hash(path)}", language=made.language,
               path=path, name=made.name, handle=made.handle)  # fmt: skip


def registration_of(token: str) -> Registration:
    """Return the registration that a link from a mail is about; LinkEnded when it was verified already."""
    data = read_link("verify", token)
    found = session.get(Registration, data.get("registration", 0))
    if found is None or found.asked_at.isoformat() != data["asked"]:
        raise ended("verify")
    return found


def is_same_browser(registration: Registration, browser: str | None) -> bool:
    """Return whether the browser with this secret is the one that registered."""
    return bool(browser) and token_hash(str(browser)) == registration.browser_hash


def knows_password(registration: Registration, password: str) -> bool:
    """Return whether this is the password chosen with the registration."""
    return password_fits(registration.password_hash, password)


@command
def verify(registration: Registration, *, at: datetime) -> Person:
    """Make the person that a registration describes, with the hat; its address has just proved itself."""
    found = session.get(Registration, number_of(registration), with_for_update=True)
    if found is None:
        raise ended("verify")
    person = add_person(
        handle=found.handle, name=found.name, at=at, email=found.email, password_hash=found.password_hash,
        country=found.country, language=found.language, verified=True,
    )  # fmt: skip
    add_hat(person, stakeholder_group=found.stakeholder_group, capacity=found.capacity,
            organisation=found.organisation, by=By(person.id, at))  # fmt: skip
    session.delete(found)
    return person


@command
def join_invited(invitation: Invitation, applicant: Applicant, *, at: datetime) -> Person:
    """Make the person who was invited; following the link has proved the address."""
    session.refresh(invitation, with_for_update=True)
    if invitation.used_at:
        raise ended("invite")
    check_applicant(applicant, invitation.email)
    person = add_person(handle=applicant.handle, name=applicant.name, at=at, email=invitation.email,
                        password=applicant.password, country=applicant.country, language=language(),
                        verified=True)  # fmt: skip
    add_hat(person, stakeholder_group=applicant.stakeholder_group, capacity=applicant.capacity,
            organisation=applicant.organisation, by=By(person.id, at))  # fmt: skip
    invitation.used_at = at
    return person


@command
def take_over(invitation: Invitation, *, password: str, at: datetime) -> Person:
    """Let the claimant of an imported profile in: it has an address and a password from now on.

    Invalid when the address belongs to another account meanwhile; LinkEnded once it was used.
    """
    session.refresh(invitation, with_for_update=True)
    person = session.get_one(Person, invitation.person_id)
    session.refresh(person, with_for_update=True)
    if invitation.used_at or person.password_hash:
        raise ended("invite")
    check_open(person.id)
    check_password(password, person.actor.handle or "", person.actor.name, invitation.email)
    if _of_address(invitation.email):
        raise Invalid({"": [_("This address belongs to another account. Ask the secretariat for a new link.")]})
    person.password_hash, person.verified_at, invitation.used_at = hash_password(password), at, at
    session.add(Address(person_id=person.id, email=invitation.email, verified_at=at))
    record(By(person.id, at), None, events.CLAIM, events.Joined(person.actor.handle or "", person.source))
    return person


def invitation_of(token: str) -> Invitation:
    """Return the invitation that a link from a mail is about; LinkEnded when it was used or refused.

    Also when the profile that it is about was closed.
    """
    found = session.get(Invitation, read_link("invite", token)["invitation"])
    if found is None or found.used_at or found.refused_at or not found.sent_at:
        raise ended("invite")
    if found.person_id:
        check_open(found.person_id)
    return found


def check_open(person_id: int) -> None:
    """Raise LinkEnded when the account of a person is closed: a link from a mail speaks for it no more."""
    if session.get_one(Person, person_id).deactivated_at:
        raise LinkEnded(str(CLOSED))


def profile_of(invitation: Invitation) -> Person | None:
    """Return the profile that an invitation is about, None where it makes a new account."""
    return session.get(Person, invitation.person_id) if invitation.person_id else None


@housekeeping
def claim(person: Person, *, email: str, reason: str) -> None:
    """Ask the secretariat for an unclaimed profile; it answers by mail. Asking again replaces the reason.

    Invalid for a profile that is closed, or has its person.
    """
    email = check_email(email)
    session.refresh(person, with_for_update=True)
    if person.deactivated_at:
        raise Invalid({"": [str(CLOSED)]})
    if person.password_hash:
        raise Invalid({"": [_("This profile has its person already.")]})
    waits = (Invitation.person_id == person.id, Invitation.email == email, Invitation.sent_at.is_(None),
             Invitation.refused_at.is_(None))  # fmt: skip
    session.execute(delete(Invitation).where(*waits))
    session.add(Invitation(email=email, person_id=person.id, reason=reason, asked_at=clock.real_now()))


def person_by_login(login: str, password: str) -> Person | None:
    """Return the person whose address or handle and password these are; takes as long for an unknown one."""
    login = login.lower()
    person = _of_address(login) if "@" in login else session.scalar(
        select(Person).join(Actor, Actor.id == Person.id).where(Actor.handle == login)
    )  # fmt: skip
    fits = password_fits(person.password_hash if person else None, password)
    return person if person and fits and not person.deactivated_at else None


def waits_for_link(login: str, password: str) -> bool:
    """Return whether these are of a registration whose link was not opened yet.

    It is asked of known and unknown addresses alike and takes as long for both: nothing shows who has an account.
    """
    login = login.lower()
    own = Registration.email == kept_email(login) if "@" in login else Registration.handle == login
    newest = select(Registration.password_hash).where(own).order_by(Registration.id.desc()).limit(1)
    return password_fits(session.scalar(newest), password)


def fingerprint(person: Person) -> str:
    """Return by what it is known that a person's password is still the same."""
    return token_hash(person.password_hash or "")[:16]


@housekeeping
def ask_reset(email: str) -> None:
    """Mail a link for a new password to the address, where an account has it."""
    person = _of_address(email)
    if person is None or person.deactivated_at or not person.password_hash:
        return
    path = link_path("reset", {"person": person.id, "was": fingerprint(person)})
    queue_mail(to=kept_email(email), template="reset", key=f"reset:{token_hash(path)}", language=person.language,
               path=path, person=person.actor)  # fmt: skip


def person_by_reset(token: str) -> Person:
    """Return the person of a reset link; LinkEnded once the password was changed."""
    data = read_link("reset", token)
    person = session.get(Person, data["person"])
    if person is None or person.deactivated_at or fingerprint(person) != data["was"]:
        raise ended("reset")
    return person


@housekeeping
def reset_password(token: str, password: str) -> Person:
    """Give a new password to the person of a reset link, and return the person; LinkEnded once it was used."""
    session.refresh(person_by_reset(token), with_for_update=True)
    person = person_by_reset(token)
    change_password(person, password)
    return person


def check_present(person: Person, password: str) -> None:
    """Raise Invalid unless this is the password that the person has now."""
    if not password_fits(person.password_hash, password):
        raise Invalid(present=_("This is not your present password."))


@housekeeping
def change_password(person: Person, password: str, *, keep: str = "") -> None:
    """Give a new password, end the API tokens and every sign-in but the one of the token ``keep``; mail says so."""
    addresses = session.scalars(
        select(Address.email).where(Address.person_id == person.id, Address.verified_at.is_not(None))
    ).all()
    check_password(password, person.actor.handle or "", person.actor.name, *addresses)
    person.password_hash = hash_password(password)
    end_sign_ins(person.id, but=keep)
    end_tokens(person.id)
    for email in addresses:
        _tell(person, email, "reset/changed")


def _tell(person: Person, email: str, what: str, **named: Any) -> None:
    """Queue a mail that tells a person what was changed in the account, whoever it was."""
    queue_mail(to=email, template=what, key=f"{what}:{email}:{clock.real_now()}", language=person.language,
               person=person.actor, **named)  # fmt: skip


@housekeeping
def ask_address(person: Person, email: str) -> None:
    """Mail a link to an address that a person wants to add; a known one gets none, with the same answer."""
    email = check_email(email)
    if _of_address(email):
        return
    path = link_path("verify", {"person": person.id, "email": email})
    queue_mail(to=email, template="verify/address", key=f"address:{token_hash(path)}",
               language=person.language, path=path, person=person.actor)  # fmt: skip


@housekeeping
def add_address(person_id: int, data: dict[str, Any]) -> None:
    """Add the address that a link has proved to the person who asked for it; LinkEnded for anyone else."""
    if data.get("person") != person_id:
        raise ended("verify")
    if _of_address(data["email"]) is None:
        session.add(Address(person_id=person_id, email=data["email"], verified_at=clock.now(), is_main=False))


@housekeeping
def choose_address(person_id: int, address_id: int, *, remove: bool) -> None:
    """Make an address the one that mail goes to, or remove it, and tell the former one; Invalid for the one in use."""
    person = session.get_one(Person, person_id)
    mine = session.scalars(select(Address).where(Address.person_id == person_id).with_for_update()).all()
    chosen = next((address for address in mine if address.id == address_id), None)
    if chosen and remove and chosen.is_main:
        raise Invalid({"": [_("Mail goes to this address. Choose another one for mail first.")]})
    if chosen and remove:
        session.delete(chosen)
        _tell(person, chosen.email, "address/changed", address=chosen.email)
    elif chosen:
        for address in mine:
            if address.is_main and address is not chosen:
                _tell(person, address.email, "address/changed", address=address.email)
            address.is_main = address is chosen


@housekeeping
def change_preferences(person: Person, **values: Any) -> None:
    """Change what is nobody else's business: mail pace, language, time zone."""
    for name, value in values.items():
        setattr(person, name, value)
