"""What is measured: pages and writes, each as bytes to send, with the goal it is held to and the queries it makes."""

import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import urlencode

from flask import Flask
from sqlalchemy import ColumnElement, select

from igtf.core.db import session
from igtf.record.models import Subject
from tests.counting import statements
from tests.factories import issue_form
from tests.performance.data import LONG_THREAD, LONGEST
from tests.performance.load import once, request
from tests.performance.samples import Samples

Make = Callable[[int], bytes]
GOALS: dict[str, dict[str, float]] = {
    "page": {"unchanged": 2.0, "kept": 1.5, "first": 0.4, "signed in": 0.3},
    "search": {"first": 0.2, "signed in": 0.15},
    "desk": {"signed in": 0.15},
    "write": {"signed in": 0.3},
    "": {},
}
"""Least rate by kind of case and reader, as a multiple of the rung that it is measured by."""


@dataclass
class Case:
    """One thing measured: its name, for whom, the request with number ``n``, and its kind (of GOALS)."""

    name: str
    reader: str
    make: Make
    kind: str = ""
    queries: Counter[str] = field(default_factory=Counter)

    @property
    def goal(self) -> float | None:
        return GOALS[self.kind].get(self.reader)


@dataclass(frozen=True)
class Page:
    """A page: its name, the kind of its goal, the paths of several of them, the first of which is the measured one."""

    name: str
    kind: str
    paths: tuple[str, ...]


def _of_kind(kind: str, *conditions: ColumnElement[bool]) -> tuple[str, ...]:
    """Return the paths of some subjects of a kind, by their age in the database."""
    query = select(Subject.ref).where(Subject.kind == kind, *conditions).order_by(Subject.id).limit(200)
    return tuple(f"/{kind}s/{ref}" for ref in session.scalars(query))


def pages_of(samples: Samples) -> list[Page]:
    """Return the measured pages. In the application's context."""
    several = {kind: _of_kind(kind) for kind in ("group", "draft", "ballot", "recommendation")}
    subjects = [Page(kind, "page", (samples.paths[kind], *paths)) for kind, paths in several.items()]
    threads = _of_kind("issue", Subject.comment_count == LONG_THREAD)
    return [
        Page("issue list", "page", ("/issues/",)),
        *subjects,
        Page("body", "page", (samples.paths["body"],)),
        Page("issue, 20 comments", "page", threads),
        Page("issue, 5,000 comments", "page", (f"/issues/{LONGEST}",)),
        Page("search, one common word", "search", ("/search?q=interconnection",)),
        Page("search, three words", "search", ("/search?q=interconnection+prices+transit",)),
        Page("search in comments, one common word", "search", ("/search?in=comments&q=interconnection",)),
        Page("search in comments, three words", "search", ("/search?in=comments&q=interconnection+prices+transit",)),
        Page("home", "", ("/",)),
        Page("statistics", "", ("/statistics",)),
    ]


def _same(asked: bytes) -> Make:
    return lambda _number: asked


class _Unchanged:
    """Requests of a reader who has the page as it was a few seconds ago."""

    def __init__(self, port: int, path: str) -> None:
        self.port, self.path, self.until = port, path, 0.0

    def __call__(self, _number: int) -> bytes:
        if time.monotonic() > self.until:
            _status, headers, _body = once(self.port, request(self.path))
            self.asked = request(self.path, {"If-None-Match": headers["etag"]})
            self.until = time.monotonic() + 5
        return self.asked


def _first(paths: tuple[str, ...]) -> Make:
    """Return requests each of which is for an address that nobody asked for before."""

    def make(number: int) -> bytes:
        path = paths[number % len(paths)]
        return request(f"{path}{'&' if '?' in path else '?'}n={number}")

    return make


