"""The lists of the API as tables: the same rows under the same filters, each on a line of a file of CSV.

A column is named after its place in an item of the list, such as ``counts.comments``: columns are what the API's own
description has. A list within an item (hats) is a column for each thing that it says, parted by semicolons.
"""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

from flask import Response, request

from igtf.api import schemas
from igtf.api.lists import Listed
from igtf.api.waiting import waiting
from igtf.core.i18n import in_language
from igtf.core.mail import absolute
from igtf.core.pages import fresh, in_batches, limit_asked, with_tag
from igtf.core.tables import Table

MOST = 10_000
"""The most rows of a file."""

LARGEST = 8_000_000
"""Bytes after which a file ends with the rows that were read together."""

Way = tuple[str, ...]


def columns_of(schema: schemas.Schema, before: Way = ()) -> Iterator[tuple[Way, bool]]:
    """Yield the columns of the items of a list: the way to each in an item, and whether it is a path of this site."""
    if "$ref" in schema:
        schema = schemas.named()[schema["$ref"].rpartition("/")[2]]
    for part in schema.get("allOf", ()):
        yield from columns_of(part, before)
    for name, part in schema.get("properties", {}).items():
        inner = part.get("items", part)
        if "$ref" in inner or "properties" in inner:
            yield from columns_of(inner, (*before, name))
        else:
            yield (*before, name), part is schemas.PATH


def name_of(way: Way) -> str:
    """Return the name of a column."""
    return ".".join(way)


def _at(item: Any, way: Way) -> Any:
    for place, name in enumerate(way):
        if isinstance(item, list):
            return "; ".join("" if value is None else str(value) for value in (_at(each, way[place:]) for each in item))
        item = item[name]
    return item


def _table(name: str, schema: str, pages: Iterable[tuple[list[dict[str, Any]], str | None]]) -> Response:
    """Return ``pages`` of items, each with where the list goes on after it, as a file; a 304 when the reader has it.

    Where the list goes on after the file, Link says so, and the file's name that it is a part.
    """
    columns, following = list(columns_of(schemas.ref(schema))), None
    table = Table([name_of(way) for way, _is_path in columns])
    for items, following in pages:
        table.add([absolute(_at(item, way)) if is_path else _at(item, way) for way, is_path in columns]
                  for item in items)  # fmt: skip
        if following is None or table.size > LARGEST:
            break
    data = table.data
    tag = hashlib.blake2b(data + str(following).encode(), digest_size=10).hexdigest()
    response = fresh(tag) or with_tag(Response(data, content_type="text/csv; charset=utf-8; header=present"), tag)
    part = "-part" if following or "after" in request.args else ""
    response.headers["Content-Disposition"] = f'attachment; filename="igtf-{name}{part}.csv"'
    if following:
        response.headers["Link"] = f'<{following}>; rel="next"'
    return response


def table_of(listed: Listed) -> Response:
    """Return a list under this request's filters as a file, in no reader's language."""
    pages = in_batches(listed.query(), listed.moment, listed.key, most=limit_asked(MOST, MOST))
    return _table(listed.name, listed.schema, ((_in_english(listed, page.rows), page.older) for page in pages))


def _in_english(listed: Listed, rows: Any) -> list[dict[str, Any]]:
    with in_language("en"):
        return listed.items(rows)


def queue_table() -> Response:
    """Return what waits for the clearing house under this request's filters as a file."""
    return _table("queue", "Waiting", [(waiting(), None)])
