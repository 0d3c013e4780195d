"""Passwords (argon2id) and random tokens of which only the hash is kept."""

import hashlib
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app


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


def new_token() -> str:
    """Return a random token for a cookie, a link or the API."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """Return the hash under which a token is kept."""
    return hashlib.sha256(token.encode()).hexdigest()
