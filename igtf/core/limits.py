"""Rate limits on what costs or can be guessed: sign-in, registration, reset, posting."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from ipaddress import IPv6Address, IPv6Network
from time import time
from typing import Any, TypeVar, cast

from flask import Blueprint, Flask, Response, g, request
from flask_limiter import ApplicationLimit, ExemptionScope, Limiter
from flask_limiter.util import get_remote_address
from flask_login import current_user

from igtf.core.database.servers import SAFE
from igtf.core.keeping.shared import QUICK


def place() -> str:
    """Return from where the present request comes: its address, of IPv6 the network of 64 bits.

    Each connection has such a network, and all its addresses to choose from (RFC 6177, RFC 8981).
    """
    address = get_remote_address()
    try:
        read = IPv6Address(address)
    except ValueError:
        return address
    return str(read.ipv4_mapped or IPv6Network((int(read), 64), strict=False))


View = TypeVar("View", bound=Callable[..., Any])

POSTING = "120 per minute; 2000 per day"
GUESSING = "10 per minute; 60 per hour"
_ALL = "all that is posted"


def _reader() -> str:
    """Return who is counted: a person who is signed in, as many may come from one place; of others the place."""
    return f"person {current_user.id}" if current_user.is_authenticated else place()


def _reads() -> bool:
    return request.method in SAFE


limiter = Limiter(
    place, strategy="moving-window",
    application_limits=[ApplicationLimit(POSTING, key_function=_reader, scope=_ALL, exempt_when=_reads)],
)  # fmt: skip

passwords = limiter.shared_limit(GUESSING, "passwords", key_func=_reader, exempt_when=lambda: request.method != "POST")
"""Decorator of views that ask for the present password: all count together, for each person."""

_posted = limiter.shared_limit(POSTING, _ALL, key_func=_reader)


def counted_when_known(blueprint: Blueprint) -> Blueprint:
    """Count what is posted to a ``blueprint`` after what it does first, as that is to find out whose it is."""

    @_posted
    def count() -> None:
        """Count the present request."""

    blueprint.before_request(count)
    return limiter.exempt(blueprint, flags=ExemptionScope.APPLICATION)


by_mail = _posted
"""Decorator of what takes comments by mail: counted with what the same person posts on pages."""


COSTLY = 20
"""How many of what is ``costly`` a reader gets in a minute."""

_rows = limiter.shared_limit(f"{COSTLY} per minute", "whole lists", key_func=_reader)


def costly(view: View) -> View:
    """Decorator of what costs as much as a hundred pages, such as a whole list: there, reading is counted too."""
    limited = _rows(view)

    @wraps(view)
    def counted(*given: Any, **named: Any) -> Any:
        g.reading_counts = True
        return limited(*given, **named)

    return cast(View, counted)


def to_wait() -> timedelta:
    """Return how long it takes until what a limit refused is taken again; nothing where none did, or what counts is
    away meanwhile."""
    met = limiter.current_limit
    try:
        return timedelta(seconds=int(met.reset_at - time())) if met and met.breached else timedelta()
    except limiter.storage.base_exceptions:
        return timedelta()


@limiter.request_filter
def _is_free() -> bool:
    """Return whether the present request is not counted, and no limit has to be looked for: it reads, and little."""
    return _reads() and "reading_counts" not in g


def init_app(app: Flask) -> None:
    """Count every unsafe request under POSTING, views of guessable things under GUESSING.

    In Redis when REDIS_URL is set, and in this process as long as Redis does not answer.
    """
    url = app.config["REDIS_URL"]
    app.config.update(
        RATELIMIT_STORAGE_URI=url or "memory://",
        RATELIMIT_STORAGE_OPTIONS=dict(QUICK) if url else {},
        RATELIMIT_IN_MEMORY_FALLBACK_ENABLED=bool(url),
        RATELIMIT_ENABLED=app.config["LIMITS"],
        RATELIMIT_HEADERS_ENABLED=True,
    )
    app.before_request(_known)
    app.after_request(_no_sooner)  # these are asked in the opposite order: after the limiter
    limiter.init_app(app)


def _known() -> None:
    """Look up who posts before the limiter does: it would take a database that is down for its own storage."""
    if not _reads():
        current_user.is_authenticated  # noqa: B018


def _no_sooner(response: Response) -> Response:
    """Say when to come back only where something was not done and may be later (RFC 9110, section 10.2.3)."""
    if response.status_code not in (429, 503):
        response.headers.pop("Retry-After", None)
    return response
