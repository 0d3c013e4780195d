"""The JSON schemas of the API's description: what is fixed, and what the tables and forms say."""

from typing import Any

from wtforms import Form

from igtf.core.forms import MoveForm
from igtf.core.sent.described import describe
from igtf.core.workflow import PHASES, Move
from igtf.hooks.reaching import FAILURES
from igtf.record.relations import RELATIONS

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
WHOLE: Schema = {"type": "integer"}
YES_OR_NO: Schema = {"type": "boolean"}
MOMENT: Schema = {"type": "string", "format": "date-time"}
DAY: Schema = {"type": "string", "format": "date"}
PATH: Schema = {"type": "string", "format": "uri-reference"}


def maybe(schema: Schema) -> Schema:
    """Return ``schema`` or null."""
    return {"anyOf": [schema, {"type": "null"}]}


def ref(name: str) -> Schema:
    """Return the reference to a schema of this description."""
    return {"$ref": f"#/components/schemas/{name}"}


def many(schema: Schema) -> Schema:
    """Return a list of ``schema``."""
    return {"type": "array", "items": schema}


def keyed(schema: Schema) -> Schema:
    """Return an object that holds ``schema`` under whatever names."""
    return {"type": "object", "additionalProperties": schema}


def record(**fields: Schema) -> Schema:
    """Return an object with these fields."""
    return sometimes((), **fields)


def sometimes(optional: tuple[str, ...], /, **fields: Schema) -> Schema:
    """Return an object with these fields, all there but the optional ones."""
    return {
        "type": "object",
        "properties": fields,
        "required": [name for name in fields if name not in optional],
    }


_LINK = {
    "kind": TEXT, "ref": TEXT, "title": TEXT, "state": TEXT, "phase": {"enum": list(PHASES)}, "url": PATH,
    "self": PATH,
}  # fmt: skip
ITEM = {
    "number": maybe(WHOLE), "ref": TEXT, "kind": TEXT, "title": TEXT, "summary": TEXT, "state": TEXT,
    "phase": {"enum": list(PHASES)},
    "topic": maybe(TEXT), "group": maybe(TEXT), "opened_by": maybe(TEXT), "opened_at": MOMENT,
    "active_at": MOMENT,
    "state_since": MOMENT, "due_at": maybe(MOMENT),
    "counts": record(comments=WHOLE, supporters=WHOLE, followers=WHOLE), "revision": WHOLE, "url": PATH,
    "self": PATH,
}  # fmt: skip
_PERSON = {
    "handle": TEXT, "name": TEXT, "country": maybe(TEXT), "m49": maybe(TEXT), "claimed": YES_OR_NO, "joined_at": MOMENT,
    "hats": many(ref("WornHat")), "url": PATH, "self": PATH,
}  # fmt: skip

_ROLE = record(role=TEXT, since=MOMENT, **{"in": maybe(PATH)})
_FORMER = record(role=TEXT, since=MOMENT, until=MOMENT, **{"in": maybe(PATH)})

_HAT: Schema = {"title": "The hat you act under, where you have several", "type": ["integer", "string", "null"]}
_NUMBER: Schema = {"type": ["integer", "null"], "minimum": 1, "maximum": 999_999_999}
_COMMENT: Schema = {"type": "string", "minLength": 1, "maxLength": 20_000}
_WEBHOOK = {
    "number": WHOLE, "address": TEXT, "about": TEXT, "standing": TEXT, "failure": maybe({"enum": list(FAILURES)}),
    "status": maybe(WHOLE), "why_not": maybe(TEXT), "made_at": MOMENT, "taken_at": maybe(MOMENT),
    "next_try_at": maybe(MOMENT), "paused_at": maybe(MOMENT), "read_to": WHOLE,
}  # fmt: skip

_ANSWER = record(at=MOMENT, by=maybe(TEXT), status=TEXT, text=TEXT, due=maybe(DAY), evidence=TEXT)
_COMMITMENT = record(
    number=WHOLE, organisation=TEXT, by=maybe(TEXT), what=TEXT, due=maybe(DAY), at=MOMENT, state=TEXT, told=TEXT,
    evidence=TEXT,
)  # fmt: skip
_REPLY = {
    "number": WHOLE, "by": maybe(TEXT), "counts_as": TEXT, "region": TEXT, "organisation": TEXT, "at": MOMENT,
    "revised_at": maybe(MOMENT), "sort_again": YES_OR_NO, "answers": maybe({"type": "object"}),
    "hidden_reason": maybe(TEXT),
}  # fmt: skip

