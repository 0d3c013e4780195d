"""Pages: versions (ETag), keyset pagination, static files under their hash, times in words."""

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, abort, current_app, request, send_from_directory, url_for
from flask_babel import format_date, format_datetime, format_timedelta, ngettext
from flask_babel import gettext as _
from sqlalchemy import SQLColumnExpression, literal, tuple_
from werkzeug.routing import IntegerConverter

from igtf.core import clock, textpage
from igtf.core.db import Listing, UTCDateTime, session
from igtf.core.errors import Invalid
from igtf.core.i18n import language
from igtf.core.plaintext import whole

PAGE = 25


@dataclass(frozen=True)
class Page:
    """Some rows of a list, and where the older and the newer ones are (paths, None at the ends)."""

    rows: Sequence[Any]
    older: str | None
    newer: str | None


def _cursor(text: str | None) -> tuple[datetime, int] | None:
    if not text:
        return None
    try:
        moment, key = text.split("~")
        if not re.fullmatch("[0-9]{1,18}", key):
            raise ValueError(key)
        return datetime.fromisoformat(moment).replace(tzinfo=UTC), int(key)
    except ValueError as error:
        raise Invalid(after=_("This page mark cannot be read; begin again at the top of the list.")) from error


def _mark(row: Any) -> str:
    return f"{row.active_at.replace(tzinfo=None).isoformat()}~{row.id}"


def _here(**changes: str | None) -> str:
    asked = {k: v for k, v in request.args.to_dict(flat=False).items() if k not in ("after", "before")}
    asked |= {k: [v] for k, v in changes.items() if v}
    return f"{request.path}?{urlencode(asked, doseq=True)}"


def paginate(
    query: Listing, moment: SQLColumnExpression[Any], key: SQLColumnExpression[Any], *, limit: int = PAGE
) -> Page:
    """Return one page of ``query``, newest first, by keyset on (``moment``, ``key``) from ?after= or ?before=.

    The rows must have ``active_at`` (the moment) and ``id`` (the key). Invalid when a mark cannot be read.
    """
    after, before = _cursor(request.args.get("after")), _cursor(request.args.get("before"))
    mark = after or before
    upwards = before is not None and after is None
    if mark:
        place, here = tuple_(moment, key), tuple_(literal(mark[0], UTCDateTime()), literal(mark[1]))
        query = query.where(place > here if upwards else place < here)
    order = (moment.asc(), key.asc()) if upwards else (moment.desc(), key.desc())
    rows = list(session.execute(query.order_by(*order).limit(limit + 1)).all())
    more = len(rows) > limit
    rows = rows[:limit][::-1] if upwards else rows[:limit]
    if not rows:
        return Page(rows, None, None)
    has_older, has_newer = (True, more) if upwards else (more, mark is not None)
    return Page(
        rows,
        _here(after=_mark(rows[-1])) if has_older else None,
        _here(before=_mark(rows[0])) if has_newer else None,
    )


class NumberInPath(IntegerConverter):
    """``<int:…>`` in an address: as large as the number of a row can be, else there is no such page."""

    regex = "[0-9]{1,9}"


def number_asked(name: str) -> int | None:
    """Return the whole number of a parameter of the address, None without one or for anything else."""
    return whole(request.args.get(name))


def limit_asked(default: int = PAGE, most: int = 100) -> int:
    """Return ?limit=, at most ``most``; Invalid when it is no number from 1."""
    text = request.args.get("limit")
    if text is None:
        return default
    if not re.fullmatch("[0-9]{1,9}", text) or not 1 <= int(text) <= most:
        raise Invalid(limit=_("The limit is a number from 1 to %(most)s.", most=most))
    return int(text)


def version_tag(*parts: Any) -> str:
    """Return an ETag made of what a page depends on: release, language and text or HTML included."""
    text = "|".join(str(part) for part in (*parts, language(), textpage.wanted(), current_app.config["RELEASE"]))
    return hashlib.blake2b(text.encode(), digest_size=10).hexdigest()


