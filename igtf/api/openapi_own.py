"""The description of what is one's own, and of what is done to comments, made from the tables of both."""

from typing import Any

from igtf.api.comments import EDIT
from igtf.api.operations import KEY, MATCH, WRITES, as_table, get, page, paging, post, query, refusals, whole
from igtf.api.own import hook_form
from igtf.api.schemas import Schema, form_of, ref
from igtf.core.i18n import gettext as _
from igtf.core.workflow import PHASES, WORKFLOWS
from igtf.discussion.acts import ACTS
from igtf.hooks.acts import ACTS as HOOK_ACTS

_NUMBER = {"name": "number", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 0}}
_NOTHING: Schema = {"type": "object", "additionalProperties": False, "required": []}


def following(tag: str, kind: str, gone: tuple[int, ...]) -> dict[str, Schema]:
    """Return how subjects of a ``kind`` are followed; ``gone`` are the statuses of what a moderator hid."""
    ways = (("put", _("Follow"), ""), ("delete", _("Stop following"), "un"))
    return {method: _idempotent(summary, tag, f"{kind}_{name}follow", gone) for method, summary, name in ways}


def _idempotent(summary: str, tag: str, name: str, gone: tuple[int, ...]) -> Schema:
    """Return an operation that may be repeated as it is: no key makes it done once."""
    done = {"description": summary, "content": {"application/json": {"schema": ref("Following")}}}
    return {
        "operationId": name, "summary": summary, "tags": [tag], "security": WRITES,
        "responses": {"200": done, **refusals(400, 401, 403, 404, *gone, 413, 415, 422, 429)},
    }  # fmt: skip


def comment_paths() -> dict[str, Any]:
    """Return the search of comments, one comment, and each act on one with the form that it asks for."""
    one = get(_("A comment"), "comments", ref("Comment"), name="comment", errors=(404, 410))
    asked = [
        query("q", _("all these words, the last one as a beginning")) | {"required": True},
        query("kind", _("the kind of subject"), {"enum": list(WORKFLOWS)}),
        query("state", _("one of the states")),
        query("phase", _("where it stands, the same for all kinds"), {"enum": list(PHASES)}),
        query("topic", _("the topic's short name, or “unclassified”")),
        query("group", _("the acronym of the group it belongs to")),
    ]
    found = get(_("Search in comments"), "comments", page(ref("CommentFound")), *asked, *paging("before"),
                name="comments_found", errors=(422,))  # fmt: skip
    mark = query("before", _("where the page before ended; take it from next"))
    former = get(_("History of a comment"), "comments", page(ref("FormerText")), mark, name="comment_history",
                 errors=(404, 410, 422))  # fmt: skip
    bodies = {EDIT: ref("NewText")} | {name: form_of(act.form()) for name, act in ACTS.items()}
    labels = {EDIT: _("Edit a comment")} | {name: str(act.label) for name, act in ACTS.items()}
    acts = {
        f"/comments/{{number}}/{name}": {
            "parameters": [_NUMBER],
            "post": post(labels[name], "comments", body, 200, ref("Comment"), KEY, *([MATCH] if name == EDIT else []),
                         errors=(410,), name=f"comment_{name.replace('-', '_')}"),
        }
        for name, body in bodies.items()
    }  # fmt: skip
    return {
        "/comments": {"get": found},
        "/comments.csv": {"get": as_table(found, ref("CommentFound"), *whole(*asked, mark="before"))},
        "/comments/{number}": {"parameters": [_NUMBER], "get": one},
        "/comments/{number}/history": {"parameters": [_NUMBER], "get": former},
    } | acts


def own_paths() -> dict[str, Any]:
    """Return what shows and does what is the caller's own: person, desk, what is followed, webhooks."""
    return {
        "/me": {"get": _own(_("Who you are"), ref("PersonDetail"), name="me")},
        "/me/desk": {"get": _own(_("What waits for you"), ref("Desk"), name="me_desk", errors=(422,))},
        "/me/following": {
            "get": _own(_("What you follow"), page(ref("Subject")), *paging("after"), name="me_following",
                        errors=(422,)),
        },
        **_hook_paths(),
    }  # fmt: skip


def _own(summary: str, schema: Schema, *parameters: Any, name: str, errors: tuple[int, ...] = ()) -> Schema:
    return get(summary, "me", schema, *parameters, name=name, errors=errors) | {"security": WRITES}


def _hook_paths() -> dict[str, Any]:
    listed = _own(_("Your webhooks"), page(ref("Webhook")), name="me_webhooks", errors=(422,))
    added = post(_("Add a webhook"), "me", form_of(hook_form(None)), 201, ref("WebhookSecret"), name="me_webhook_add")
    del added["responses"]["201"]["headers"]
    return {"/me/webhooks": {"get": listed, "post": added}} | {
        f"/me/webhooks/{{number}}/{name}": {"parameters": [_NUMBER], "post": _hook_act(name)} for name in HOOK_ACTS
    }


def _hook_act(name: str) -> Schema:
    schema = ref("WebhookSecret" if name == "secret" else "Webhook")
    known = HOOK_ACTS[name]
    act = post(str(known.summary or known.label), "me", _NOTHING, 200, schema, name=f"me_webhook_{name}")
    done = act["responses"].pop("200")
    del done["headers"]
    if name == "remove":
        act["responses"]["204"] = {"description": done["description"]}
    else:
        act["responses"]["200"] = done
    return act