FIXED: dict[str, Schema] = {
    "Problem": sometimes(
        ("errors",), type=TEXT, title=TEXT, status=WHOLE, detail=TEXT,
        errors=keyed(many(TEXT)),
    ),
    "Link": record(**_LINK),
    "Alike": record(**_LINK, supporters=WHOLE),
    "Relation": record(name={"enum": list(RELATIONS)}, reverse=YES_OR_NO, relation=TEXT, all=WHOLE, **_LINK),
    "Field": sometimes(
        ("hint", "max_length", "choices", "labels", "fields"), name=TEXT, type=TEXT, label=TEXT, required=YES_OR_NO,
        hint=TEXT, max_length=WHOLE, choices=many(TEXT), labels=keyed(TEXT),
        fields=many(ref("Field")),
    ),
    "Move": record(
        name=TEXT, label=TEXT, allowed=YES_OR_NO, reason=TEXT, who=TEXT, needs=TEXT,
        fields=many(ref("Field")), url=PATH
    ),
    "Actor": record(kind=TEXT, handle=maybe(TEXT), name=TEXT),
    "Hat": record(
        id=WHOLE, label=TEXT, stakeholder_group=TEXT, capacity=TEXT, organisation=TEXT, country=maybe(TEXT),
        region=TEXT, counts_as=TEXT,
    ),
    "WornHat": {"allOf": [ref("Hat"), record(since=MOMENT)]},
    "Comment": record(
        number=WHOLE, at=MOMENT, author=ref("Actor"), hat=maybe(ref("Hat")), text=maybe(TEXT),
        hidden_reason=maybe(TEXT), quotes=maybe(WHOLE), edited_at=maybe(MOMENT),
        paragraph=maybe(WHOLE), quoted=maybe(TEXT), resolved_at=maybe(MOMENT), resolved_reason=maybe(TEXT),
        subject_revision=WHOLE, url=PATH, self=PATH,
    ),
    "CommentFound": {"allOf": [ref("Comment"), record(subject=ref("Link"))]},
    "Event": record(
        number=WHOLE, log_index=maybe(WHOLE), at=MOMENT, actor=ref("Actor"), hat=maybe(ref("Hat")),
        subject=maybe(record(kind=TEXT, ref=TEXT, title=TEXT, url=PATH)), kind=ref("EventKind"), said=TEXT,
        data=maybe({"type": "object"}), salt=maybe(TEXT), hash=TEXT, made=maybe(PATH), entry=maybe(TEXT), self=PATH,
    ),
    "Person": record(**_PERSON),
    "PersonDetail": record(
        **_PERSON, closed_at=maybe(MOMENT), about=TEXT, languages=many(TEXT),
        interest=maybe(record(version=WHOLE, text=TEXT, at=MOMENT)), roles=many(_ROLE), former_roles=many(_FORMER),
    ),
    "NewComment": {
        "type": "object", "additionalProperties": False, "required": ["text"],
        "properties": {
            "text": _COMMENT,
            "paragraph": _NUMBER,
            "quotes": _NUMBER | {"title": "The number of the comment on the same subject that this one answers"},
            "hat": _HAT,
        },
    },
    "Ask": record(
        number=WHOLE, addressee=TEXT, body=maybe(TEXT), group=maybe(TEXT), action=TEXT, due=maybe(DAY), shown_by=TEXT,
        status=TEXT, late=YES_OR_NO, overdue_since=maybe(DAY), promised_by=maybe(DAY), answer_wanted_by=maybe(MOMENT),
        letters=many(record(ref=TEXT, state=TEXT, late=YES_OR_NO, url=PATH)), answers=many(_ANSWER),
        commitments=many(_COMMITMENT),
    ),
    "FormerText": record(number=WHOLE, text=TEXT, until=MOMENT),
    "FormerWording": record(
        number=WHOLE, title=TEXT, summary=TEXT, description=TEXT, rest=maybe({"type": "object"}), until=MOMENT,
        by=maybe(TEXT),
    ),
    "Procedure": record(
        version=WHOLE, since=maybe(MOMENT),
        numbers=many(record(name=TEXT, value={"type": "number"}, unit=TEXT, meaning=TEXT)),
        versions=many(record(number=WHOLE, since=maybe(MOMENT), changes=keyed({"type": "number"}))),
    ),
    "Reply": record(**_REPLY),
    "Position": record(
        number=WHOLE, by=maybe(TEXT), counts_as=TEXT, region=TEXT, organisation=TEXT, position=TEXT, reason=TEXT,
        round=WHOLE, at=MOMENT,
    ),
    "Member": record(
        number=WHOLE, handle=maybe(TEXT), name=TEXT, counts_as=maybe(TEXT), capacity=maybe(TEXT),
        organisation=maybe(TEXT), region=maybe(TEXT), since=MOMENT,
    ),
    "Seat": record(
        number=WHOLE, holder=maybe(TEXT), by=maybe(TEXT), counts_as=TEXT, region=TEXT, organisation=TEXT,
        confirmed=YES_OR_NO, position=maybe(TEXT), in_base=YES_OR_NO, recused_for=maybe(TEXT), ground=maybe(TEXT),
        text=TEXT, comment=TEXT,
        revision=maybe(WHOLE), at=maybe(MOMENT), inherited_from=maybe(TEXT), seconded_by=many(TEXT),
        set_aside=YES_OR_NO,
    ),
    "Clock": record(now=MOMENT, moves=WHOLE),
    "Subject": record(**ITEM),
    "Desk": record(
        items=many(record(part={"enum": ["me", "soon", "others"]},
                          acts=many(record(act=TEXT, url=PATH, move=maybe(TEXT), self=maybe(PATH))),
                          due_at=maybe(MOMENT), **_LINK)),
        next={"type": "null"}, beside=many(record(said=TEXT, act=TEXT, url=PATH)),
    ),
    "Following": record(following=YES_OR_NO),
    "NewText": {
        "type": "object", "additionalProperties": False, "required": ["text"], "properties": {"text": _COMMENT},
    },
    "Webhook": record(**_WEBHOOK),
    "WebhookSecret": record(**_WEBHOOK, secret=TEXT),
    "Waiting": {
        "allOf": [
            ref("Issue"),
            record(waits_days=WHOLE, past_target=YES_OR_NO, proposed=maybe(TEXT), takes_effect=maybe(MOMENT)),
        ]
    },
}  # fmt: skip


