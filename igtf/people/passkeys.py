"""Passkeys as a second factor (Web Authentication, Level 2): what the browser is asked, and what its answer proves.

The library takes 16 MB of memory, so this room is entered only where somebody has a passkey, or makes one.
"""

import json
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
from webauthn.helpers import bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import PublicKeyCredentialDescriptor

from igtf.core import clock
from igtf.core.command import housekeeping
from igtf.core.db import session
from igtf.core.errors import Invalid
from igtf.core.i18n import gettext as _
from igtf.people.factors import note_added
from igtf.people.models import Passkey, Person
from igtf.people.queries import factors_of


def _site() -> str:
    return str(current_app.config["BASE_URL"])


def _host() -> str:
    return urlsplit(_site()).hostname or ""


def _known(person: Person) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(base64url_to_bytes(key.credential)) for key in factors_of(person.id).passkeys]


def wish_for_new(person: Person) -> tuple[str, str]:
    """Return what the browser is asked in order to make a passkey (JSON), and the challenge that it has to sign."""
    wish = generate_registration_options(
        rp_id=_host(), rp_name=str(current_app.config["SITE_NAME"]), user_id=str(person.id).encode(),
        user_name=str(person.actor.handle), user_display_name=person.actor.name, exclude_credentials=_known(person),
    )  # fmt: skip
    return options_to_json(wish), bytes_to_base64url(wish.challenge)


def wish_for_proof(person: Person) -> tuple[str, str]:
    """Return what the browser is asked in order to sign with a passkey (JSON), and the challenge."""
    wish = generate_authentication_options(rp_id=_host(), allow_credentials=_known(person))
    return options_to_json(wish), bytes_to_base64url(wish.challenge)


@housekeeping
def add_passkey(person: Person, *, answer: str, challenge: str, name: str) -> None:
    """Add the passkey that the browser made, as it answered; a mail says so. Invalid when it proves nothing."""
    try:
        made = verify_registration_response(
            credential=answer, expected_challenge=base64url_to_bytes(challenge), expected_rp_id=_host(),
            expected_origin=_site(), require_user_verification=False,
        )  # fmt: skip
    except (WebAuthnException, ValueError) as refusal:
        raise _proves_nothing() from refusal
    credential = bytes_to_base64url(made.credential_id)
    if session.scalar(select(Passkey.id).where(Passkey.credential == credential)):
        raise Invalid({"": [_("This passkey is known already.")]})
    key = bytes_to_base64url(made.credential_public_key)
    note_added(person, Passkey(credential=credential, public_key=key, count=made.sign_count, name=name))


@housekeeping
def spend_proof(person: Person, *, answer: str, challenge: str) -> None:
    """Take what the browser signed with a passkey of the person. Invalid when it proves nothing."""
    session.refresh(person, with_for_update=True)
    try:
        named = str(json.loads(answer)["id"])
        key = next(key for key in factors_of(person.id).passkeys if key.credential == named)
        proved = verify_authentication_response(
            credential=answer, expected_challenge=base64url_to_bytes(challenge), expected_rp_id=_host(),
            expected_origin=_site(), credential_public_key=base64url_to_bytes(key.public_key),
            credential_current_sign_count=key.count, require_user_verification=False,
        )  # fmt: skip
    except (WebAuthnException, ValueError, KeyError, TypeError, StopIteration) as refusal:
        raise _proves_nothing() from refusal
    key.count, key.used_at = proved.new_sign_count, clock.real_now()


def _proves_nothing() -> Invalid:
    return Invalid({"": [_("The browser's answer does not prove a passkey of this account. Try again.")]})
