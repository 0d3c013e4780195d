"""The second factor of a sign-in: an app that shows codes, a passkey; codes for the day on which both are lost."""

import hmac
import secrets
from base64 import b32encode
from typing import Any
from urllib.parse import urlsplit

import pyotp
from flask import current_app
from sqlalchemy import delete, select

from igtf.core import clock
from igtf.core.command import housekeeping
from igtf.core.db import session
from igtf.core.errors import Invalid, NotAllowed
from igtf.core.i18n import gettext as _
from igtf.core.text.plaintext import plain_figures
from igtf.people.account_mails import tell_person
from igtf.people.entry import fingerprint, hold_account
from igtf.people.models import Authenticator, Factor, Person, RecoveryCode, WrongCodes
from igtf.people.passwords import token_hash
from igtf.people.queries_account import FACTORS, factors_of, get_factor_or_404
from igtf.people.roles import SECURED, are_asked_for, roles_of
from igtf.people.signins import end_sign_ins, end_tokens, has_factor, sign_in

TABLES: tuple[Any, ...] = (*FACTORS.values(), RecoveryCode, WrongCodes)
"""Where all that belongs to the second factor is kept, by person."""

_CODES = 10
_WRONG_TOLD = 5
_NEAR = (-1, 0, 1)
"""Time steps of 30 seconds around the present one of which a code is taken (RFC 6238, section 5.2)."""


def is_needed(person_id: int) -> bool:
    """Return whether a person has a role that signs in with a second factor."""
    held = {name for name, _subject in roles_of(person_id).held}
    return are_asked_for() and not held.isdisjoint(SECURED)


def has_passkeys() -> bool:
    """Return whether browsers make passkeys for this site: over TLS, or on ``localhost`` where it is called so."""
    site = str(current_app.config["BASE_URL"])
    return site.startswith("https://") or urlsplit(site).hostname == "localhost"


def secret_of(salt: str) -> str:
    """Return the secret that the app with this salt shares with the site: 160 bits in Base32 (RFC 4226, section 4)."""
    key = str(current_app.secret_key).encode()
    return b32encode(hmac.digest(key, f"authenticator {salt}".encode(), "sha1")).decode()


def address_of(person: Person, salt: str) -> str:
    """Return the address (otpauth:) by which an app learns its secret, as a picture or a link."""
    site = str(current_app.config["SITE_NAME"])
    return pyotp.TOTP(secret_of(salt)).provisioning_uri(name=person.actor.handle, issuer_name=site)


def _plain(code: str) -> str:
    """Return a code as it is compared: figures of any script as ours, and nothing but letters and figures."""
    return "".join(char for char in plain_figures(code).lower() if char.isascii() and char.isalnum())


def _step_of(salt: str, code: str, *, after: int = 0) -> int | None:
    """Return the time step whose code this is; None when it is that of none near, or of none later than ``after``."""
    app = pyotp.TOTP(secret_of(salt))
    now = app.timecode(clock.real_now())
    steps = [now + near for near in _NEAR if now + near > after]
    return next((step for step in steps if hmac.compare_digest(app.generate_otp(step), _plain(code))), None)


@housekeeping
def let_in(person_id: int, agent: str, *, knew: str, proved: bool) -> str:
    """Begin a sign-in of who knew the password with this fingerprint, and ``proved`` a factor; return its token.

    NotAllowed where the password is another by now, and where a factor is wanted that was none when it was given.
    """
    hold_account(session.get_one(Person, person_id), knew)
    if not proved and (has_factor(person_id) or is_needed(person_id)):
        raise NotAllowed(
            _("Meanwhile this account was given a second factor, or a role that needs one. Sign in again.")
        )
    return sign_in(person_id, agent)


def add_app(person: Person, *, salt: str, code: str, name: str, this: str = "") -> None:
    """Add the app with this salt, which proves itself by its present code; a mail says so. Invalid for another code.

    ``this`` is the token of the sign-in that adds it; without one it is the first factor of who waits for it.
    """
    step = _step_of(salt, code)
    if step is None:
        raise Invalid(code=_("This is not the code that the app shows now. Is the time of your device right?"))
    note_added(person, Authenticator(salt=salt, name=name, step=step), this, fingerprint(person))


