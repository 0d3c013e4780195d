"""Coming in: register, verify, join, take over, reset, addresses. Nothing here says who has an account.

Whoever asks about an address gets the same answer whether or not it is known; the difference is in the mail.
"""

from collections.abc import Callable, Sequence
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
from igtf.core.mail import queue_mail, queued_within_a_day
from igtf.people import events
from igtf.people.account_mails import tell_person
from igtf.people.addresses import give_address, lead_news, mail_address
from igtf.people.commands import add_hat, add_person, check_organisation, give_first_address
from igtf.people.entry import (
    CLOSED,
    check_has_account,
    check_open,
    fingerprint,
    hold_account,
    owner_of,
    person_by_reset,
)
from igtf.people.links import LASTS, ended, link_path
from igtf.people.models import Address, Invitation, Person, Registration
from igtf.people.names import check_email, check_handle, kept_email
from igtf.people.passwords import check_password, hash_password, mark_of, token_hash
from igtf.people.signins import end_sign_ins, end_tokens
from igtf.record.by import By
from igtf.record.events import record
from igtf.record.models import Actor

LINKS = 5
"""Links to verify an address that are made within a day, whoever asks for them; as many where it has an account."""

AGAIN = 600
"""Seconds until another link for a new password goes to the same address."""

_NOBODY = {"name": "Nobody", "handle": "nobody"}
"""Who a mail is to that is never sent."""


def _links_to(email: str) -> str:
    """Return what links to an address are counted by, also those that do not go, as it has an account.

    They are counted on when the account is closed: it is the address to which mail goes, whoever has it.
    """
    return f"verify {mark_of(email)}"


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
    evidence: str


def check_applicant(applicant: Applicant, email: str, *, own_handle: bool = False) -> None:
    """Raise Invalid with every sentence that the answers deserve."""
    found: dict[str, list[str]] = {}
    for check in (
        lambda: check_handle(applicant.handle, own=own_handle),
        lambda: check_email(email),
        lambda: check_password(applicant.password, applicant.handle, applicant.name, email),
        lambda: check_organisation(applicant.capacity, applicant.organisation),
    ):
        try:
            check()
        except Invalid as refused:
            found |= refused.errors
    if found:
        raise Invalid(found)


def check_registration(applicant: Applicant, email: str) -> None:
    """Raise Invalid with all that is wrong; one's own waiting handle may be used again."""
    again = select(Registration.id).where(
        Registration.handle == applicant.handle, Registration.email == kept_email(email)
    )  # fmt: skip
    check_applicant(applicant, email, own_handle=session.scalar(again) is not None)


def register(applicant: Applicant, *, email: str, browser: str, next_path: str) -> None:
    """Keep what was filled in and mail a link to the address; a known address gets a hint instead.

    As much is done and kept for either: which handles are held, and how long it takes, tells nothing. ``browser`` is a
    secret of the browser that registers. Invalid when something will not do.
    """
    check_registration(applicant, email)
    _keep(applicant, check_email(email), hash_password(applicant.password), token_hash(browser), next_path)


@housekeeping
def _keep(applicant: Applicant, email: str, password_hash: str, browser_hash: str, next_path: str) -> None:
    at, known = clock.real_now(), owner_of(email)
    if queued_within_a_day(_links_to(email)) >= LINKS:
        return  # those that went there work still
    same = (Registration.handle == applicant.handle) & (Registration.email == email)
    session.execute(delete(Registration).where(or_(same, Registration.asked_at < at - LASTS["verify"])))
    made = Registration(
        handle=applicant.handle, name=applicant.name, email=email, password_hash=password_hash,
        country=applicant.country, language=language(), stakeholder_group=applicant.stakeholder_group,
        capacity=applicant.capacity, organisation=applicant.organisation, evidence=applicant.evidence, next=next_path,
        browser_hash=browser_hash, asked_at=at,
    )  # fmt: skip
    session.add(made)
    session.flush()
    whose = known.id if known else token_hash(email)  # who registered today and does so again has an account since
    queue_mail(to=email if known else None, template="verify/known", key=f"known:{whose}:{at:%Y%m%d}", account=known,
               language=known.language if known else None, person=known.actor if known else _NOBODY)  # fmt: skip
    path = link_path("verify", {"registration": made.id, "asked": at.isoformat(), "email": email})
    queue_mail(to=None if known else email, template="verify", key=f"verify:{token_hash(path)}",
               language=made.language, counted=_links_to(email), path=path, handle=made.handle)  # fmt: skip


def verify(registration: Registration, *, at: datetime) -> Person:
    """Make the person that a registration describes, with the hat; its address has just proved itself.

    LinkEnded where it was used or replaced meanwhile.
    """
    return _verify(registration.id, registration.asked_at, at=at)