def fresh(tag: str) -> Response | None:
    """Return the 304 answer when the reader has this version already, else None."""
    if request.if_none_match.contains_weak(tag):
        return with_tag(Response(status=304), tag)
    return None


def with_tag(response: Response, tag: str) -> Response:
    """Give ``response`` the weak ETag ``tag`` and let caches ask for it each time."""
    response.set_etag(tag, weak=True)
    response.headers["Cache-Control"] = "no-cache"
    response.vary.update(["Cookie", "Accept-Language", "Accept"])
    return response


@cache
def _stylesheet(folder: str) -> tuple[str, bytes]:
    css = Path(folder) / "css"
    body = b"\n".join((css / name).read_bytes() for name in (css / "ORDER").read_text().split())
    return hashlib.sha256(body).hexdigest()[:12], body


@cache
def _digest(folder: str, name: str) -> str:
    return hashlib.sha256((Path(folder) / name).read_bytes()).hexdigest()[:12]


def asset_url(name: str) -> str:
    """Return the address of a static file with its hash, so that it can be kept for ever."""
    folder = str(current_app.static_folder)
    digest = _stylesheet(folder)[0] if name == "css/igtf.css" else _digest(folder, name)
    return url_for("asset", digest=digest, name=name)


def _asset(digest: str, name: str) -> Response:
    folder = str(current_app.static_folder)
    if name == "css/igtf.css":
        known, body = _stylesheet(folder)
        answer = Response(body, mimetype="text/css")
    else:
        if not (Path(folder) / name).is_file():
            abort(404)
        answer, known = send_from_directory(folder, name), _digest(folder, name)
    answer.headers["Cache-Control"] = "public, max-age=31536000, immutable" if digest == known else "public, no-cache"
    return answer


def ago(moment: datetime) -> str:
    """Return how long ago ``moment`` was, in words, by the procedure's clock."""
    passed = clock.now() - moment
    return (
        _("just now")
        if passed < timedelta(minutes=1)
        else format_timedelta(passed, add_direction=False) + " " + _("ago")
    )


def until(moment: datetime) -> str:
    """Return how long it is until ``moment``, in words: 'in 3 days', 'overdue by 2 days'."""
    left = moment - clock.now()
    if left < timedelta():
        return _("overdue by %(time)s", time=format_timedelta(-left, threshold=1.1))
    if left < timedelta(days=1):
        return _("in %(time)s", time=format_timedelta(left, threshold=1.1))
    return ngettext("in %(num)s day", "in %(num)s days", left.days)


def day(moment: datetime) -> str:
    """Return the date of ``moment`` in the reader's language."""
    return str(format_date(moment, "d MMMM y", rebase=False))


def moment_text(moment: datetime) -> str:
    """Return date and UTC time of ``moment`` in the reader's language."""
    return f"{format_datetime(moment, 'EEEE d MMMM y, HH:mm', rebase=False)} UTC"


_ISO = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d\S*( UTC)?)?")


def dated(text: str) -> str:
    """Return a day or moment written in ISO form as the reader's language writes it; any other text as it is."""
    if not _ISO.fullmatch(text):
        return text
    moment = datetime.fromisoformat(text.removesuffix(" UTC"))
    return day(moment) if len(text) == 10 else moment_text(moment)


def init_app(app: Flask) -> None:
    """Register the template filters and the address of static files."""
    filters: dict[str, Callable[[datetime], str]] = {"ago": ago, "until": until, "day": day, "moment": moment_text}
    app.jinja_env.filters.update(filters, dated=dated)
    app.url_map.converters["int"] = NumberInPath
    app.config.update(COMPRESS_ALGORITHM=["br", "gzip"], COMPRESS_MIN_SIZE=600, COMPRESS_BR_LEVEL=4)
    app.jinja_env.globals.update(asset_url=asset_url, now=clock.now)
    app.add_url_rule("/static/<digest>/<path:name>", "asset", _asset)
