"""Answers are compressed: quickly for who asks first, well once the bytes are kept and another reader asks.

What is the same for all readers for ever, a file, is made as small as can be, once.
"""

import gzip
import sys
from collections.abc import Callable
from functools import lru_cache
from threading import Lock
from typing import NamedTuple

import brotli
from flask import Flask, Response, request
from werkzeug.http import parse_accept_header

from igtf.core.security import secret_in_address

if sys.version_info >= (3, 14):
    from compression import zstd as zstd
else:
    from backports import zstd as zstd

Recode = Callable[[bytes], bytes]

QUICK, WELL = ("zstd", "br", "gzip"), ("br", "zstd", "gzip")
"""Encodings, the best first: Zstandard takes half the time of Brotli; a page that is kept is smaller by Brotli."""

WORTH_IT = 600
"""Bytes from which on an answer is compressed: what is shorter is sent in one packet anyway."""

_TEXT = ("json", "xml", "javascript")
"""The ends of media types that are text though they do not begin with ``text/``."""


class _Zstandard:
    """One compressor for all answers: to make one takes three times as long as to compress a page."""

    def __init__(self, level: int) -> None:
        self._compressor, self._lock = zstd.ZstdCompressor(level=level), Lock()

    def __call__(self, data: bytes) -> bytes:
        with self._lock:
            self._compressor.set_pledged_input_size(len(data))
            return self._compressor.compress(data, zstd.ZstdCompressor.FLUSH_FRAME)


_QUICKLY: dict[str, Recode] = {
    "zstd": _Zstandard(level=3), "br": lambda data: bytes(brotli.compress(data, quality=2)), "gzip": gzip.compress,
}  # fmt: skip
_WELL: dict[str, Recode] = {
    "br": lambda data: bytes(brotli.compress(data, quality=5)), "zstd": lambda data: zstd.compress(data, 6),
}  # fmt: skip
"""At higher levels a page gets 1 % smaller at most."""

_SMALLEST: dict[str, Recode] = {
    "br": lambda data: bytes(brotli.compress(data)), "zstd": lambda data: zstd.compress(data, 19),
    "gzip": gzip.compress,
}  # fmt: skip
_PLAIN: dict[str, Recode] = {"br": brotli.decompress, "zstd": zstd.decompress}


class Encodings(NamedTuple):
    """In which encoding an answer to a reader is made, and in which it is kept for others who accept the same two."""

    quick: str
    well: str


@lru_cache(64)
def _best(accepted: str, encodings: tuple[str, ...]) -> str:
    return parse_accept_header(accepted).best_match([*encodings, "identity"]) or ""


def encodings() -> Encodings:
    """Return the encodings of the present answer, by what its reader accepts (RFC 9110, section 12.5.3)."""
    environ = request.environ
    if "igtf.encodings" not in environ:
        accepted = environ.get("HTTP_ACCEPT_ENCODING", "")
        environ["igtf.encodings"] = Encodings(_best(accepted, QUICK), _best(accepted, WELL))
    found: Encodings = environ["igtf.encodings"]
    return found


def again(body: bytes, made: str, wanted: str) -> bytes:
    """Return what was compressed quickly, in the encoding ``made``, as small as what is sent to many."""
    return _WELL[wanted](_PLAIN[made](body))


def _holds_secret(response: Response) -> bool:
    """Return whether an answer is about a secret, or its links are: their size must not tell."""
    return bool(secret_in_address()) or "no-store" in response.headers.get("Cache-Control", "")


def _is_worth_it(response: Response) -> bool:
    kind = response.mimetype or ""
    return (
        response.status_code != 206  # a part of something is named by its place in it
        and not response.is_streamed
        and not response.direct_passthrough  # the server reads it: its wrapper of a file has a length, but is no list
        and "Content-Encoding" not in response.headers
        and not _holds_secret(response)
        and (kind.startswith("text/") or kind.endswith(_TEXT))
        and len(response.get_data()) >= WORTH_IT
    )


@lru_cache(100)
def _packed(data: bytes, encoding: str) -> bytes:
    return _SMALLEST[encoding](data)


def _compress(response: Response, encoding: str, compressed: Callable[[bytes, str], bytes]) -> None:
    response.vary.add("Accept-Encoding")
    if encoding in QUICK and _is_worth_it(response):
        response.set_data(compressed(response.get_data(), encoding))
        response.headers["Content-Encoding"] = encoding


def pack(response: Response) -> Response:
    """Compress an answer that never changes, as small as can be: once for each encoding. Return it."""
    _compress(response, encodings().well, _packed)
    return response


def init_app(app: Flask) -> None:
    """Compress the answers of ``app``."""

    @app.after_request
    def compress(response: Response) -> Response:
        _compress(response, encodings().quick, lambda data, encoding: _QUICKLY[encoding](data))
        return response