def reply_to(questions: int) -> Schema:
    """Return the schema of a reply to a consultation with so many questions, a column of a table for each."""
    answers = {f"q{number}": TEXT for number in range(1, questions + 1)}
    return {"type": "object", "properties": {**_REPLY, "answers": record(**answers)}}


def _field(spec: dict[str, Any]) -> Schema:
    kinds: dict[str, Schema] = {
        "boolean": YES_OR_NO, "integer": {"type": "integer", "minimum": 0, "maximum": 999_999_999},
        "date": DAY, "array": many(TEXT),
        "file": record(name=TEXT, base64={"type": "string", "contentEncoding": "base64"})
        | {"additionalProperties": False},
    }  # fmt: skip
    shown = dict(kinds.get(spec["type"], TEXT))
    if spec["type"] == "list":
        shown = many(_object(spec.get("fields", [])))
    if spec["type"] in ("line", "text") and "max_length" in spec:
        shown["maxLength"] = spec["max_length"]
    if spec["type"] == "array" and "max_length" in spec:
        shown = many({**TEXT, "maxLength": spec["max_length"]})
    if spec["type"] in ("line", "text") and spec["required"]:
        shown["minLength"] = 1
    if spec.get("choices"):
        values = {"enum": spec["choices"]}
        shown = many(values) if spec["type"] == "array" else values
    said = {"title": spec["label"]} | ({"description": spec["hint"]} if "hint" in spec else {})
    return said | (shown if spec["required"] else maybe(shown))


def form_of(form: Form) -> Schema:
    """Return the schema of what fills a form."""
    return _object(describe(form))


def _object(specs: list[dict[str, Any]]) -> Schema:
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {spec["name"]: _field(spec) for spec in specs},
        "required": [spec["name"] for spec in specs if spec["required"]],
    }


def body(move: Move, *, chooses: bool = False) -> Schema:
    """Return the schema of a move's body; ``chooses``: with the field that names the creating move.

    Nothing is required of a move of an existing subject whose form begins with the present values. A form that its
    subject shapes, by the questions that it asks, has more fields: the subject's own moves name them.
    """
    kind: type[MoveForm] = move.form or MoveForm
    shown = form_of(kind())
    shown["properties"]["hat"] = _HAT
    if move.sources and kind.initial.__func__ is not MoveForm.initial.__func__:  # type: ignore[attr-defined]
        shown["required"] = []
    if kind.shaped.__func__ is not MoveForm.shaped.__func__:  # type: ignore[attr-defined]
        shown["additionalProperties"] = True
    if chooses:
        shown["properties"]["move"] = {"const": move.name}
    return shown
