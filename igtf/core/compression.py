"""Answers are compressed: quickly for who asks first, well once the bytes are kept and another reader asks."""

import sys
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

import brotli
from flask import Flask, Response, request
from flask_compress import Compress
from werkzeug.http import parse_accept_header

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

Recode = Callable[[bytes], bytes]

QUICK, WELL = ("zstd", "br", "gzip"), ("br", "zstd", "gzip")
"""Encodings, the best first: Zstandard takes half the time of Brotli; a page that is kept is smaller by Brotli."""

_QUICKLY = {"COMPRESS_ZSTD_LEVEL": 3, "COMPRESS_BR_LEVEL": 2}
_DECOMPRESS: dict[str, Recode] = {"br": brotli.decompress, "zstd": zstd.decompress}
_COMPRESS: dict[str, Recode] = {
    "br": lambda data: bytes(brotli.compress(data, quality=5)), "zstd": lambda data: zstd.compress(data, 6),
}  # fmt: skip
"""At higher levels a page gets 1 % smaller at most."""


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
    return _COMPRESS[wanted](_DECOMPRESS[made](body))


def init_app(app: Flask) -> None:
    """Compress the answers of ``app``."""
    app.config.update(_QUICKLY, COMPRESS_ALGORITHM=list(QUICK), COMPRESS_MIN_SIZE=600, COMPRESS_REGISTER=False)
    quickly = Compress(app)

    @app.after_request
    def compress(response: Response) -> Response:
        # Flask-Compress reads the header in a way of its own; from here on the request accepts what was chosen.
        request.environ["HTTP_ACCEPT_ENCODING"] = encodings().quick
        return quickly.after_request(response)