@command
def _verify(number: int, asked_at: datetime, *, at: datetime) -> Person:
    """Make the person of a registration; one that was asked for at another time got its number, and is none of it."""
    found = session.get(Registration, number, with_for_update=True)
    if found is None or found.asked_at != asked_at:
        raise ended("verify")
    person = add_person(
        handle=found.handle, name=found.name, at=at, email=found.email, password_hash=found.password_hash,
        country=found.country, language=found.language, verified=True,
    )  # fmt: skip
    add_hat(person, stakeholder_group=found.stakeholder_group, capacity=found.capacity,
            organisation=found.organisation, evidence=found.evidence, by=By(person.id, at))  # fmt: skip
    session.delete(found)
    return person


def join_invited(invitation: Invitation, applicant: Applicant, *, at: datetime) -> Person:
    """Make the person who was invited; following the link has proved the address.

    Invalid when something will not do; LinkEnded once the link was used.
    """
    check_applicant(applicant, invitation.email)
    return _join(invitation, applicant, hash_password(applicant.password), at=at)


@command
def _join(invitation: Invitation, applicant: Applicant, password_hash: str, *, at: datetime) -> Person:
    """Make an invited person whose password was hashed before anybody had to wait."""
    session.refresh(invitation, with_for_update=True)
    if invitation.used_at:
        raise ended("invite")
    person = add_person(handle=applicant.handle, name=applicant.name, at=at, email=invitation.email,
                        password_hash=password_hash, country=applicant.country, language=language(),
                        verified=True)  # fmt: skip
    add_hat(person, stakeholder_group=applicant.stakeholder_group, capacity=applicant.capacity,
            organisation=applicant.organisation, evidence=applicant.evidence, by=By(person.id, at))  # fmt: skip
    invitation.used_at = at
    return person


def take_over(invitation: Invitation, *, password: str, at: datetime) -> Person:
    """Let the claimant of an imported profile in: it has an address and a password from now on.

    Invalid for a password that will not do, and when the address belongs to another account meanwhile; LinkEnded once
    it was used.
    """
    actor = session.get_one(Actor, invitation.person_id)
    check_password(password, actor.handle or "", actor.name, invitation.email)
    return _take_over(invitation, hash_password(password), at=at)


@command
def _take_over(invitation: Invitation, password_hash: str, *, at: datetime) -> Person:
    """Let a claimant in whose password was hashed before anybody had to wait."""
    session.refresh(invitation, with_for_update=True)
    person = session.get_one(Person, invitation.person_id)
    session.refresh(person, with_for_update=True)
    if invitation.used_at or person.password_hash:
        raise ended("invite")
    check_open(person.id)
    if owner_of(invitation.email):
        raise Invalid({"": [_("This address belongs to another account. Ask the secretariat for a new link.")]})
    person.password_hash, person.verified_at, invitation.used_at = password_hash, at, at
    give_first_address(person.id, invitation.email, verified_at=at)
    record(By(person.id, at), None, events.CLAIM, events.Joined(person.actor.handle or "", person.source))
    return person


