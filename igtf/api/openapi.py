"""The description of the API for machines (OpenAPI 3.1), made from the tables of the procedure."""

from collections.abc import Mapping
from typing import Any

from flask import current_app

from igtf.api import described, schemas
from igtf.api.answering import BODY
from igtf.api.columns import orders_of
from igtf.api.lists import WITHIN
from igtf.api.moving import creating, sources_of
from igtf.api.openapi_own import comment_paths, following, own_paths
from igtf.api.operations import KEY, MATCH, READS, REF, as_table, get, page, paging, post, query, unchanged, whole
from igtf.api.schemas import Schema, record, ref
from igtf.core.clock import FARTHEST
from igtf.core.errors import Hidden
from igtf.core.finding.search import FILTERED
from igtf.core.i18n import Text, ngettext, offered
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.wording import Numeral
from igtf.core.workflow import PHASES, WORKFLOWS, Known, Move, Workflow
from igtf.issues import queue
from igtf.issues.states import AT_CLEARING_HOUSE
from igtf.issues.topics import TOPICS, TOPICS_ASKED
from igtf.meetings.hum import ANSWERS
from igtf.record.about import has_topics
from igtf.record.models import HIDDEN
from igtf.record.once import KNOWN
from igtf.routing.registry import KINDS

_TOPICS: Schema = {"enum": list(TOPICS_ASKED)}


_ORDERS: Mapping[str, Text] = {
    "newest": _l("by when it was opened, newest first"),
    "supported": _l("by how many support it, the most first"),
    "starts": _l("by when it begins, the latest first"),
}
_ONE_OF_THESE = _l("one of these")
_FILTERS: Mapping[str, Text] = {
    "about": _l("the reference of what it asks about"),
    "addressee": _l("of whom something is asked: the acronym of a body, or a stakeholder group"),
    "assigned": _l("the handle of the assigned member"),
    "author": _l("the handle of who confirmed to be an author"),
    "body": _l("the short name of the body"),
    "call": _l("the number of the call"),
    "filer": _l("the handle of who filed it"),
    "occasion": _l("the name of the occasion, or its number"),
    "source": _l("where it is from, as an issue names its source"),
}
"""Name of a filter → what its value is, where the values are no list."""


def _gone(workflow: Workflow) -> tuple[int, ...]:
    """Return how it is refused to read what a moderator hid, where subjects of this kind can be hidden."""
    return (Hidden.status,) if HIDDEN in workflow.state_by_name else ()


def _order(workflow: Workflow) -> str:
    named = (f"“{name}”: {_ORDERS[name]}" for name in orders_of(workflow))
    return "; ".join((*named, _("without it: by last activity")))


def _filters(workflow: Workflow) -> list[dict[str, Any]]:
    topic = query("topic", _("the topic's short name, or “unclassified”"), _TOPICS)
    return [
        query("state", _("one of the states"), {"enum": [state.name for state in workflow.states]}),
        query("phase", _("where it stands, the same for all kinds"), {"enum": list(PHASES)}),
        *([topic] if has_topics(workflow.kind) else []),
        query("group", _("the acronym of the group it belongs to")),
        query("since", _("active since this date or moment"), {"type": "string"}),
        query(
            "q",
            _(
                "all these words, the last one as a beginning; of many matches the newest %(most)s are looked at",
                most=Numeral(FILTERED),
            ),
        ),
        query("sort", _order(workflow), {"enum": list(orders_of(workflow))}),
        *(query(name, _said(workflow, name), _values(workflow.known[name])) for name in workflow.narrowing),
    ]


def _said(workflow: Workflow, name: str) -> str:
    """Return what the value of a filter is."""
    if name == "kind":
        return _("one of these, as “%(name)s” of an item has it", name=f"{workflow.kind}_kind")
    return str(_FILTERS.get(name, _ONE_OF_THESE))


def _values(known: Known) -> Schema:
    """Return the schema of a filter: what it knows, where that is a list and no question to the database."""
    return schemas.TEXT if callable(known) else {"enum": list(known)}


def _creation(workflow: Workflow, schema: Schema) -> Schema:
    moves = creating(workflow)
    bodies = [schemas.body(move, chooses=True) for move in moves]
    for given in bodies[1:]:
        given["required"] = ["move", *given["required"]]
    return post(
        " / ".join(str(move.label) for move in moves), workflow.collection,
        bodies[0] if len(bodies) == 1 else {"anyOf": bodies}, 201, schema, KEY,
        name=f"{workflow.kind}_create",
    )  # fmt: skip


def _move(workflow: Workflow, move: Move, schema: Schema) -> Schema:
    text = f"{move.who}. {move.needs}".strip(". ")
    posted = post(
        str(move.label), workflow.collection, schemas.body(move), 200, schema, KEY, MATCH,
        name=f"{workflow.kind}_{move.name.replace('-', '_')}", errors=_gone(workflow),
    )  # fmt: skip
    return {"parameters": [REF], "post": posted | {"description": text}}


