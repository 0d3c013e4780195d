"""Flask as this program uses it: without what it asks anew at each request though the answer never changes."""

import time
from collections.abc import Callable, Iterable
from copy import deepcopy
from functools import cache, lru_cache, partial
from typing import Any, cast

from flask import Flask, Response
from flask.json.tag import TaggedJSONSerializer
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from itsdangerous import SignatureExpired, URLSafeTimedSerializer
from werkzeug.routing import Rule

from igtf.core.page.templates import Environment
from igtf.core.tracking import untracked

KNOWN = 1000
"""Cookies that a process remembers to have been signed here: each comes again with the next page of its reader."""


MOST_MESSAGES = 3
"""Messages that wait in a cookie for the next page of their reader."""


class CookieSigner:
    """What signs cookies, and remembers which it has found to be signed, and when that was."""

    def __init__(self, signs: URLSafeTimedSerializer) -> None:
        self.dumps = signs.dumps
        self._open = lru_cache(KNOWN)(partial(signs.loads, return_timestamp=True))

    def loads(self, text: str, max_age: int) -> Any:
        """Return what a cookie holds. Raises BadSignature, and SignatureExpired when it is older than ``max_age``."""
        held, at = self._open(text)
        if time.time() - at.timestamp() > max_age:
            raise SignatureExpired(f"older than {max_age} seconds", payload=None, date_signed=at)
        return deepcopy(held)


class _Tagged(TaggedJSONSerializer):
    """Flask's way to write what a session holds; it asks eight kinds of values of each text whether that is one."""

    def tag(self, value: Any) -> Any:
        """Return a value as JSON can hold it."""
        return value if type(value) in _PLAIN else super().tag(value)


_PLAIN = frozenset({str, int, bool, type(None)})


class _Signing(SecureCookieSessionInterface):
    serializer = _Tagged()


class Cookies(SecureCookieSessionInterface):
    """Flask's signed cookies, with what signs them made once, and never too large."""

    @staticmethod
    @lru_cache(8)
    def _made(app: Flask, _key: str | bytes | None) -> URLSafeTimedSerializer | None:
        signs = _Signing().get_signing_serializer(app)
        return cast(URLSafeTimedSerializer, CookieSigner(signs)) if signs else None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Return what signs the session of ``app``."""
        return self._made(app, app.secret_key)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Send the cookie, with the newest messages alone: whoever never looks at a page would gather them all.

        A browser throws a cookie of more than 4 kB away, and with it the sign-in.
        """
        waiting = session.get("_flashes", ())
        if len(waiting) > MOST_MESSAGES:
            session["_flashes"] = waiting[-MOST_MESSAGES:]
        super().save_session(app, session, response)


class AddressRule(Rule):
    """An address of the program. What writes one is made when somebody asks for it.

    Pages name addresses themselves; to compile seven hundred writers of them takes a tenth of a start.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        made = cache(partial(super()._compile_builder, append_unknown))
        return lambda own, **values: made()(own, **values)


class Site(Flask):
    """Flask, which sees addresses without what others added to them.

    None of its functions is a coroutine: to ask each of them each time takes a twentieth of a page.
    """

    jinja_environment = Environment
    session_interface = Cookies()
    url_rule_class = AddressRule

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a request."""
        query = environ.get("QUERY_STRING")
        if query:
            environ["QUERY_STRING"] = untracked(query)
        return super().__call__(environ, start_response)

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return ``func``."""
        return func
