"""The description of the API for machines (OpenAPI 3.1), made from the tables of the procedure."""

from typing import Any

from flask import current_app

from igtf.api import schemas, tables
from igtf.api.acts import creating, sources_of
from igtf.api.schemas import Schema, many, maybe, record, ref
from igtf.core.clock import FARTHEST
from igtf.core.errors import Hidden
from igtf.core.i18n import gettext as _
from igtf.core.pages import LONGEST_PAGE, PAGE
from igtf.core.workflow import PHASES, WORKFLOWS, Move, Workflow
from igtf.issues import queue
from igtf.issues.topics import TOPICS_ASKED
from igtf.record.models import HIDDEN

_TOPICS: Schema = {"enum": list(TOPICS_ASKED)}
_READS: list[dict[str, list[str]]] = [{}, {"token": []}]
_WRITES: list[dict[str, list[str]]] = [{"token": []}]


def _json(schema: Schema) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _refusals(*statuses: int) -> dict[str, Any]:
    return {str(status): {"$ref": "#/components/responses/Problem"} for status in statuses}


def _query(name: str, meaning: str, schema: Schema = schemas.TEXT) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": meaning, "schema": schema}


def _paging(mark: str, usual: int = PAGE, most: int = LONGEST_PAGE) -> list[dict[str, Any]]:
    limit = {"type": "integer", "minimum": 1, "maximum": most, "default": usual}
    return [
        _query("limit", _("how many, at most %(most)s", most=most), limit),
        _query(mark, _("where the page before ended; take it from next")),
    ]


def _page(schema: Schema) -> Schema:
    return record(items=many(schema), next=maybe(schemas.PATH))


def _get(summary: str, tag: str, schema: Schema, *parameters: Any, name: str, errors: tuple[int, ...]) -> Schema:
    return {
        "operationId": name, "summary": summary, "tags": [tag], "security": _READS,
        "parameters": list(parameters),
        "responses": {"200": {"description": summary, "content": _json(schema)}, **_refusals(400, 401,
        *errors)},
    }  # fmt: skip


def _unchanged() -> dict[str, Any]:
    return {"description": _("unchanged since the version that If-None-Match names")}


def _as_table(listed: Schema, schema: Schema, *filters: Any) -> Schema:
    """Return the description of the table of a list from that of the list, the schema of its items and its filters."""
    columns = ", ".join(tables.name_of(way) for way, _is_path in tables.columns_of(schema))
    done = {
        "description": listed["summary"], "content": {"text/csv": {"schema": schemas.TEXT}},
        "headers": {"Link": {"schema": schemas.TEXT, "description": _("where the list goes on, with rel=\"next\"")}},
    }  # fmt: skip
    return listed | {
        "operationId": f"{listed['operationId']}_table", "parameters": list(filters),
        "description": _("A table (CSV, UTF-8) with the columns: %(names)s", names=columns),
        "responses": {"200": done, "304": _unchanged(), **_refusals(400, 401, 422, 429)},
    }  # fmt: skip


def _whole(*filters: Any) -> list[Any]:
    return [*filters, *_paging("after", tables.MOST, tables.MOST)]


def _gone(workflow: Workflow) -> tuple[int, ...]:
    """Return how it is refused to read what a moderator hid, where subjects of this kind can be hidden."""
    return (Hidden.status,) if HIDDEN in workflow.state_by_name else ()


def _post(
    summary: str, tag: str, given: Schema, status: int, schema: Schema, *parameters: Any, name: str,
    errors: tuple[int, ...] = (),
) -> Schema:  # fmt: skip
    done = {
        "description": summary, "content": _json(schema),
        "headers": {"Location": {"schema": schemas.PATH, "description": _("where the result is")}},
    }  # fmt: skip
    return {
        "operationId": name, "summary": summary, "tags": [tag], "security": _WRITES,
        "parameters": list(parameters),
        "requestBody": {"content": _json(given), "required": bool(given.get("required", True))},
        "responses": {str(status): done, **_refusals(400, 401, 403, 404, 409, *errors, 412, 413, 415, 422, 429)},
    }  # fmt: skip