def _paths_of(workflow: Workflow) -> dict[str, Any]:
    path, tag, kind, gone = f"/{workflow.collection}", workflow.collection, workflow.kind, _gone(workflow)
    item, full = ref(kind.title()), ref(f"{kind.title()}Detail")
    filters = _filters(workflow)
    listed = get(str(workflow.plural), tag, page(item), *filters, *paging("after"), name=f"{kind}_list",
                 errors=(422,))  # fmt: skip
    collection: dict[str, Any] = {"get": listed}
    if creating(workflow):
        collection["post"] = _creation(workflow, full)
    else:
        listed["description"] = sources_of(workflow)
    show = get(_("One %(kind)s in full", kind=workflow.label), tag, full, name=f"{kind}_show", errors=(404, *gone))
    show["responses"]["304"] = unchanged()
    return {
        path: collection,
        f"{path}.csv": {"get": as_table(listed, item, *whole(*filters))},
        f"{path}/{{ref}}": {"parameters": [REF], "get": show},
        **{
            f"{path}/{{ref}}/{name}": {"parameters": [REF], **operations}
            for name, operations in _below(workflow).items()
        },
        **{
            f"{path}/{{ref}}/moves/{move.name}": _move(workflow, move, full)
            for move in workflow.moves
            if move.offered and move.sources
        },
    }


def _answering_paths() -> dict[str, Any]:
    """Return what is asked about all bodies side by side."""
    kind = query("kind", _("the kind of body"), {"enum": KINDS})
    listed = get(_("How bodies have answered"), "bodies", page(BODY), kind, name="bodies_figures", errors=(422,))
    return {"/bodies/figures": {"get": listed}, "/bodies/figures.csv": {"get": as_table(listed, BODY, kind)}}


def _hum_path() -> dict[str, Any]:
    """Return how a hum is answered; without a key, which would keep who answered when."""
    given = {
        "type": "object", "additionalProperties": False, "required": ["answer"],
        "properties": {"answer": {"enum": list(ANSWERS)}},
    }  # fmt: skip
    answered = post(_("Answer the hum that is under way"), "meetings", given, 200, ref("MeetingDetail"),
                    name="meeting_hum")  # fmt: skip
    return {"/meetings/{ref}/hum": {"parameters": [REF], "post": answered}}


def _below(workflow: Workflow) -> dict[str, dict[str, Schema]]:
    """Return what stands below a subject beside its moves, by name and method."""
    tag, kind, gone, item = workflow.collection, workflow.kind, _gone(workflow), ref("Comment")
    since = query("since", _("made or changed since this date or moment, also shown or opened again; all of them where "
                             "a moderator removed words since"), {"type": "string"})  # fmt: skip
    thread = get(_("Comments"), tag, page(item), since, *paging("after"), name=f"{kind}_comments",
                 errors=(404, *gone, 422))  # fmt: skip
    said = _("Post a comment (%(kind)s)", kind=workflow.label)
    found = {
        "comments": {
            "get": thread,
            "post": post(said, tag, ref("NewComment"), 201, item, KEY, MATCH, name=f"{kind}_comment", errors=gone),
        },
        "comments.csv": {"get": as_table(thread, item, *whole(since))},
        "follow": following(tag, kind, gone),
    }
    own = WITHIN.get(kind)
    if own:
        made = get(str(own.label), tag, page(ref(own.schema)), *paging("after"), name=own.name,
                   errors=(404, *gone, 422))  # fmt: skip
        columns = own.columns or ref(own.schema)
        found |= {own.name: {"get": made}, f"{own.name}.csv": {"get": as_table(made, columns, *whole())}}
    return found


def _people_filters() -> list[dict[str, Any]]:
    return [
        query("name", _("words of name, handle or organisation, or their beginnings")),
        query("group", _("a stakeholder group")),
        query("region", _("a regional group")),
        query("m49", _("a region of the UN's standard M49, by its number")),
        query("country", _("a country, by its two letters (ISO 3166-1)")),
    ]


