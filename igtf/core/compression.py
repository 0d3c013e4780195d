"""Answers are compressed: quickly for who asks first, well once the bytes are kept and another reader asks."""

from functools import lru_cache

import brotli
from flask import Flask, Response, request
from flask_compress import Compress
from werkzeug.http import parse_accept_header

ENCODINGS = ("br", "gzip")

QUICK, WELL = 2, 5
"""Levels of Brotli. From 2 to 5 a page gets 10 % smaller, and takes three times as long."""


@lru_cache(64)
def _best(accepted: str) -> str:
    return parse_accept_header(accepted).best_match([*ENCODINGS, "identity"]) or ""


def encoding() -> str:
    """Return the encoding of the present answer, by what its reader accepts (RFC 9110, section 12.5.3).

    From then on the request accepts nothing else: Flask-Compress reads the header in a way of its own, and what it
    makes is kept for others who are to get this encoding.
    """
    chosen = _best(request.environ.get("HTTP_ACCEPT_ENCODING", ""))
    request.environ["HTTP_ACCEPT_ENCODING"] = chosen
    return chosen


def well(body: bytes) -> bytes:
    """Return what was compressed by Brotli, quickly, as small as what is sent to many."""
    return bytes(brotli.compress(brotli.decompress(body), quality=WELL))


def init_app(app: Flask) -> None:
    """Compress the answers of ``app``."""
    app.config.update(
        COMPRESS_ALGORITHM=list(ENCODINGS), COMPRESS_BR_LEVEL=QUICK, COMPRESS_MIN_SIZE=600, COMPRESS_REGISTER=False
    )
    quickly = Compress(app)

    @app.after_request
    def compress(response: Response) -> Response:
        encoding()
        return quickly.after_request(response)
