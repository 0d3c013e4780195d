"""Passkeys as a second factor (Web Authentication, Level 2): what the browser is asked, and what its answer proves.

The library takes 16 MB of memory, so this room is entered only where somebody has a passkey, or makes one.
"""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from secrets import token_bytes
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy import select
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import bytes_to_base64url, decode_credential_public_key, decoded_public_key_to_cryptography
from webauthn.helpers.structs import PublicKeyCredentialDescriptor

from igtf.core import clock
from igtf.core.command import housekeeping
from igtf.core.db import session
from igtf.core.errors import Invalid
from igtf.core.i18n import gettext as _
from igtf.people.entry import fingerprint
from igtf.people.factors import note_added
from igtf.people.models import Passkey, Person
from igtf.people.queries_account import factors_of

Proved = TypeVar("Proved")


LASTS = timedelta(minutes=5)
"""How long a challenge may be answered."""

_LONGEST = 20_000
"""Characters of an answer; those of real keys are a tenth of it."""


class Challenge(NamedTuple):
    """What the browser has to sign: random bytes (base64url), and when they were made; it lies in the signed cookie."""

    text: str
    made_at: str

    @classmethod
    def new(cls) -> "Challenge":
        """Return a new one."""
        return cls(bytes_to_base64url(token_bytes(32)), clock.real_now().isoformat())

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.made_at)

    @property
    def is_fresh(self) -> bool:
        """Whether it may still be answered."""
        return clock.real_now() - self.moment < LASTS


def _origin() -> str:
    """Return this site as browsers name it: in lower case, without the port that goes without saying."""
    site = urlsplit(str(current_app.config["BASE_URL"]))
    usual = {"https": 443, "http": 80}[site.scheme]
    host = f"[{site.hostname}]" if ":" in (site.hostname or "") else site.hostname
    return f"{site.scheme}://{host}" + (f":{site.port}" if site.port not in (None, usual) else "")


def _host() -> str:
    return urlsplit(_origin()).hostname or ""


def _known(person: Person) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(base64url_to_bytes(key.credential)) for key in factors_of(person.id).passkeys]


def wish_for_new(person: Person, challenge: Challenge) -> str:
    """Return what the browser is asked in order to make a passkey (JSON)."""
    wish = generate_registration_options(
        rp_id=_host(), rp_name=str(current_app.config["SITE_NAME"]), user_id=str(person.id).encode(),
        user_name=str(person.actor.handle), user_display_name=person.actor.name, exclude_credentials=_known(person),
        challenge=base64url_to_bytes(challenge.text),
    )  # fmt: skip
    return options_to_json(wish)


def wish_for_proof(person: Person, challenge: Challenge) -> str:
    """Return what the browser is asked in order to sign with a passkey (JSON)."""
    wish = generate_authentication_options(
        rp_id=_host(), allow_credentials=_known(person), challenge=base64url_to_bytes(challenge.text)
    )
    return options_to_json(wish)


def _checked(answer: str, challenge: Challenge | None, check: Callable[..., Proved], **more: Any) -> Proved:
    """Return what an answer proves. Whatever the library stumbles over in it proves nothing: Invalid."""
    if not answer or len(answer) > _LONGEST or challenge is None or not challenge.is_fresh:
        raise _proves_nothing()
    try:
        return check(
            credential=answer, expected_challenge=base64url_to_bytes(challenge.text), expected_rp_id=_host(),
            expected_origin=_origin(), require_user_verification=False, **more,
        )  # fmt: skip
    except Exception as refusal:  # what was sent is anybody's
        raise _proves_nothing() from refusal


def add_passkey(person: Person, *, answer: str, challenge: Challenge | None, name: str, this: str = "") -> None:
    """Add the passkey that the browser made, as it answered; a mail says so. Invalid when it proves nothing.

    ``this`` is as for ``factors.add_app``.
    """
    made = _checked(answer, challenge, verify_registration_response)
    _usable(made.credential_public_key)
    credential = bytes_to_base64url(made.credential_id)
    key = Passkey(credential=credential, public_key=bytes_to_base64url(made.credential_public_key),
                  count=made.sign_count, proved_at=clock.real_now(), name=name)  # fmt: skip
    _add(person, key, this, fingerprint(person))


@housekeeping
def _add(person: Person, key: Passkey, this: str, knew: str) -> None:
    if session.scalar(select(Passkey.id).where(Passkey.credential == key.credential)):
        raise Invalid({"": [_("This passkey is known already.")]})
    note_added(person, key, this, knew)


def _usable(public_key: bytes) -> None:
    try:
        decoded_public_key_to_cryptography(decode_credential_public_key(public_key))
    except Exception as refusal:  # the key, too, is anybody's
        raise _proves_nothing() from refusal


@housekeeping
def spend_proof(person: Person, *, answer: str, challenge: Challenge | None) -> None:
    """Take what the browser signed with a passkey of the person, once. Invalid when it proves nothing."""
    session.refresh(person, with_for_update=True)
    key = next((key for key in factors_of(person.id).passkeys if key.credential == _named(answer)), None)
    if key is None or challenge is None or challenge.moment <= key.proved_at:
        raise _proves_nothing()
    proved = _checked(
        answer, challenge, verify_authentication_response, credential_current_sign_count=key.count,
        credential_public_key=base64url_to_bytes(key.public_key),
    )  # fmt: skip
    key.count, key.used_at, key.proved_at = proved.new_sign_count, clock.real_now(), challenge.moment


def _named(answer: str) -> str:
    """Return which passkey an answer says it is of; empty for none."""
    try:
        return str(json.loads(answer[:_LONGEST])["id"])
    except (RecursionError, ValueError, KeyError, TypeError):
        return ""


def _proves_nothing() -> Invalid:
    return Invalid({"": [_("The browser's answer does not prove a passkey of this account. Try again.")]})
