"""Kept pages: whoever is not signed in gets the page that was made for another, while nothing has changed.

One cheap query asks for the state of the whole record. When it is the same, the answer is a 304 or the kept bytes;
when it is not, a subject's page may still be the same by its own version. Who is signed in gets a page of another
reader where its view says that it is ``same_for_all``; it was made as for somebody of whom nothing is known. What says
``no-store`` (a page with a secret in its address) is never kept.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, TypeVar

from flask import Flask, Response, current_app, g, request
from flask import session as cookie
from flask_login import current_user

from igtf.core import clock
from igtf.core.db import database
from igtf.core.i18n import language
from igtf.core.keeping.shelf import Key, Shelf
from igtf.core.page import textpage
from igtf.core.page.compression import again, encodings

_LARGEST = 200_000
"""Bytes of a page that is still kept; a full draft may be larger and is made for each reader."""

_LONGEST = 1_000
"""Characters of an address whose page is kept: of what asks for a page the room counts no more."""

_HEADERS = ("Content-Type", "Content-Encoding", "Vary", "Cache-Control")

KEPT = "igtf.kept"
"""Where the environment of a request says by what its page is kept, for the doorstep."""


View = TypeVar("View", bound=Callable[..., Any])


def same_for_all(view: View) -> View:
    """Decorator of a view: its page is the same for all who are signed in, but for moderators, who see the hidden."""
    view.same_for_all = True  # type: ignore[attr-defined]
    return view


def never_kept(view: View) -> View:
    """Decorator of a view: its answer is made anew each time, and the state of the record is not asked for it."""
    view.never_kept = True  # type: ignore[attr-defined]
    return view


Headers = tuple[tuple[str, str], ...]


@lru_cache(500)
def one_of(headers: Headers) -> Headers:
    """Return the first of equal ``headers``: thousands of kept pages have the same few."""
    return headers


@dataclass(slots=True)
class KeptPage:
    """The bytes of a page, its headers and ETag, and the state of the record for which it was seen to hold.

    ``rough``: the encoding in which they would be smaller than as who asked first got them; empty once they are.
    """

    body: bytes
    headers: Headers
    tag: str
    state: str
    rough: str = ""

    @property
    def size(self) -> int:
        return len(self.body) + _LONGEST

    def smaller(self) -> "KeptPage":
        """Return the same page, compressed well."""
        headers = dict(self.headers)
        made, headers["Content-Encoding"] = headers["Content-Encoding"], self.rough
        return replace(self, body=again(self.body, made, self.rough), headers=one_of(tuple(headers.items())), rough="")

    @property
    def of_the_body(self) -> list[tuple[str, str]]:
        """The headers that say what the bytes are."""
        own = [header for header in self.headers if header[0].startswith("Content-")]
        return [*own, ("Content-Length", str(len(self.body)))]

    def answer(self) -> Response:
        """Return the page, or 304 when the reader has it."""
        request.environ[KEPT], g.kept_key = g.kept_key, None
        unchanged = request.if_none_match.contains_weak(self.tag)
        response = Response(b"" if unchanged else self.body, 304 if unchanged else 200)
        for name, value in self.headers:
            if not (unchanged and name.startswith("Content-")):
                response.headers[name] = value
        response.set_etag(self.tag, weak=True)
        return response


def for_others(shelf: Shelf[KeptPage], key: Key, page: KeptPage) -> KeptPage:
    """Return a kept page for the next readers: from the second one on it is compressed well."""
    if page.rough:
        page = page.smaller()
        shelf.put(key, page)
    return page


def state_at(record: str) -> str:
    """Return the state for which a page holds: that of the record, and the minute, as what a page says grows old."""
    return f"{record} {clock.real_now():%Y%m%d%H%M}"


def _has_session() -> bool:
    return current_app.config["SESSION_COOKIE_NAME"] in request.cookies


def may_get_anothers(reader: Any) -> bool:
    """Return whether a reader who is signed in may get the page of another one.

    Not who moderates, and sees what is hidden, nor where a message for the reader waits.
    """
    return bool(reader.is_authenticated and not reader.moderates and "_flashes" not in cookie)


def _is_shared(view: Any) -> bool:
    return hasattr(view, "same_for_all") and may_get_anothers(current_user)


def _key() -> Key | None:
    """Return what the page of this request is kept by; None when it is made for its reader alone."""
    if request.method != "GET" or "lang" in request.args or "Authorization" in request.headers:
        return None
    if len(request.full_path) > _LONGEST:
        return None
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None or hasattr(view, "never_kept"):
        return None
    if current_app.config["DEMO"] or (_has_session() and not _is_shared(view)):
        return None
    reader = current_user.time_zone if _has_session() else ""
    form = (language(), str(textpage.wanted()), " ".join(encodings()))
    return (database().url, request.host, request.full_path, *form, reader)


def kept_as(tag: str) -> Response | None:
    """Return the kept page of this request when it has the ETag ``tag``, though the record went on; else None."""
    shelf: Shelf[KeptPage] | None = current_app.extensions.get("igtf.kept")
    if shelf is None or not g.get("kept_key"):
        return None
    page = shelf.find(g.kept_key, lambda page: page.tag == tag)
    if page is None:
        return None
    page.state = g.kept_state
    return for_others(shelf, g.kept_key, page).answer()


def _keep(shelf: Shelf[KeptPage], response: Response) -> None:
    body = response.get_data()
    tag, weak = response.get_etag()
    if tag is None:
        tag = hashlib.blake2b(body, digest_size=10).hexdigest()
        response.set_etag(tag, weak=True)
        response.vary.update(["Cookie", "Accept-Language", "Accept"])
    if len(body) <= _LARGEST and weak is not False:
        headers = tuple((name, response.headers[name]) for name in _HEADERS if name in response.headers)
        made = response.headers.get("Content-Encoding")
        rough = encodings().well if made in ("zstd", "br") else ""
        shelf.put(g.kept_key, KeptPage(body, one_of(headers), tag, g.kept_state, rough))
        request.environ[KEPT] = g.kept_key
    if request.if_none_match.contains_weak(tag):
        response.set_data(b"")
        response.status_code = 304


def _may_be_kept(response: Response) -> bool:
    return (
        response.status_code == 200
        and response.mimetype in ("text/html", "text/plain")
        and not response.is_streamed
        and not response.direct_passthrough
        and "no-store" not in response.headers.get("Cache-Control", "")
        and not cookie.modified
        and "masked_csrf" not in g
        and "Set-Cookie" not in response.headers
    )


def init_app(
    app: Flask, state_of_record: Callable[[], str], somebody: Callable[[str], Any],
    make_shelf: Callable[[int], Shelf[KeptPage]] = Shelf,
) -> Shelf[KeptPage] | None:  # fmt: skip
    """Keep pages in the room that KEPT_PAGES gives, and return where; ``state_of_record`` changes with every act.

    ``somebody`` returns who is signed in, with a time zone, and is nobody in particular; ``make_shelf`` makes where
    they are kept. What passes by the clock (a deadline, 'two minutes ago') is at most a minute behind.
    """
    room = app.config["KEPT_PAGES"] * 1024 * 1024
    if not room:
        return None
    shelf = app.extensions["igtf.kept"] = make_shelf(room)

    @app.before_request
    def known() -> Response | None:
        key = _key()
        if key is None:
            return None
        g.kept_key, g.kept_state = key, state_at(state_of_record())
        page = shelf.find(key, lambda page: page.state == g.kept_state)
        if page:
            return for_others(shelf, key, page).answer()
        if _has_session():
            g._login_user = somebody(current_user.time_zone)
        return None

    @app.after_request
    def keep(response: Response) -> Response:
        if g.get("kept_key") and _may_be_kept(response):
            _keep(shelf, response)
        return response

    return shelf
