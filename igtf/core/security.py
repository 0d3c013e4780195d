"""Headers, cookies and the masked CSRF token. One place, so that the policy can be read."""

import re
import secrets
from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256
from typing import Any
from urllib.parse import quote

import structlog
from flask import Flask, Response, abort, current_app, g, request, session
from flask_wtf.csrf import CSRFProtect, generate_csrf, validate_csrf
from werkzeug.routing import Map
from werkzeug.sansio.utils import host_is_trusted

from igtf.core.errors import Invalid, UnknownHost
from igtf.core.i18n import gettext as _
from igtf.core.sent.submits import BESIDE, Submit, submit_of
from igtf.core.text.plaintext import whole

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "font-src 'none'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; "
    "manifest-src 'self'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def mask(token: str) -> str:
    """Return ``token`` under a one-time pad, other bytes each time, so that compression tells nothing (BREACH)."""
    plain = token.encode()
    pad = secrets.token_bytes(len(plain))
    return (pad + _xor(pad, plain)).hex()


def _xor(one: bytes, other: bytes) -> bytes:
    return (int.from_bytes(one) ^ int.from_bytes(other)).to_bytes(len(one))


def unmask(masked: str) -> str:
    """Return what ``mask`` hid; the text itself when it is no masked token."""
    try:
        both = bytes.fromhex(masked)
        half = len(both) // 2
        return _xor(both[:half], both[half:]).decode()
    except (ValueError, OverflowError):
        return masked


class _Fits(Exception):
    """Ends the look at a token: it is one of this session's."""


class _MaskedCSRF(CSRFProtect):
    """Flask-WTF's look at the token of an unsafe request, which comes masked; one seen before is not unsigned again."""

    def protect(self, apply_exemptions: bool = False) -> None:
        try:
            super().protect(apply_exemptions)
        except _Fits:
            g.csrf_valid = True

    def _get_csrf_token(self) -> str | None:
        masked: str | None = super()._get_csrf_token()
        if masked and "csrf_token" in session:
            _check_fits(current_app.secret_key, session["csrf_token"], unmask(masked))
            raise _Fits
        return masked


@lru_cache(2_000)
def _check_fits(_secret: Any, _own: str, given: str) -> None:
    """Raise ValidationError unless the token ``given`` is one of the present session, whose own is ``_own``."""
    validate_csrf(given)


csrf = _MaskedCSRF()
"""Protects every unsafe request; ``@csrf.exempt`` frees a view whose signed link is the proof."""


def masked_csrf_token() -> str:
    """Return the CSRF token of this session, masked for one page: all its forms carry the same."""
    if "masked_csrf" not in g:
        token = session.get("csrf_token")
        g.masked_csrf = mask(_signed(current_app.secret_key, token) if token else generate_csrf())
    return str(g.masked_csrf)


@lru_cache(2_000)
def _signed(_secret: Any, _token: str) -> str:
    """Return the token of the present session, signed: once, as no time ends what was signed before."""
    return str(generate_csrf())


def once_token() -> str:
    """Return a fresh key for a form, so that a double submit is one act."""
    return secrets.token_urlsafe(12)


def once_given() -> Submit | None:
    """Return the submit of the form that was posted, None without a key; Invalid when that is none of ours."""
    key = request.form.get("once")
    if key and not re.fullmatch("[A-Za-z0-9_-]{1,100}", key):
        raise Invalid({"": [_("This form came damaged. Open it again and send what you wrote, kept below.")]})
    return submit_of(key, [*answers_given(), *_files()]) if key else None


def answers_given() -> list[tuple[str, str]]:
    """Return the answers of the form that was posted, as (field, text), without what goes along with every form."""
    return [(name, text) for name, text in request.form.items(multi=True) if name not in BESIDE]


def _files() -> Iterator[tuple[str, str | None, str]]:
    """Give each file that came along, as its field, name and hash; whoever reads it later begins at its start."""
    for name, file in request.files.items(multi=True):
        file.stream.seek(0)
        yield name, file.filename, sha256(file.stream.read()).hexdigest()
        file.stream.seek(0)


NEVER = 0
"""A revision that no subject has: whoever claims it is told to look again."""


def revision_given() -> int | None:
    """Return the revision that the posted form was opened with; None without one, ``NEVER`` for nonsense."""
    text = request.form.get("revision")
    return whole(text) or NEVER if text else None


