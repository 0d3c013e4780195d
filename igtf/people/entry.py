"""Who comes in: whom a link from a mail, an address or a password is of. Nothing here says who has an account.

The answer is the same whether or not an address is known. A password takes as long to try either way, and so
does asking for a link for a new one.
"""

from typing import Any

from sqlalchemy import select

from igtf.core.db import session
from igtf.core.errors import Invalid, NotAllowed
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.people.links import LinkEnded, ended, link_path, read_link
from igtf.people.models import Address, Invitation, Person, Registration
from igtf.people.names import kept_email
from igtf.people.passwords import password_fits, token_hash
from igtf.people.policy import UNCLAIMED
from igtf.record.models import Actor

CLOSED = _l("This profile is closed. Ask the secretariat to open it again.")


def check_has_account(person: Person) -> None:
    """Raise Invalid for whoever signs in with no password: a closed account, and a profile that nobody has claimed."""
    if person.deactivated_at:
        raise Invalid({"": [str(CLOSED)]})
    if not person.password_hash:
        raise Invalid({"": [str(UNCLAIMED)]})


def owner_of(email: str) -> Person | None:
    """Return the person who has an address; None for one that nobody has."""
    own = Address.email == kept_email(email)
    return session.scalar(select(Person).join(Address, Address.person_id == Person.id).where(own))


def has_account(email: str) -> bool:
    """Return whether an address is one of an account that is open; only for whom a link proves it to read its mail."""
    owner = owner_of(email)
    return owner is not None and not owner.deactivated_at


def is_owner(person_id: int, email: str) -> bool:
    """Return whether an address is one of a person."""
    owner = owner_of(email)
    return owner is not None and owner.id == person_id


def registration_of(token: str) -> Registration | None:
    """Return the registration that a link from a mail is about; None where its address was verified already.

    LinkEnded when the link counts no more: a newer one was asked for, or the account was closed.
    """
    data = read_link("verify", token)
    found = session.get(Registration, data.get("registration", 0))
    if found is not None and found.asked_at.isoformat() == data["asked"]:
        return found
    if not has_account(data.get("email", "")):
        raise ended("verify")
    return None


def is_same_browser(registration: Registration, browser: str | None) -> bool:
    """Return whether the browser with this secret is the one that registered."""
    return bool(browser) and token_hash(str(browser)) == registration.browser_hash


def knows_password(registration: Registration, password: str) -> bool:
    """Return whether this is the password chosen with the registration."""
    return password_fits(registration.password_hash, password)


def invitation_path(invitation: Invitation) -> str:
    """Return the path of the link that proves to have the mail of an invitation.

    It says whose it is and since when: a number may come again, once the row that had it is gone.
    """
    asked = invitation.asked_at.isoformat()
    return link_path("invite", {"invitation": invitation.id, "asked": asked, "email": invitation.email})


def _invited(data: dict[str, Any]) -> Invitation | None:
    found = session.get(Invitation, data["invitation"])
    same = found and (found.asked_at.isoformat(), found.email) == (data.get("asked"), data.get("email"))
    return found if same else None


def invitation_of(token: str) -> Invitation | None:
    """Return the invitation that a link from a mail is about; None where it was used, and its address lets one in.

    LinkEnded when it was refused, or the profile or account that it is about was closed.
    """
    found = _invited(read_link("invite", token))
    if found is not None and found.used_at and has_account(found.email):
        return None
    if found is None or found.used_at or found.refused_at or not found.sent_at:
        raise ended("invite")
    if found.person_id:
        check_open(found.person_id)
    return found


def check_open(person_id: int) -> None:
    """Raise LinkEnded when the account of a person is closed: a link from a mail speaks for it no more."""
    if session.get_one(Person, person_id).deactivated_at:
        raise LinkEnded(str(CLOSED))


def check_reads(person_id: int, email: str) -> None:
    """Raise LinkEnded where a link that acts for a person without a sign-in speaks for them no more.

    The account is closed, or the address is theirs no longer to which the mail with it went ('' of links of before).
    """
    check_open(person_id)
    if email and not is_owner(person_id, email):
        raise LinkEnded(_("It was sent to an address that is no longer one of this account. Sign in instead."),
                        (_("Sign in"), "/sign-in"))  # fmt: skip


def profile_of(invitation: Invitation) -> Person | None:
    """Return the profile that an invitation is about, None where it makes a new account."""
    return session.get(Person, invitation.person_id) if invitation.person_id else None


def looked_up(login: str) -> str:
    """Return an address or a handle as it is looked up: in whatever letters an address is written, it is the same."""
    return kept_email(login) if "@" in login else login.lower()


def person_by_login(login: str, password: str) -> Person | None:
    """Return the person whose address or handle and password these are; takes as long for an unknown one."""
    person = owner_of(login) if "@" in login else session.scalar(
        select(Person).join(Actor, Actor.id == Person.id).where(Actor.handle == looked_up(login))
    )  # fmt: skip
    fits = password_fits(person.password_hash if person else None, password)
    return person if person and fits and not person.deactivated_at else None


def waits_for_link(login: str, password: str) -> bool:
    """Return whether these are of a registration whose link was not opened yet.

    It is asked of known and unknown addresses alike and takes as long for both: nothing shows who has an account.
    """
    own = (Registration.email if "@" in login else Registration.handle) == looked_up(login)
    newest = select(Registration.password_hash).where(own).order_by(Registration.id.desc()).limit(1)
    return password_fits(session.scalar(newest), password)


def fingerprint(person: Person) -> str:
    """Return by what it is known that a person's password is still the same."""
    return token_hash(person.password_hash or "")[:16]


def hold_account(person: Person, knew: str) -> None:
    """Lock the account of who proved a password, of which ``knew`` is the fingerprint. For commands.

    NotAllowed where it is another by now or the account was closed: whoever knew the former one alone is out, also with
    what was under way.
    """
    session.refresh(person, with_for_update=True)
    if person.deactivated_at or fingerprint(person) != knew:
        raise NotAllowed(
            _("Meanwhile the password of this account was changed, or the account was closed. Sign in again.")
        )


def person_by_reset(token: str) -> Person:
    """Return the person of a reset link; LinkEnded once the password was changed or the address is not theirs any more.

    Whoever has lost an address takes it from the account: the link that lies there opens nothing then.
    """
    data = read_link("reset", token)
    person = owner_of(data.get("email", ""))
    if person is None or person.deactivated_at or fingerprint(person) != data["was"]:
        raise ended("reset")
    return person


def check_present(person: Person, password: str) -> None:
    """Raise Invalid unless this is the password that the person has now."""
    if not password_fits(person.password_hash, password):
        raise Invalid(present=_("This is not your present password."))
