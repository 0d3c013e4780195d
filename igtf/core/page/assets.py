"""Static files under their hash, so that they can be kept for ever; all stylesheets as one."""

import hashlib
import re
from functools import cache
from mimetypes import guess_type
from os.path import isfile
from pathlib import Path

from flask import Flask, Response, abort, current_app
from werkzeug.security import safe_join

from igtf.core.keeping.pages import never_kept
from igtf.core.page.compression import pack

FOR_EVER = "public, max-age=31536000, immutable"
"""What says that an answer never changes: it can be kept by whoever gets it."""

_COMMENT = re.compile(rb"/\*.*?\*/\s*", re.DOTALL)
_BLANKS = re.compile(rb"[\s;]*(})\s*|\s*([{;,>])\s*|(?<=[\w-])(:)\s+")


@cache
def _stylesheet(folder: str) -> tuple[str, bytes]:
    """Return the hash and the text of all stylesheets in their order, without comments and blanks, which are for us."""
    css = Path(folder) / "css"
    text = b"\n".join((css / name).read_bytes() for name in (css / "ORDER").read_text().split())
    body = _BLANKS.sub(rb"\1\2\3", _COMMENT.sub(b"", text))
    return hashlib.sha256(body).hexdigest()[:12], body


@cache
def _file(path: str) -> tuple[str, bytes]:
    body = Path(path).read_bytes()
    return hashlib.sha256(body).hexdigest()[:12], body


def asset_url(name: str) -> str:
    """Return the address of a static file with its hash, so that it can be kept for ever."""
    return _address(str(current_app.static_folder), name)


@cache
def _address(folder: str, name: str) -> str:
    digest = _stylesheet(folder)[0] if name == "css/igtf.css" else _file(str(Path(folder) / name))[0]
    return f"/static/{digest}/{name}"


@never_kept
def _asset(digest: str, name: str) -> Response:
    folder = str(current_app.static_folder)
    if name == "css/igtf.css":
        known, body = _stylesheet(folder)
    else:
        path = safe_join(folder, name)
        if path is None or not isfile(path):  # which is also asked for names that no file can have
            abort(404)
        known, body = _file(path)
    answer = Response(body, mimetype=guess_type(name)[0] or "application/octet-stream")
    answer.headers["Cache-Control"] = FOR_EVER if digest == known else "public, no-cache"
    return pack(answer)


def init_app(app: Flask) -> None:
    """Register the address of static files, and its function for templates."""
    app.jinja_env.globals.update(asset_url=asset_url)
    app.add_url_rule("/static/<digest>/<path:name>", "asset", _asset)
