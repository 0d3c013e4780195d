"""Answers are compressed: well where the bytes are kept for other readers, quickly where they are for one."""

from functools import lru_cache
from types import SimpleNamespace
from typing import cast

from flask import Flask, Response, g, request
from flask_compress import Compress
from werkzeug.http import parse_accept_header

ENCODINGS = ("br", "gzip")

KEPT, OWN = 5, 2
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


def _at(app: Flask, level: int) -> Compress:
    """Return Flask-Compress with a level of its own: it asks nothing but the configuration of its application."""
    made = Compress()
    made.init_app(app)
    made.app = cast(Flask, SimpleNamespace(config={**app.config, "COMPRESS_BR_LEVEL": level}))
    return made


def init_app(app: Flask) -> None:
    """Compress the answers of ``app``."""
    app.config.update(COMPRESS_ALGORITHM=list(ENCODINGS), COMPRESS_MIN_SIZE=600, COMPRESS_REGISTER=False)
    kept, own = _at(app, KEPT), _at(app, OWN)

    @app.after_request
    def compress(response: Response) -> Response:
        encoding()
        return (kept if g.get("kept_key") else own).after_request(response)