def reading(port: int, pages: list[Page], cookies: dict[str, str]) -> Iterator[Case]:
    """Yield the cases of reading: without a sign-in three times (see ``report.READERS``), signed in, and the desks."""
    for page in pages:
        asked = request(page.paths[0])
        if page.kind != "search":
            yield Case(page.name, "kept", _same(asked), page.kind)
            yield Case(page.name, "unchanged", _Unchanged(port, page.paths[0]), page.kind)
        yield Case(page.name, "first", _first(page.paths), page.kind)
        signed_in = request(page.paths[0], {"Cookie": cookies["reader"]})
        yield Case(page.name, "signed in", _same(signed_in), page.kind)
    for name, who in (("desk of a chair", "chair"), ("desk of a council member", "member")):
        yield Case(name, "signed in", _same(request("/desk", {"Cookie": cookies[who]})), "desk")


def settled(port: int, cookie: str) -> str:
    """Return the cookie of who is signed in as the browser has it after a page with a form, which adds to it."""
    _status, headers, _body = once(port, request("/issues/2", {"Cookie": cookie}))
    return headers.get("set-cookie", cookie).partition(";")[0]


class Poster:
    """Posts forms as somebody who is signed in, with the token against forged requests that ``page`` holds."""

    def __init__(self, port: int, cookie: str, page: str = "/issues/2") -> None:
        asked = request(page, {"Cookie": cookie}).replace(b"Accept-Encoding: gzip, deflate, br, zstd\r\n", b"")
        _status, headers, page = once(port, asked)
        token = re.search(rb'name="csrf_token"[^>]*value="([^"]+)"', page)
        if token is None:
            raise RuntimeError(f"no form on {page}: the reader is not signed in")
        self.token = token[1].decode()
        self.cookie = headers.get("set-cookie", cookie).partition(";")[0]

    def post(self, number: int, path: str, answers: dict[str, str]) -> bytes:
        own = {"csrf_token": self.token, "once": f"bench-{number}-{self.token[:20]}"}
        body = urlencode(own | answers).encode()
        return request(path, {"Cookie": self.cookie}, re.sub(rb"once=[^&]*", _key, body))


def _key(found: re.Match[bytes]) -> bytes:
    return re.sub(rb"[^A-Za-z0-9_=-]", b"", found[0])


def writing(port: int, cookies: dict[str, str]) -> Iterator[Case]:
    """Yield the cases of writing, each a form. In the application's context."""
    member, reader = Poster(port, cookies["member"]), Poster(port, cookies["reader"])
    ballots = _of_kind("ballot", Subject.state == "open")

    def position(number: int) -> bytes:
        answers = {"position": "yes", "comment": f"The {number} prices are well put.", "step": "done"}
        return member.post(number, f"{ballots[number % len(ballots)]}/moves/take-position", answers)

    def comment(number: int) -> bytes:
        said = {"body": f"Prices should follow cost; *who* checks the {number} of them?"}
        return reader.post(number, f"/issues/{2 + number % 900}/comments", said)

    def issue(number: int) -> bytes:
        return reader.post(number, "/issues/new", issue_form(title=f"Interconnection prices of place {number}"))

    for name, make in (("a position", position), ("a comment", comment), ("a new issue", issue)):
        yield Case(name, "signed in", make, "write")


def count_queries(app: Flask, case: Case, number: int) -> None:
    """Fill ``case.queries`` with how many statements of each verb the request ``number`` makes.

    Where others have asked for the page, somebody does so before.
    """
    head, _blank, body = case.make(number).partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    method, path, _version = first.split(" ")
    headers = [(name, value) for name, _colon, value in (line.partition(": ") for line in lines)]
    ask = partial(app.test_client(use_cookies=False).open, path, method=method, headers=headers, data=body)
    if method == "GET" and case.reader != "first":
        ask()
    with statements(app) as sent:
        ask()
    case.queries = Counter(verb for each in sent for verb in _verbs(each.text.upper()))


def _verbs(text: str) -> list[str]:
    """Return what a statement does; what PostgreSQL is told together is each counted by itself."""
    verb = text.lstrip(" (\n").split(None, 1)[0]
    return (re.findall(r"\((INSERT|UPDATE|DELETE) ", text) if verb == "WITH" else []) or [verb]