def _issue_paths() -> dict[str, Any]:
    """Return what is asked about issues beside the list: which are alike, which wait for the clearing house."""
    same = [query("title", _("a title")), query("summary", _("a summary")),
            query("topic", _("the topic's short name"), {"enum": list(TOPICS)})]  # fmt: skip
    alike = get(_("Issues that may say the same"), "issues", page(ref("Alike")), *same, name="issues_alike",
                errors=(422,))  # fmt: skip
    filters = [
        query("state", _("one of the states in which an issue waits"), {"enum": list(AT_CLEARING_HOUSE)}),
        query("topic", _("the topic's short name, or “unclassified”"), _TOPICS),
        query("assigned", _("the handle of the assigned member")),
        query("proposed", _("whether a proposal is pending"), {"enum": ["yes", "no"]}),
        query("late", _("only what is past the target"), {"enum": ["1"]}),
    ]
    said = _("What waits for the clearing house, at most %(most)d", most=queue.MOST)
    waiting = get(said, "issues", page(ref("Waiting")), *filters, name="queue", errors=(422,))
    mark = query("before", _("where the page before ended; take it from next"))
    former = get(_("Former wordings"), "issues", page(ref("FormerWording")), mark, name="issue_versions",
                 errors=(404, Hidden.status, 422))  # fmt: skip
    return {
        "/issues/alike": {"get": alike},
        "/issues/{ref}/versions": {"parameters": [REF], "get": former},
        "/queue": {"get": waiting},
        "/queue.csv": {"get": as_table(waiting, ref("Waiting"), *filters)},
    }


def _people_paths() -> dict[str, Any]:
    handle = {"name": "handle", "in": "path", "required": True, "schema": schemas.TEXT}
    people = get(_("People"), "people", page(ref("Person")), *_people_filters(), *paging("after"), name="people",
                 errors=(422,))  # fmt: skip
    person = get(_("A person"), "people", ref("PersonDetail"), name="person", errors=(404,))
    return {
        "/people": {"get": people},
        "/people.csv": {"get": as_table(people, ref("Person"), *whole(*_people_filters()))},
        "/people/{handle}": {"parameters": [handle], "get": person},
    }


def _event_paths() -> dict[str, Any]:
    since = {"type": "integer", "minimum": 0, "maximum": 999_999_999}
    filters = [
        query("since", _("after this log_index, in the order of the log"), since),
        query("kind", _("the kind of event, such as issue.file"), ref("EventKind")),
        query("subject", _("the kind of subject"), {"enum": list(WORKFLOWS)}),
        query("ref", _("the number or name of the subject; needs subject")),
        query("actor", _("the handle of who acted")),
    ]
    number = {"name": "number", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 0}}
    events = get(_("The record"), "events", page(ref("Event")), *filters, *paging("before"), name="events",
                 errors=(422,))  # fmt: skip
    event = get(_("An entry"), "events", ref("Event"), name="event", errors=(404,))
    return {
        "/events": {"get": events},
        "/events.csv": {"get": as_table(events, ref("Event"), *whole(*filters, mark="before"))},
        "/events/{number}": {"parameters": [number], "get": event},
    }


def _clock_path() -> dict[str, Any]:
    days = {"type": "integer", "minimum": 1, "maximum": FARTHEST}
    given = record(days=days) | {"additionalProperties": False}
    moved = post(_("Move the demonstration's clock"), "demo", given, 200, ref("Clock"), name="clock")
    moved["security"] = READS
    del moved["responses"]["200"]["headers"]
    return {"/demo/clock": {"post": moved}}


def _components() -> dict[str, Any]:
    visible = {"type": "string", "pattern": "^[!-~]{1,200}$"}
    problem = {"application/problem+json": {"schema": ref("Problem")}}
    return {
        "schemas": described.named(),
        "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        "responses": {"Problem": {"description": _("a refusal with its reason (RFC 9457)"),
        "content": problem}},
        "parameters": {
            "IdempotencyKey": {
                "name": "Idempotency-Key", "in": "header", "schema": visible,
                "description": ngettext(
                    "repeated under the same key within %(num)d day, an act is done once; with another body it is "
                    "refused",
                    "repeated under the same key within %(num)d days, an act is done once; with another body it is "
                    "refused",
                    KNOWN.days,
                ),
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
    paths |= _issue_paths() | _answering_paths() | _hum_path() | _people_paths() | _event_paths()
    paths |= comment_paths() | own_paths()
    numbers = get(_("The numbers of the procedure"), "procedure", ref("Procedure"), name="procedure", errors=())
    paths["/procedure"] = {"get": numbers}
    if current_app.config["DEMO"]:
        paths |= _clock_path()
    about = [
        _("Reading needs no token. Addresses in answers are relative to this site."),
        _(
            "Sentences are in the language that the parameter “lang” of any address names (%(codes)s); else in that "
            "of Accept-Language, else in that of the account.",
            codes=", ".join(offered()),
        ),
    ]
    return {
        "openapi": "3.1.0",
        "info": {
            "title": current_app.config["SITE_NAME"], "version": current_app.config["RELEASE"],
            "description": " ".join(about),
            "license": {"name": "BSD-3-Clause", "identifier": "BSD-3-Clause"},
        },
        "servers": [{"url": "/api/v1"}],
        "tags": [{"name": workflow.collection,
        "description": str(workflow.plural)} for workflow in WORKFLOWS.values()],
        "paths": paths,
        "components": _components(),
    }  # fmt: skip
