"""Operations of the API as its description says them: what is read, what is posted, how that is refused."""

from typing import Any

from igtf.api import schemas, tables
from igtf.api.schemas import Schema, many, maybe, record
from igtf.core.i18n import gettext as _
from igtf.core.page.paging import LONGEST_PAGE, PAGE

READS: list[dict[str, list[str]]] = [{}, {"token": []}]
"""Who may: anybody, and with a token."""
WRITES: list[dict[str, list[str]]] = [{"token": []}]
"""Who may: whoever has a token."""

REF = {"name": "ref", "in": "path", "required": True, "schema": schemas.TEXT}
KEY = {"$ref": "#/components/parameters/IdempotencyKey"}
MATCH = {"$ref": "#/components/parameters/IfMatch"}


def json(schema: Schema) -> dict[str, Any]:
    """Return the content of a body or an answer of ``schema``."""
    return {"application/json": {"schema": schema}}


def refusals(*statuses: int) -> dict[str, Any]:
    """Return the answers that refuse, by their statuses."""
    return {str(status): {"$ref": "#/components/responses/Problem"} for status in statuses}


def query(name: str, meaning: str, schema: Schema = schemas.TEXT) -> dict[str, Any]:
    """Return a parameter behind the question mark."""
    return {"name": name, "in": "query", "description": meaning, "schema": schema}


def paging(mark: str, usual: int = PAGE, most: int = LONGEST_PAGE) -> list[dict[str, Any]]:
    """Return the parameters of a list that is read page by page; ``mark`` is the one that leads on."""
    limit = {"type": "integer", "minimum": 1, "maximum": most, "default": usual}
    return [
        query("limit", _("how many, at most %(most)s", most=most), limit),
        query(mark, _("where the page before ended; take it from next")),
    ]


def page(schema: Schema) -> Schema:
    """Return the schema of a page of a list."""
    return record(items=many(schema), next=maybe(schemas.PATH))


def get(summary: str, tag: str, schema: Schema, *parameters: Any, name: str, errors: tuple[int, ...]) -> Schema:
    """Return an operation that reads."""
    return {
        "operationId": name, "summary": summary, "tags": [tag], "security": READS,
        "parameters": list(parameters),
        "responses": {"200": {"description": summary, "content": json(schema)}, **refusals(400, 401, 414,
        *errors)},
    }  # fmt: skip


def unchanged() -> dict[str, Any]:
    """Return the answer to who has it already."""
    return {"description": _("unchanged since the version that If-None-Match names")}


def as_table(listed: Schema, schema: Schema, *filters: Any) -> Schema:
    """Return the description of the table of a list from that of the list, the schema of its items and its filters."""
    columns = ", ".join(tables.name_of(way) for way, _is_path in tables.columns_of(schema))
    done = {
        "description": listed["summary"], "content": {"text/csv": {"schema": schemas.TEXT}},
        "headers": {"Link": {"schema": schemas.TEXT, "description": _("where the list goes on, with rel=\"next\"")}},
    }  # fmt: skip
    return listed | {
        "operationId": f"{listed['operationId']}_table", "parameters": list(filters),
        "description": _("A table (CSV, UTF-8) with the columns: %(names)s", names=columns),
        "responses": {**listed["responses"], "200": done, "304": unchanged(), **refusals(422, 429)},
    }  # fmt: skip


def whole(*filters: Any, mark: str = "after") -> list[Any]:
    """Return the parameters of a list that is taken as a table."""
    return [*filters, *paging(mark, tables.MOST, tables.MOST)]


def post(
    summary: str, tag: str, given: Schema, status: int, schema: Schema, *parameters: Any, name: str,
    errors: tuple[int, ...] = (),
) -> Schema:  # fmt: skip
    """Return an operation that writes, and leads to its result."""
    done = {
        "description": summary, "content": json(schema),
        "headers": {"Location": {"schema": schemas.PATH, "description": _("where the result is")}},
    }  # fmt: skip
    return {
        "operationId": name, "summary": summary, "tags": [tag], "security": WRITES,
        "parameters": list(parameters),
        "requestBody": {"content": json(given), "required": bool(given.get("required", True))},
        "responses": {str(status): done, **refusals(400, 401, 403, 404, 409, *errors, 412, 413, 415, 422, 429)},
    }  # fmt: skip