_REF = {"name": "ref", "in": "path", "required": True, "schema": schemas.TEXT}
_KEY = {"$ref": "#/components/parameters/IdempotencyKey"}
_MATCH = {"$ref": "#/components/parameters/IfMatch"}


def _filters(workflow: Workflow) -> list[dict[str, Any]]:
    topics = _TOPICS if "topic" in workflow.known else schemas.TEXT
    return [
        _query("state", _("one of the states"), {"enum": [state.name for state in workflow.states]}),
        _query("phase", _("where it stands, the same for all kinds"), {"enum": list(PHASES)}),
        _query("topic", _("the topic's short name, or “unclassified”"), topics),
        _query("group", _("the acronym of the group it belongs to")),
        _query("since", _("active since this date or moment"), {"type": "string"}),
        _query("q", _("all these words, the last one as a beginning")),
        *(_query(name, _("as on the page of the list")) for name in workflow.narrowing),
    ]


def _creation(workflow: Workflow, schema: Schema) -> Schema:
    moves = creating(workflow)
    bodies = [schemas.body(move, chooses=True) for move in moves]
    for given in bodies[1:]:
        given["required"] = ["move", *given["required"]]
    return _post(
        " / ".join(str(move.label) for move in moves), workflow.collection,
        bodies[0] if len(bodies) == 1 else {"anyOf": bodies}, 201, schema, _KEY,
        name=f"{workflow.kind}_create",
    )  # fmt: skip


def _move(workflow: Workflow, move: Move, schema: Schema) -> Schema:
    text = f"{move.who}. {move.needs}".strip(". ")
    posted = _post(
        str(move.label), workflow.collection, schemas.body(move), 200, schema, _KEY, _MATCH,
        name=f"{workflow.kind}_{move.name.replace('-', '_')}", errors=_gone(workflow),
    )  # fmt: skip
    return {"parameters": [_REF], "post": posted | {"description": text}}


def _paths_of(workflow: Workflow) -> dict[str, Any]:
    path, tag, kind, gone = f"/{workflow.collection}", workflow.collection, workflow.kind, _gone(workflow)
    item, full = ref(kind.title()), ref(f"{kind.title()}Detail")
    filters = _filters(workflow)
    listed = _get(str(workflow.plural), tag, _page(item), *filters, *_paging("after"), name=f"{kind}_list",
                  errors=(422,))  # fmt: skip
    table = _as_table(listed, item, *_whole(*filters))
    collection: dict[str, Any] = {"get": listed}
    if creating(workflow):
        collection["post"] = _creation(workflow, full)
    else:
        listed["description"] = sources_of(workflow)
    said = _("A comment on this %(kind)s", kind=workflow.label)
    thread = _get(
        _("Comments"),
        tag,
        _page(ref("Comment")),
        *_paging("after"),
        name=f"{kind}_comments",
        errors=(404, *gone, 422),
    )
    comment = _post(said, tag, ref("NewComment"), 201, ref("Comment"), _KEY, name=f"{kind}_comment", errors=gone)
    show = _get(_("One %(kind)s in full", kind=workflow.label), tag, full, name=f"{kind}_show", errors=(404, *gone))
    show["responses"]["304"] = _unchanged()
    paths = {
        path: collection,
        f"{path}.csv": {"get": table},
        f"{path}/{{ref}}": {"parameters": [_REF], "get": show},
        f"{path}/{{ref}}/comments": {"parameters": [_REF], "get": thread, "post": comment},
        **{
            f"{path}/{{ref}}/moves/{move.name}": _move(workflow, move, full)
            for move in workflow.moves
            if move.offered and move.sources
        },
    }
    if kind == "consultation":
        replies = _get(_("Replies"), tag, _page(ref("Reply")), *_paging("after"), name="replies", errors=(404, 422))
        paths[f"{path}/{{ref}}/replies"] = {"parameters": [_REF], "get": replies}
    return paths


def _people_filters() -> list[dict[str, Any]]:
    return [
        _query("name", _("words of name, handle or organisation, or their beginnings")),
        _query("group", _("a stakeholder group")),
        _query("region", _("a regional group")),
        _query("country", _("a country, by its two letters (ISO 3166-1)")),
    ]


