"""Answers are compressed: well where the bytes are kept for other readers, quickly where they are for one."""

from types import SimpleNamespace
from typing import cast

from flask import Flask, Response, g
from flask_compress import Compress

KEPT, OWN = 5, 2
"""Levels of Brotli. From 2 to 5 a page gets 10 % smaller, and takes three times as long."""


def _at(app: Flask, level: int) -> Compress:
    """Return Flask-Compress with a level of its own: it asks nothing but the configuration of its application."""
    made = Compress()
    made.init_app(app)
    made.app = cast(Flask, SimpleNamespace(config={**app.config, "COMPRESS_BR_LEVEL": level}))
    return made


def init_app(app: Flask) -> None:
    """Compress the answers of ``app``."""
    app.config.update(COMPRESS_ALGORITHM=["br", "gzip"], COMPRESS_MIN_SIZE=600, COMPRESS_REGISTER=False)
    kept, own = _at(app, KEPT), _at(app, OWN)

    @app.after_request
    def compress(response: Response) -> Response:
        return (kept if g.get("kept_key") else own).after_request(response)
