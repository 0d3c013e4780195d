"""What is measured: the pages and the write, each as bytes to send, and the queries it makes."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode

from flask import Flask

from tests.counting import statements
from tests.performance.data import LONG_EVERY
from tests.performance.load import once, request
from tests.performance.samples import Samples

SEARCH = "interconnection prices"
"""Two common words: the broad search, which costs most."""


@dataclass
class Case:
    """One thing measured: its name, for whom, and the request with number ``n``."""

    name: str
    reader: str
    make: Callable[[int], bytes]
    count: int = 100
    queries: Counter[str] = field(default_factory=Counter)


def paths(samples: Samples) -> dict[str, str]:
    """Return the measured pages by name."""
    return {
        "home": "/",
        "issue list": "/issues/",
        "issue list, filtered": "/issues/?state=open&topic=root-zone",
        "issue, 20 comments": f"/issues/{LONG_EVERY * 10}",
        "draft": samples.draft,
        "ballot": samples.ballot,
        "statistics": "/statistics",
        "search": f"/search?{urlencode({'q': SEARCH})}",
    }


def _same(asked: bytes) -> Callable[[int], bytes]:
    return lambda _number: asked


def reading(port: int, samples: Samples, cookie: str) -> Iterator[Case]:
    """Yield the cases of reading: anonymous, again with what the first answer gave (304), signed in."""
    for name, path in paths(samples).items():
        yield Case(name, "anonymous", _same(request(path)))
        _status, headers, _body = once(port, request(path))
        if "etag" in headers:
            yield Case(name, "unchanged", _same(request(path, {"If-None-Match": headers["etag"]})))
        yield Case(name, "signed in", _same(request(path, {"Cookie": cookie})))


def writing(port: int, cookie: str) -> Case:
    """Return the case of a write: a comment by the form, on one issue after the other."""
    asked = request("/issues/2", {"Cookie": cookie}).replace(b"Accept-Encoding: br, gzip\r\n", b"")
    _status, headers, page = once(port, asked)
    token = re.search(rb'name="csrf_token"[^>]*value="([^"]+)"', page)
    if token is None:
        raise RuntimeError("no form for a comment: the reader is not signed in")
    own = headers.get("set-cookie", cookie).partition(";")[0]
    body = urlencode({"csrf_token": token[1].decode(), "body": "Prices should follow cost; *who* checks?"}).encode()
    return Case(
        "comment by form", "signed in", lambda n: request(f"/issues/{2 + n % 900}/comments", {"Cookie": own}, body)
    )


def count_queries(app: Flask, case: Case) -> None:
    """Fill ``case.queries`` with how many statements of each verb one request makes."""
    head, _blank, body = case.make(899).partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    method, path, _version = first.split(" ")
    headers = [(name, value) for name, _colon, value in (line.partition(": ") for line in lines)]
    client = app.test_client(use_cookies=False)
    with statements(app) as sent:
        client.open(path, method=method, headers=headers, data=body)
    case.queries = Counter(each.text.lstrip(" (\n").split(None, 1)[0].upper() for each in sent)