def _own_paths() -> dict[str, Any]:
    since = {"type": "integer", "minimum": 0, "maximum": 999_999_999}
    event_filters = [
        _query("since", _("after this log_index, in the order of the log"), since),
        _query("kind", _("the kind of event, such as issue.file")),
        _query("subject", _("the kind of subject"), {"enum": list(WORKFLOWS)}),
        _query("ref", _("the number or name of the subject; needs subject")),
        *_paging("before"),
    ]
    handle = {"name": "handle", "in": "path", "required": True, "schema": schemas.TEXT}
    number = {"name": "number", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 0}}
    queue_filters = [
        _query("state", _("one of the states in which an issue waits"), {"enum": list(queue.STATES)}),
        _query("topic", _("the topic's short name, or “unclassified”"), _TOPICS),
        _query("assigned", _("the handle of the assigned member")),
        _query("proposed", _("whether a proposal is pending"), {"enum": ["yes", "no"]}),
        _query("late", _("only what is past the target"), {"enum": ["1"]}),
    ]
    events, event, person = _page(ref("Event")), ref("Event"), ref("PersonDetail")
    waiting = _get(_("What waits for the clearing house"), "issues", _page(ref("Waiting")), *queue_filters,
                   name="queue", errors=(422,))  # fmt: skip
    people = _get(_("People"), "people", _page(ref("Person")), *_people_filters(), *_paging("after"), name="people",
                  errors=(422,))  # fmt: skip
    return {
        "/queue": {"get": waiting},
        "/queue.csv": {"get": _as_table(waiting, ref("Waiting"), *queue_filters)},
        "/people": {"get": people},
        "/people.csv": {"get": _as_table(people, ref("Person"), *_whole(*_people_filters()))},
        "/people/{handle}": {
            "parameters": [handle], "get": _get(_("A person"), "people", person, name="person",
            errors=(404,)),
        },
        "/events": {"get": _get(_("The record"), "events", events, *event_filters, name="events",
        errors=(422,))},
        "/events/{number}": {
            "parameters": [number], "get": _get(_("An entry"), "events", event, name="event", errors=(404,)),
        },
    }  # fmt: skip


def _clock_path() -> dict[str, Any]:
    days = {"type": "integer", "minimum": 1, "maximum": FARTHEST}
    given = record(days=days) | {"additionalProperties": False}
    moved = _post(_("Move the demonstration's clock"), "demo", given, 200, ref("Clock"), name="clock")
    moved["security"] = _READS
    del moved["responses"]["200"]["headers"]
    return {"/demo/clock": {"post": moved}}


def _components() -> dict[str, Any]:
    visible = {"type": "string", "pattern": "^[!-~]{1,200}$"}
    problem = {"application/problem+json": {"schema": ref("Problem")}}
    return {
        "schemas": schemas.named(),
        "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        "responses": {"Problem": {"description": _("a refusal with its reason (RFC 9457)"),
        "content": problem}},
        "parameters": {
            "IdempotencyKey": {
                "name": "Idempotency-Key", "in": "header", "schema": visible,
                "description": _("repeated under the same key, an act is done once; with another body it is refused"),
            },
            "IfMatch": {
                "name": "If-Match", "in": "header", "schema": schemas.TEXT,
                "description": _("the revision you saw, such as \"3\", or the ETag"),
            },
        },
    }  # fmt: skip


def document() -> dict[str, Any]:
    """Return the description of the whole API, in the reader's language."""
    paths: dict[str, Any] = {}
    for workflow in WORKFLOWS.values():
        paths |= _paths_of(workflow)
    paths |= _own_paths()
    if current_app.config["DEMO"]:
        paths |= _clock_path()
    about = _("Reading needs no token. Addresses in answers are relative to this site.")
    return {
        "openapi": "3.1.0",
        "info": {
            "title": current_app.config["SITE_NAME"], "version": current_app.config["RELEASE"],
            "description": about,
            "license": {"name": "BSD-3-Clause", "identifier": "BSD-3-Clause"},
        },
        "servers": [{"url": "/api/v1"}],
        "tags": [{"name": workflow.collection,
        "description": str(workflow.plural)} for workflow in WORKFLOWS.values()],
        "paths": paths,
        "components": _components(),
    }  # fmt: skip