@housekeeping
def note_added(person: Person, made: Factor, this: str, knew: str) -> None:
    """Keep a factor that has proved itself, added by who knew the password with a fingerprint, and tell the person.

    With the first one every other sign-in and every API token ends: none of them has proved it. Invalid for who waits
    at the sign-in and has one already: there only the first one is added. NotAllowed where the password is another now.
    """
    hold_account(person, knew)
    had = factors_of(person.id).how_many
    if had and not this:
        raise Invalid({"": [_("This account has a second factor already. Sign in with it.")]})
    if not had:
        end_sign_ins(person.id, but=this)
        end_tokens(person.id)
    made.person_id, made.made_at = person.id, clock.real_now()
    session.add(made)
    session.flush()
    _tell(person, "factor-added", made.name)


def _tell(person: Person, said: str, what: str = "") -> None:
    """Tell a person at each verified address what happened to the factors; each time anew."""
    tell_person(person, said, f"{person.id}:{said}:{clock.real_now()}", what, everywhere=True)


@housekeeping
def spend_code(person: Person, code: str) -> None:
    """Take a code of an app, or a recovery code, once; a mail tells of the latter. Invalid for any other."""
    session.refresh(person, with_for_update=True)
    for app in session.scalars(select(Authenticator).where(Authenticator.person_id == person.id)):
        step = _step_of(app.salt, code, after=app.step)
        if step:
            app.step, app.used_at = step, clock.real_now()
            return
    own = RecoveryCode.person_id == person.id, RecoveryCode.code_hash == token_hash(_plain(code))
    found = session.scalar(select(RecoveryCode).where(*own))
    if found is None:
        raise Invalid(
            code=_(
                "This code does not fit, or was used already. Take the next one of the app, or another recovery code."
            )
        )
    session.delete(found)
    _tell(person, "code-used")


@housekeeping
def note_wrong(person: Person) -> None:
    """Count a code that was wrong after the right password; the fifth of a day is told: somebody has the password."""
    today = clock.real_now().date()
    known = session.get(WrongCodes, person.id, with_for_update=True)
    if known is None:
        known = WrongCodes(person_id=person.id, day=today, count=0)
        session.add(known)
    known.day, known.count = today, known.count + 1 if known.day == today else 1
    if known.count == _WRONG_TOLD:
        _tell(person, "wrong-codes")


def new_codes(person: Person) -> list[str]:
    """Make new recovery codes in place of the former ones and return them; only their hashes are kept.

    NotAllowed where the password is another than the one that ``person`` was read with.
    """
    return _new_codes(person, fingerprint(person))


@housekeeping
def _new_codes(person: Person, knew: str) -> list[str]:
    hold_account(person, knew)
    had = factors_of(person.id).codes
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
    made = [b32encode(secrets.token_bytes(10)).decode().lower() for _number in range(_CODES)]
    session.add_all(RecoveryCode(person_id=person.id, code_hash=token_hash(code)) for code in made)
    if had:
        _tell(person, "codes-made")
    return ["-".join(code[start : start + 4] for start in range(0, len(code), 4)) for code in made]


def remove_factor(person: Person, kind: str, number: int) -> None:
    """Remove an app or a passkey; with the last one the recovery codes go. A mail says so.

    NotFound when it is not the person's; Invalid for the last one of somebody whose role needs one; NotAllowed where
    the password is another than the one that ``person`` was read with.
    """
    _remove_factor(person, kind, number, fingerprint(person))


@housekeeping
def _remove_factor(person: Person, kind: str, number: int, knew: str) -> None:
    hold_account(person, knew)
    found = get_factor_or_404(person.id, kind, number)
    left = factors_of(person.id).how_many - 1
    if not left and is_needed(person.id):
        raise Invalid({"": [_("Your role needs a second factor, and this is your only one. Add another one first.")]})
    session.delete(found)
    if not left:
        session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
    _tell(person, "factor-removed", found.name)


@housekeeping
def forget_factors(person: Person) -> None:
    """Remove all factors and recovery codes of somebody who has lost them, and end what is signed in. For the operator.

    A mail says so. Invalid for who has none, such as another one than who was meant.
    """
    session.refresh(person, with_for_update=True)
    if not factors_of(person.id).how_many:
        raise Invalid({"": [_("This account has no second factor, so nothing was removed.")]})
    for table in TABLES:
        session.execute(delete(table).where(table.person_id == person.id))
    end_sign_ins(person.id)
    end_tokens(person.id)
    _tell(person, "factors-lost")