@housekeeping
def claim(person: Person, *, email: str, reason: str) -> None:
    """Ask the secretariat for an unclaimed profile; it answers by mail, in the language asked in.

    Asking again replaces the reason.

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
    asked = Invitation(email=email, language=language(), person_id=person.id, reason=reason, asked_at=clock.real_now())
    session.add(asked)


@housekeeping
def ask_reset(email: str, next_path: str = "") -> None:
    """Mail a link for a new password, and on to a path, to the address of an account; once in ``AGAIN`` seconds.

    For an address that none has as much is done, down to a row that is written: how long it takes tells nothing.
    """
    email, person = kept_email(email), owner_of(email)
    has = person is not None and person.deactivated_at is None and person.password_hash is not None
    was = fingerprint(person) if person else token_hash(email)[:16]
    lately = int(clock.real_now().timestamp()) // AGAIN
    key = f"reset:{token_hash(f'{email} {was} {lately} {has}')}"
    queue_mail(to=email if has else None, template="reset", key=key, language=person.language if person else language(),
               path=link_path("reset", {"email": email, "was": was, "next": next_path}),
               person=person.actor if person else _NOBODY)  # fmt: skip


def reset_password(token: str, password: str) -> Person:
    """Give a new password to the person of a reset link, and return the person; LinkEnded once it was used."""
    return _reset(token, _hash_for(person_by_reset(token), password))


@housekeeping
def _reset(token: str, password_hash: str) -> Person:
    session.refresh(person_by_reset(token), with_for_update=True)
    person = person_by_reset(token)
    _change_password(person, password_hash)
    return person


def change_password(person: Person, password: str, *, keep: str = "") -> None:
    """Give a new password, end the API tokens and every sign-in but the one of the token ``keep``; mail says so.

    NotAllowed where it is another than the one that ``person`` was read with.
    """
    _replace_password(person, _hash_for(person, password), fingerprint(person), keep=keep)


def _hash_for(person: Person, password: str) -> str:
    """Return the hash of a new password of a person; Invalid for one that will not do."""
    check_password(password, person.actor.handle or "", person.actor.name, *_verified(person))
    return hash_password(password)


def _verified(person: Person) -> Sequence[str]:
    own = (Address.person_id == person.id, Address.verified_at.is_not(None))
    return session.scalars(select(Address.email).where(*own)).all()


@housekeeping
def _replace_password(person: Person, password_hash: str, knew: str, *, keep: str) -> None:
    hold_account(person, knew)
    _change_password(person, password_hash, keep=keep)


def _change_password(person: Person, password_hash: str, *, keep: str = "") -> None:
    person.password_hash = password_hash
    end_sign_ins(person.id, but=keep)
    end_tokens(person.id)
    for email in _verified(person):
        _tell(person, email, "reset/changed")


def _tell(person: Person, email: str, what: str, **named: Any) -> None:
    """Queue a mail that tells a person what was changed in the account, whoever it was."""
    queue_mail(to=email, template=what, key=f"{what}:{email}:{clock.real_now()}", language=person.language,
               person=person.actor, **named)  # fmt: skip


@housekeeping
def ask_address(person: Person, email: str) -> None:
    """Mail a link to an address that a person wants to add, with the same answer where none goes.

    A known one gets none, nor does one to which LINKS went within a day; as much is done for it, as by ``ask_reset``.
    """
    email = check_email(email)
    known, often = owner_of(email), queued_within_a_day(_links_to(email)) >= LINKS
    goes = known is None and not often
    path = link_path("verify", {"person": person.id, "email": email})
    queue_mail(to=email if goes else None, template="verify/address", key=f"address:{token_hash(path)}",
               language=person.language, counted=None if often else _links_to(email), path=path,
               person=person.actor)  # fmt: skip


@housekeeping
def add_address(person_id: int, data: dict[str, Any]) -> None:
    """Add the address that a link has proved to the person who asked for it, and tell the others; LinkEnded for anyone
    else, and once the account is closed."""
    if data.get("person") != person_id:
        raise ended("verify")
    person = session.get_one(Person, person_id)
    session.refresh(person, with_for_update=True)
    check_open(person_id)
    if owner_of(data["email"]) is None:
        tell_person(person, "address-added", f"address-added:{clock.real_now()}", data["email"], everywhere=True)
        give_address(person_id, data["email"], verified_at=clock.now())


@housekeeping
def mail_to(person: Person, address_id: int) -> None:
    """Make an address of a person the one that mail goes to, also what waits, and tell the former one."""
    chosen, others = _address_of(person, address_id)
    if chosen:
        for address in others:
            if address.is_main:
                _tell(person, address.email, "address/changed", address=address.email)
                lead_news(address.email, chosen.email)
            address.is_main = False
        chosen.is_main = True


LET_GO: list[Callable[[Address], None]] = []
"""What the concepts above do once a person has an address no more, and goes on with others; given what it was."""


@housekeeping
def remove_address(person: Person, address_id: int) -> None:
    """Remove an address of a person, and tell it; Invalid for the only one, and for the one that mail goes to."""
    chosen, others = _address_of(person, address_id)
    if chosen and not others:
        raise Invalid({"": [_("This is your only address. Add another one first, and have mail sent there.")]})
    if chosen and chosen.is_main:
        raise Invalid({"": [_("Mail goes to this address. Choose another one for mail first.")]})
    if chosen:
        session.delete(chosen)
        session.flush()
        _let_go(person, chosen)


def _let_go(person: Person, former: Address) -> None:
    _tell(person, former.email, "address/changed", address=former.email)
    lead_news(former.email, mail_address(person.id))
    for note in LET_GO:
        note(former)


def _locked_addresses(person: Person) -> Sequence[Address]:
    return session.scalars(select(Address).where(Address.person_id == person.id).with_for_update()).all()


def _address_of(person: Person, address_id: int) -> tuple[Address | None, list[Address]]:
    """Return an address of a person (None for one that is nobody's, or another's) and the others, locked."""
    mine = _locked_addresses(person)
    chosen = next((address for address in mine if address.id == address_id), None)
    return chosen, [address for address in mine if address is not chosen]


@housekeeping
def replace_addresses(person: Person, email: str) -> None:
    """Put an address in the place of all that a person has lost, tell those, and mail a link for a new password to it.

    For the operator, who is sure whose it is. Invalid for what is no address, or another account has, and for whoever
    signs in with no password: a closed account, and a profile that nobody has claimed.
    """
    email, owner = check_email(email), owner_of(email)
    check_has_account(person)
    if owner and owner.id != person.id:
        raise Invalid(email=_("This address has an account already."))
    held = _locked_addresses(person)
    for address in held:
        session.delete(address)
    session.flush()
    give_address(person.id, email, verified_at=clock.now())
    for former in [address for address in held if address.email != email]:
        _let_go(person, former)
    ask_reset(email)


@housekeeping
def change_preferences(person: Person, **values: Any) -> None:
    """Change what is nobody else's business: mail pace, language, time zone."""
    for name, value in values.items():
        setattr(person, name, value)
