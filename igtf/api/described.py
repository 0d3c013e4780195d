"""The schemas of subjects, of each kind in lists and in full: made by the walk that makes what is said of them."""

from datetime import date, datetime
from functools import cache
from typing import Any, get_type_hints

from sqlalchemy import inspect
from sqlalchemy.orm import Mapper

from igtf.api.columns import schemas_of
from igtf.api.details import BESIDE
from igtf.api.schemas import (
    DAY,
    FIXED,
    ITEM,
    MOMENT,
    TEXT,
    WHOLE,
    YES_OR_NO,
    Schema,
    many,
    maybe,
    record,
    ref,
)
from igtf.api.shapes import beside_shown, columns_shown
from igtf.core.db import UTCDateTime
from igtf.core.workflow import WORKFLOWS, Workflow
from igtf.record.kinds import event_kinds

_VALUES: dict[type, Schema] = {
    str: TEXT, int: WHOLE, bool: YES_OR_NO, date: DAY, datetime: MOMENT, float: {"type": "number"},
}  # fmt: skip
"""What a column holds → its schema."""
_JSON: Schema = {"type": ["object", "array"]}


def _column(mapper: Mapper[Any], key: str, target: str) -> Schema:
    if target:
        return maybe(TEXT if target == "actor" else ref("Link"))
    column = mapper.columns[key]
    schema = MOMENT if isinstance(column.type, UTCDateTime) else _VALUES.get(column.type.python_type, _JSON)
    return maybe(schema) if column.nullable else schema


def _own(mapper: Mapper[Any]) -> dict[str, Schema]:
    return {
        key.removesuffix("_id") if target else key: _column(mapper, key, target)
        for key, target in columns_shown(mapper)
    }


def _details(workflow: Workflow) -> Schema:
    """Return the schema of what ``shapes.details_of`` and BESIDE say of a subject."""
    mapper = inspect(get_type_hints(workflow.load)["return"])
    own = _own(mapper)
    for key in beside_shown(mapper):
        own[key] = maybe(record(**_own(mapper.relationships[key].mapper)))
    _shown, more = BESIDE.get(workflow.kind, (None, {}))
    return record(**own | more)


def _item(workflow: Workflow) -> dict[str, Schema]:
    states = {"enum": [state.name for state in workflow.states]}
    return ITEM | {"kind": {"const": workflow.kind}, "state": states}


@cache
def named() -> dict[str, Schema]:
    """Return all schemas by name: what is fixed, the kinds of entries, and two for each kind of subject."""
    own: dict[str, Schema] = {"EventKind": {"enum": sorted(event_kinds())}}
    for kind, workflow in WORKFLOWS.items():
        name, item = kind.title(), _item(workflow)
        own[name] = record(**item, **schemas_of(kind))
        more = record(**item, relations=many(ref("Relation")), details=_details(workflow), moves=many(ref("Move")))
        own[f"{name}Detail"] = more
    return FIXED | own