def new_session() -> None:
    """Forget the cookie's session: a new one begins (at sign-in, sign-out and becoming another person)."""
    session.clear()


_log = structlog.get_logger("igtf")

LONGEST_QUERY, MOST_PARAMETERS = 8_192, 200
"""Bytes of what follows the path of an address, and how many parameters it names: no page asks for as many."""


def _known_host() -> None:
    # Flask's own TRUSTED_HOSTS refuses before there are addresses, so that no error page could be made. What that page
    # looks like holds no address, and is the same under any name.
    hosts = current_app.config["HOSTS"]
    if hosts and request.endpoint != "asset" and not host_is_trusted(request.host, hosts):
        _log.warning("host not answered", host=request.host[:100], see="IGTF_BASE_URL and IGTF_TRUSTED_HOSTS")
        raise UnknownHost(_("Look whether its address is written right. Who runs it finds the name in its log."))


def _bounded_address() -> None:
    """Refuse an address that asks for too much, and the one character that no database takes."""
    if len(request.query_string) > LONGEST_QUERY or request.query_string.count(b"&") >= MOST_PARAMETERS:
        abort(414)
    if "\x00" in request.path:
        abort(404)
    for name, text in request.args.items(multi=True):
        if "\x00" in name + text:
            shown = name.replace("\x00", "")
            raise Invalid({shown: [_("%(name)s holds a control character; remove it.", name=shown)]})


def init_app(app: Flask) -> None:
    """Set cookie flags, size limits, CSRF protection and the header set of every answer."""
    production = app.config["PRODUCTION"]
    app.config.update(
        SESSION_COOKIE_NAME="__Host-igtf" if production else "igtf",
        SESSION_COOKIE_SECURE=production,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_REFRESH_EACH_REQUEST=False,
        MAX_CONTENT_LENGTH=6 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=6 * 1024 * 1024,
        MAX_FORM_PARTS=500,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
    )
    app.before_request(_known_host)
    csrf.init_app(app)
    app.jinja_env.globals.update(csrf_token=masked_csrf_token, once_token=once_token)

    app.before_request(_bounded_address)

    always = HEADERS | ({"Strict-Transport-Security": "max-age=63072000; includeSubDomains"} if production else {})

    @app.after_request
    def headers(response: Response) -> Response:
        secret, there = secret_in_address(), {name.lower() for name, _value in response.headers}
        own = {"Referrer-Policy": "no-referrer"} if secret else {}
        caching = "no-cache" if request.method in ("GET", "HEAD") and not secret else "no-store"
        for name, value in (always | own | {"Cache-Control": caching}).items():
            if name.lower() not in there:
                response.headers.add(name, value)
        return response


def returned_to(response: Response) -> Response:
    """Return the answer to a form, without secrets, which the browser shows again to who comes back to it.

    An answer that is stored nowhere it can only fetch anew, which would submit the form once more: it shows an error.
    """
    response.headers["Cache-Control"] = "no-cache"
    return response


def kept_nowhere(response: Response) -> Response:
    """Return the answer, which nobody stores."""
    response.headers["Cache-Control"] = "no-store"
    return response


def secret_in_address() -> str | None:
    """Return the pattern of the address where it holds the token of a signed link, None for any other.

    It is not logged, kept or told to others; nor is one that leads nowhere and begins as such a link does, as when a
    slash or a sign of the mail's text came along.
    """
    if request.url_rule:
        return request.url_rule.rule if "token" in (request.view_args or {}) else None
    return next((rule for start, rule in _secrets(current_app.url_map) if request.path.startswith(start)), None)


@lru_cache(1)
def _secrets(places: Map) -> list[tuple[str, str]]:
    """Return how the addresses with a token begin, each with its pattern."""
    return [(rule.rule.partition("<")[0], rule.rule) for rule in places.iter_rules() if "token" in rule.arguments]


def there_and_back(path: str, back: str | None) -> str:
    """Return the address of a page that leads to ``back`` when its form is done, where there is such a place."""
    return f"{path}?back={quote(back)}" if back else path


def own_path(target: Any) -> str | None:
    """Return ``target`` when it is a path of this site, else None (no redirect leads elsewhere)."""
    text = str(target or "")
    bad = text.startswith(("//", "/\\")) or any(ord(char) < 33 for char in text)
    return text if text.startswith("/") and not bad else None
