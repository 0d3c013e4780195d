"""The doorstep: a page that is kept is handed out before Flask is asked, at a tenth of its cost.

A request without a session that says of its reader just what an earlier one said (address, language, what it accepts)
gets the page that one got, while the state of the record is the same: one query, then a 304 or the kept bytes.
Whatever is not known here, or fails here, goes on to Flask as if the doorstep did not exist.
"""

import re
import sys
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from threading import Lock
from typing import Any

from igtf.core.keeping.pages import KEPT, Headers, KeptPage, for_others, one_of, state_at
from igtf.core.keeping.shelf import Key, Shelf
from igtf.core.logs import request_id, tell

Asked = tuple[str, ...]
Inner = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

_SAID = ("HTTP_HOST", "PATH_INFO", "QUERY_STRING", "HTTP_COOKIE", "HTTP_ACCEPT", "HTTP_ACCEPT_LANGUAGE",
         "HTTP_ACCEPT_ENCODING", "wsgi.url_scheme")  # fmt: skip
"""What a request says that the page depends on. Of its cookies only the language is one."""

_COOKIE = re.compile(r"(?:lang=[a-z-]{1,20})?")
_LONGEST, _MOST = 1_000, 2_000
"""Characters of what a request may say to be remembered, and how many ways of saying it are."""

_OF_THE_PAGE = {"content-length", "etag", "x-request-id", "content-type", "content-encoding"}

BLIND = 5.0
"""Seconds for which everything goes on to Flask after the database did not answer here."""


@dataclass(frozen=True, slots=True)
class Known:
    """The page that a request gets: by what it is kept, and the headers beside those of the page."""

    key: Key
    headers: Headers


class Doorstep:
    """A WSGI application that hands out kept pages, in front of ``inner``, which makes them.

    ``state`` returns the state of the record as the database says now, None when it does not answer.
    """

    def __init__(self, inner: Inner, shelf: Shelf[KeptPage], state: Callable[[], str | None]) -> None:
        self.inner, self.shelf, self.state = inner, shelf, state
        self._known: OrderedDict[Asked, Known] = OrderedDict()
        self._lock = Lock()
        self._blind_until = 0.0

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a request."""
        asked = _asked(environ)
        if asked is None:
            return self.inner(environ, start_response)
        began = time.perf_counter()
        known = self._known.get(asked)
        page = self._page(known) if known else None
        if known and page:
            return _handed_out(known, page, environ, start_response, began)
        return self.inner(environ, self._watched(asked, environ, start_response))

    def _page(self, known: Known) -> KeptPage | None:
        """Return the page, if it holds."""
        page = self.shelf.get(known.key)
        if page is None or time.monotonic() < self._blind_until:
            return None
        now = self.state()
        if now is None:
            self._blind_until = time.monotonic() + BLIND
            return None
        return for_others(self.shelf, known.key, page) if page.state == state_at(now) else None

    def _watched(
        self, asked: Asked, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Callable[..., Any]:  # fmt: skip
        """Return a ``start_response`` that remembers what the request got, if that is kept."""

        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            key = environ.get(KEPT)
            if key and status.startswith("200"):
                self._remember(asked, key, headers)
            return start_response(status, headers, *error)

        return start

    def _remember(self, asked: Asked, key: Key, headers: list[tuple[str, str]]) -> None:
        lasting = tuple(header for header in headers if header[0].lower() not in _OF_THE_PAGE)
        asked = tuple(map(sys.intern, asked))
        with self._lock:
            self._known[asked] = Known(key, one_of(lasting))
            self._known.move_to_end(asked)
            if len(self._known) > _MOST:
                self._known.popitem(last=False)


def _asked(environ: dict[str, Any]) -> Asked | None:
    """Return what a request says of its reader; None where its page is for that reader alone, or not remembered."""
    if environ["REQUEST_METHOD"] != "GET" or "HTTP_AUTHORIZATION" in environ:
        return None
    asked = tuple([environ.get(name, "") for name in _SAID])
    cookie = environ.get("HTTP_COOKIE", "")
    return asked if _COOKIE.fullmatch(cookie) and sum(map(len, asked)) <= _LONGEST else None


def _handed_out(
    known: Known, page: KeptPage, environ: dict[str, Any], start_response: Callable[..., Any], began: float
) -> Iterable[bytes]:  # fmt: skip
    number = request_id()
    own = (("ETag", f'W/"{page.tag}"'), ("X-Request-Id", number))
    unchanged = f'"{page.tag}"' in environ.get("HTTP_IF_NONE_MATCH", "")
    status = "304 NOT MODIFIED" if unchanged else "200 OK"
    tell("GET", environ["PATH_INFO"], int(status[:3]), began, number)
    if unchanged:
        start_response(status, [*known.headers, *own])
        return [b""]
    start_response(status, [*known.headers, *page.of_the_body, *own])
    return [page.body]
