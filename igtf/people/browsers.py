"""Browsers in which somebody has signed in before, by a cookie that the sign-in alone gets.

What is tried there counts apart from what the rest of the world tries: otherwise wrong passwords keep the owner of an
account out for as long as somebody goes on with them (OWASP, "Slow Down Guessing Attacks with Device Cookies").
"""

from flask import current_app, request
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from igtf.people.entry import looked_up
from igtf.people.passwords import token_hash

_COOKIE = "known"
_KEPT = 31_536_000
"""Seconds that a browser is known after a sign-in: a year."""


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="people.browsers")


def _hashed(login: str) -> str:
    return token_hash(looked_up(login))


def remember(response: Response, login: str) -> Response:
    """Let this browser be known as one in which the password of a login was given; return the response."""
    response.set_cookie(
        _COOKIE, str(_signer().dumps(_hashed(login))), max_age=_KEPT, path="/sign-in", httponly=True,
        samesite="Lax", secure=current_app.config["PRODUCTION"],
    )  # fmt: skip
    return response


def counted(login: str) -> str:
    """Return what the tries of a login are counted as, however it is spelled: a hash, as it is kept for an hour."""
    try:
        known = _signer().loads(request.cookies.get(_COOKIE, ""), max_age=_KEPT)
    except BadData:
        known = ""
    tried = _hashed(login)
    return f"known sign-in {tried}" if known == tried else f"sign-in {tried}"
