"""Passwords (argon2id), what they must be like, and random tokens of which only the hash is kept."""

import hashlib
import hmac
import re
import secrets
from functools import cache
from importlib import resources

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app

from igtf.core.errors import Invalid
from igtf.core.i18n import gettext as _

SHORTEST_PASSWORD = 10
_OWN_PART = 6  # characters that have to be left when the person's own names are taken out
_DISTINCT = 5


def _hasher() -> PasswordHasher:
    time_cost, memory, parallelism = (int(part) for part in current_app.config["ARGON2_COST"].split(","))
    return PasswordHasher(time_cost=time_cost, memory_cost=memory, parallelism=parallelism)


def hash_password(password: str) -> str:
    """Return the argon2id hash of ``password``."""
    return _hasher().hash(password)


def password_fits(hashed: str | None, password: str) -> bool:
    """Return whether ``password`` fits; takes as long when there is no hash, so that nothing shows who exists."""
    hasher = _hasher()
    if hashed is None:
        hasher.hash(password)
        return False
    try:
        return hasher.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _common() -> frozenset[str]:
    text = resources.files("igtf.people").joinpath("data/common_passwords.txt").read_text("utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))


def check_password(password: str, *own: str) -> None:
    """Raise Invalid when ``password`` is easily guessed; ``own`` are names of its person."""
    plain = password.casefold()
    left = plain
    for word in sorted({part for name in own for part in re.split(r"[\s@.-]+", name.casefold())} | set(own), key=len):
        left = left.replace(word.casefold(), "") if len(word) >= 3 else left
    if len(password) < SHORTEST_PASSWORD:
        said = _("Use at least %(least)s characters; a sentence is easy to remember.", least=SHORTEST_PASSWORD)
    elif plain in _common() or len(set(plain)) < _DISTINCT:
        said = _("This password is among the first that are guessed. Choose another one.")
    elif len(left) < _OWN_PART:
        said = _("This password is hardly more than your name. Choose another one.")
    else:
        return
    raise Invalid(password=said)


def new_token() -> str:
    """Return a random token for a cookie, a link or the API."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """Return the hash under which a token is kept."""
    return hashlib.sha256(token.encode()).hexdigest()


def mark_of(email: str) -> str:
    """Return by what an address is known again that is kept no more; without the key of the site it tells nothing."""
    return hmac.digest(str(current_app.secret_key).encode(), f"address {email}".encode(), "sha256").hex()[:32]
