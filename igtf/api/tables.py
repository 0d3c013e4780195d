"""The lists of the API as tables: the same rows under the same filters, each on a line of a file of CSV.

A column is named after its place in an item of the list, such as ``counts.comments``: columns are what the API's own
description has. A list within an item (hats) is a column for each thing that it says, parted by semicolons; one within
a value is a comma there.
"""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

from flask import Response, request

from igtf.api import described, schemas
from igtf.api.answering import BODY, answering
from igtf.api.lists import ApiList, NumberedList, counted_page, mark_of
from igtf.api.waiting import waiting
from igtf.core.i18n import in_language
from igtf.core.mail import absolute
from igtf.core.page.paging import BATCH, fresh, in_batches, limit_asked, with_tag
from igtf.core.page.tables import CsvTable, cell

MOST = 10_000
"""The most rows of a file."""

LARGEST = 8_000_000
"""Bytes after which a file ends with the rows that were read together."""

Way = tuple[str, ...]


def columns_of(schema: schemas.Schema, before: Way = ()) -> Iterator[tuple[Way, bool]]:
    """Yield the columns of the items of a list: the way to each in an item, and whether it is a path of this site."""
    if "$ref" in schema:
        schema = described.named()[schema["$ref"].rpartition("/")[2]]
    if "enum" in schema:
        yield before, False
    for part in schema.get("allOf", ()):
        yield from columns_of(part, before)
    for name, part in schema.get("properties", {}).items():
        inner = part.get("items", part.get("anyOf", [part])[0])
        if "$ref" in inner or "properties" in inner:
            yield from columns_of(inner, (*before, name))
        else:
            yield (*before, name), inner is schemas.PATH and "items" not in part


def name_of(way: Way) -> str:
    """Return the name of a column."""
    return ".".join(way)


def _at(item: Any, way: Way) -> Any:
    for place, name in enumerate(way):
        if isinstance(item, list):
            return "; ".join(_part(_at(each, way[place:])) for each in item)
        item = None if item is None else item.get(name)
    return item


def _part(value: Any) -> str:
    """Return a value of several in a cell, which is looked at for formulas as a whole and parted by semicolons."""
    return "" if value is None else (value if isinstance(value, str) else str(cell(value))).replace(";", ",")


def _cell(value: Any, *, is_path: bool) -> Any:
    return absolute(value) if is_path and value else value


def _table(
    name: str, schema: schemas.Schema, pages: Iterable[tuple[list[dict[str, Any]], str | None]], *, begun: bool
) -> Response:
    """Return ``pages`` of items, each with where the list goes on after it, as a file; a 304 when the reader has it.

    Where the list goes on after the file, Link says so; the name of a file says that it is a part, as it is when the
    list was ``begun`` before it.
    """
    columns, following = list(columns_of(schema)), None
    table = CsvTable([name_of(way) for way, _is_path in columns])
    for items, following in pages:
        table.add([_cell(_at(item, way), is_path=is_path) for way, is_path in columns] for item in items)
        if following is None or table.size > LARGEST:
            break
    data = table.data
    tag = hashlib.blake2b(data + str(following).encode(), digest_size=10).hexdigest()
    response = fresh(tag) or with_tag(Response(data, content_type="text/csv; charset=utf-8; header=present"), tag)
    part = "-part" if following or begun else ""
    response.headers["Content-Disposition"] = f'attachment; filename="igtf-{name}{part}.csv"'
    if following:
        response.headers["Link"] = f'<{following}>; rel="next"'
    return response


def table_of(listed: ApiList) -> Response:
    """Return a list under this request's filters as a file, in no reader's language."""
    pages = in_batches(listed.query(), listed.by, listed.key, most=limit_asked(MOST, MOST))
    found = ((_in_english(listed, page.rows), page.older) for page in pages)
    return _table(listed.name, listed.schema, found, begun="after" in request.args)


def _in_english(listed: ApiList, rows: Any) -> list[dict[str, Any]]:
    with in_language("en"):
        return listed.items(rows)


def queue_table() -> Response:
    """Return what waits for the clearing house under this request's filters as a file."""
    return _table("queue", schemas.ref("Waiting"), [(waiting(), None)], begun=False)


def answering_table() -> Response:
    """Return how bodies have answered under this request's filters as a file."""
    return _table("bodies-figures", BODY, [(answering(), None)], begun=False)


def table_of_counted(listed: NumberedList) -> Response:
    """Return a list that is read on from a number as a file, in no reader's language."""
    pages = _pages(listed, limit_asked(MOST, MOST))
    return _table(listed.name, listed.schema, pages, begun=bool(mark_of(listed)))


def _pages(listed: NumberedList, most: int) -> Iterator[tuple[list[dict[str, Any]], str | None]]:
    """Yield at most ``most`` items of a list, as many together as are read at once, with where it goes on.

    No more pages than a whole file has: of what is found by words filters may leave next to nothing on each.
    """
    mark: int | None = mark_of(listed)
    for _page in range(MOST // BATCH):
        with in_language("en"):
            items, mark, following = counted_page(listed, mark, min(BATCH, most))
        yield items, following
        most -= len(items)
        if following is None or most == 0:
            return
