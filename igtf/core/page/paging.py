"""Pages: versions (ETag), keyset pagination, numbers in addresses."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode
from weakref import WeakKeyDictionary

from flask import Flask, Response, current_app, request
from sqlalchemy import Integer, Label, SQLColumnExpression, bindparam, tuple_
from sqlalchemy.orm import InstrumentedAttribute
from werkzeug.routing import IntegerConverter

from igtf.core.database.prepared import Prepared
from igtf.core.db import Listing, fetch
from igtf.core.errors import Invalid
from igtf.core.i18n import gettext as _
from igtf.core.i18n import language
from igtf.core.page import textpage
from igtf.core.text.plaintext import whole

PAGE = 25
LONGEST_PAGE = 100
"""The most rows that an answer holds for a program."""
BATCH = 500
"""Rows that are in memory at once while a long list is written."""


@dataclass(frozen=True)
class Page:
    """Some rows of a list, and where the older and the newer ones are (paths, None at the ends)."""

    rows: Sequence[Any]
    older: str | None
    newer: str | None


By = Label[Any] | InstrumentedAttribute[Any]
"""What a list is in the order of: a moment or a whole number, as a column of its query, or as a label to add to it."""

Place = tuple[datetime | int, int]
"""Where a row stands in a list: the moment or the number that it is in the order of, and its key."""


def _cursor(text: str | None, by: By) -> Place | None:
    if not text:
        return None
    try:
        place, key = text.split("~")
        return _number(place) if isinstance(by.type, Integer) else _moment(place), _number(key)
    except ValueError as error:
        raise Invalid(after=_("This page mark cannot be read; begin again at the top of the list.")) from error


def _number(text: str) -> int:
    if not re.fullmatch("[0-9]{1,9}", text):
        raise ValueError(text)
    return int(text)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _named(by: By) -> str:
    """Return the name by which the rows of a list have what they are in the order of."""
    return by.name if isinstance(by, Label) else "active_at"


def _place(row: Any, named: str) -> Place:
    return getattr(row, named), row.id


def _mark(row: Any, named: str) -> str:
    place, key = _place(row, named)
    return f"{place.replace(tzinfo=None).isoformat() if isinstance(place, datetime) else place}~{key}"


def _here(**changes: str | None) -> str:
    asked = {k: v for k, v in request.args.to_dict(flat=False).items() if k not in ("after", "before")}
    asked |= {k: [v] for k, v in changes.items() if v}
    return f"{request.path}?{urlencode(asked, doseq=True)}"


Way = tuple[str, bool, bool, int]
"""Which page of a query is asked for: in which order, whether from a mark on, whether upwards, and how many rows."""

_PAGES: WeakKeyDictionary[Listing, dict[Way, Listing | Prepared[Listing]]] = WeakKeyDictionary()


def _page_of(query: Listing, by: By, key: SQLColumnExpression[Any], way: Way) -> Listing | Prepared[Listing]:
    """Return the query of a page, beyond the place (mark_by, mark_id) where it is marked.

    It is kept as long as ``query`` is, which many build for one request: what is asked again is prepared.
    """
    kept = _PAGES.setdefault(query, {})
    if way not in kept:
        kept[way] = _page(query, by, key, way)
        return kept[way]
    page = kept[way]
    if not isinstance(page, Prepared):
        page = kept[way] = _prepared(page)
    return page


def _prepared(page: Listing) -> Prepared[Listing]:
    return Prepared(lambda: page)


def _page(query: Listing, by: By, key: SQLColumnExpression[Any], way: Way) -> Listing:
    _named, marked, upwards, limit = way
    if isinstance(by, Label):
        query = query.add_columns(by)
    if marked:
        place, here = tuple_(by, key), tuple_(bindparam("mark_by", type_=by.type), bindparam("mark_id"))
        query = query.where(place > here if upwards else place < here)
    order = (by.asc(), key.asc()) if upwards else (by.desc(), key.desc())
    return query.order_by(*order).limit(limit + 1)


def paginate(query: Listing, by: By, key: SQLColumnExpression[Any], *, limit: int = PAGE) -> Page:
    """Return one page of ``query``, newest or most first, by keyset on (``by``, ``key``) from ?after= or ?before=.

    The rows are columns, and have ``by`` as ``active_at``, unless it is a label, and the key as ``id``. Invalid when a
    mark cannot be read.
    """
    after, before = _cursor(request.args.get("after"), by), _cursor(request.args.get("before"), by)
    mark = after or before
    upwards, named = before is not None and after is None, _named(by)
    page = _page_of(query, by, key, (named, mark is not None, upwards, limit))
    rows = fetch(page, {"mark_by": mark[0], "mark_id": mark[1]} if mark else None).all()
    more = len(rows) > limit
    rows = rows[:limit][::-1] if upwards else rows[:limit]
    if not rows:
        return Page(rows, None, None)
    has_older, has_newer = (True, more) if upwards else (more, mark is not None)
    return Page(
        rows,
        _here(after=_mark(rows[-1], named)) if has_older else None,
        _here(before=_mark(rows[0], named)) if has_newer else None,
    )


def in_batches(query: Listing, by: By, key: SQLColumnExpression[Any], *, most: int) -> Iterator[Page]:
    """Yield the rows of ``query`` from ?after= on, in the order of ``paginate``, as pages of ``BATCH``; ``most`` rows.

    ``older`` of each is where a list goes on that ends with it.
    """
    mark, named = _cursor(request.args.get("after"), by), _named(by)
    while most > 0:
        limit = min(BATCH, most)
        page = _page_of(query, by, key, (named, mark is not None, False, limit))
        found = fetch(page, {"mark_by": mark[0], "mark_id": mark[1]} if mark else None).all()
        rows = found[:limit]
        yield Page(rows, _here(after=_mark(rows[-1], named)) if len(found) > limit else None, None)
        if len(found) <= limit:
            return
        mark, most = _place(rows[-1], named), most - limit


class NumberInPath(IntegerConverter):
    """``<int:…>`` in an address: as large as the number of a row can be, else there is no such page."""

    regex = "[0-9]{1,9}"


def number_asked(name: str) -> int | None:
    """Return the whole number of a parameter of the address, None without one or for anything else."""
    return whole(request.args.get(name))


def text_asked(name: str) -> str:
    """Return a parameter of the address, empty without one; at most 60 characters, as handles and numbers are."""
    return request.args.get(name, "")[:60]


def limit_asked(usual: int = PAGE, most: int = LONGEST_PAGE) -> int:
    """Return ?limit=, ``usual`` without one; Invalid when it is no number from 1 to ``most``."""
    text = request.args.get("limit")
    if text is None:
        return usual
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


def init_app(app: Flask) -> None:
    """Set how numbers in paths are read."""
    app.url_map.converters["int"] = NumberInPath
