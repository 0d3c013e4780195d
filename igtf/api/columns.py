"""What lists and their tables say of subjects of a kind beside what they say of any: what the rows of their pages show.

A name with a dot, such as ``about.ref``, is a part of an object: by kind and ref a subject is found in other lists.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Dialect, Label, Select, SQLColumnExpression, Text, type_coerce
from sqlalchemy.orm import aliased
from sqlalchemy.types import TypeDecorator

from igtf.api.schemas import MOMENT, TEXT, WHOLE, Schema, many, maybe, record
from igtf.appeals.models import Appeal, AppealRung
from igtf.appeals.queries import AT_ITS_RUNG
from igtf.appeals.words import VERDICTS
from igtf.consensus.models import KINDS as CALLS
from igtf.consensus.models import Call, Minority, Objection
from igtf.core.clock import TODAY
from igtf.core.workflow import Workflow
from igtf.council.models import Ballot
from igtf.council.purposes import PURPOSES as BALLOTS
from igtf.drafts.expiring import expiry_from
from igtf.drafts.models import Draft, Revision
from igtf.drafts.series import names_in, summed
from igtf.groups.kinds import KINDS as GROUPS
from igtf.groups.models import Group
from igtf.issues.models import Issue, Occasion, Outcome
from igtf.issues.words import LAYERS, PURPOSES
from igtf.meetings.models import Meeting
from igtf.people.spoken import SPOKEN
from igtf.record.filters import sorts_of
from igtf.record.models import Actor, Subject
from igtf.reviews.models import Review
from igtf.reviews.words import VERDICT_WORDS
from igtf.routing.models import Body, Statement
from igtf.routing.registry import KINDS as BODIES

Columns = Mapping[str, tuple[SQLColumnExpression[Any], Schema | Callable[[], Schema]]]
"""Name → expression and schema; one of a table to which folders above add is asked when the description is made."""


@dataclass(frozen=True)
class More:
    """The further columns of a kind, and ``joins``, which brings their tables into the query of its rows.

    ``orders``: name → the moment of which the latest stands first, beside the orders of all lists. ``made``: name →
    what is worked out of a row, and the schema.
    """

    joins: Callable[[Select[Any]], Select[Any]]
    columns: Columns
    orders: Mapping[str, Label[Any]] = field(default_factory=dict)
    made: Mapping[str, tuple[Callable[[Any], Any], Schema]] = field(default_factory=dict)


class _Names(TypeDecorator[list[str]]):
    """The addressees of asks, in a list."""

    impl = Text
    cache_ok = True

    def process_result_value(self, value: str | None, dialect: Dialect) -> list[str]:
        return names_in(value or "")


_about, _body, _parent, _assigned = aliased(Subject), aliased(Subject), aliased(Subject), aliased(Actor)
_asks = summed(TODAY)


def _one_of(values: Iterable[str]) -> Schema:
    return {"enum": list(values)}


def _of(name: str, subject: Any) -> Columns:
    return {f"{name}.kind": (subject.kind, TEXT), f"{name}.ref": (subject.ref, TEXT)}


MORE: Mapping[str, More] = {
    "issue": More(
        lambda rows: rows.join(Issue, Issue.id == Subject.id).outerjoin(_assigned, _assigned.id == Issue.assigned_id),
        {"layer": (Issue.layer, maybe(_one_of(name for name, _label in LAYERS))),
         "assigned": (_assigned.handle, maybe(TEXT)), "language": (Issue.language, maybe(_one_of(SPOKEN)))},
    ),
    "outcome": More(
        lambda rows: rows.join(Outcome, Outcome.id == Subject.id).join(Occasion, Occasion.id == Outcome.occasion_id),
        {"occasion": (Occasion.name, TEXT), "occasion_number": (Occasion.id, WHOLE), "year": (Occasion.year, WHOLE)},
    ),
    "group": More(
        lambda rows: rows.join(Group, Group.id == Subject.id).outerjoin(_parent, _parent.id == Group.parent_id),
        {"group_kind": (Group.kind, _one_of(GROUPS)), "parent": (_parent.ref, maybe(TEXT))},
    ),
    "draft": More(
        lambda rows: rows.join(Draft, Draft.id == Subject.id).join(Revision, Revision.id == Draft.current_id)
        .add_columns(Subject.procedure),
        {"revision_number": (Revision.number, WHOLE), "revised_at": (Revision.at, MOMENT)},
        made={"expires_at": (lambda row: expiry_from(row, getattr(row, _label("revised_at"))), maybe(MOMENT))},
    ),
    "call": More(
        lambda rows: rows.join(Call, Call.id == Subject.id).join(_about, _about.id == Call.about_id),
        {"call_kind": (Call.kind, _one_of(CALLS)), **_of("about", _about),
         "revision_number": (Call.revision_number, maybe(WHOLE))},
    ),
    "objection": More(
        lambda rows: rows.join(Objection, Objection.id == Subject.id).join(_about, _about.id == Objection.call_id),
        {"call": (_about.ref, TEXT), "call_kind": (_about.topic, _one_of(CALLS))},
    ),
    "minority": More(
        lambda rows: rows.join(Minority, Minority.id == Subject.id).join(_about, _about.id == Minority.call_id),
        {"call": (_about.ref, TEXT), "call_kind": (_about.topic, _one_of(CALLS))},
    ),
    "recommendation": More(
        lambda rows: rows,
        {"addressees": (type_coerce(_asks["addressees"], _Names), many(TEXT)),
         **{name: (_asks[name], WHOLE) for name in ("asks", "done", "late")}},
    ),
    "review": More(
        lambda rows: rows.join(Review, Review.id == Subject.id).join(_about, _about.id == Review.draft_id)
        .join(Revision, Revision.id == Review.revision_id).outerjoin(_assigned, _assigned.id == Review.reviewer_id),
        {"draft": (_about.ref, TEXT), "revision_number": (Revision.number, WHOLE),
         "reviewer": (_assigned.handle, maybe(TEXT)), "verdict": (Review.verdict, maybe(_one_of(VERDICT_WORDS)))},
    ),
    "ballot": More(
        lambda rows: rows.join(Ballot, Ballot.id == Subject.id).join(_about, _about.id == Ballot.decides_on_id),
        {"purpose": (Ballot.purpose, lambda: _one_of(BALLOTS)), **_of("decides_on", _about)},
    ),
    "body": More(
        lambda rows: rows.join(Body, Body.id == Subject.id),
        {"acronym": (Body.acronym, TEXT), "body_kind": (Body.kind, _one_of(BODIES))},
    ),
    "statement": More(
        lambda rows: rows.join(Statement, Statement.id == Subject.id).join(_body, _body.id == Statement.to_body_id),
        {"direction": (Statement.direction, _one_of(("out", "in"))), "body": (_body.ref, TEXT),
         "purpose": (Statement.purpose, _one_of(PURPOSES)),
         "sent_at": (Statement.sent_at, maybe(MOMENT))},
    ),
    "meeting": More(
        lambda rows: rows.join(Meeting, Meeting.id == Subject.id),
        {"starts_at": (Meeting.starts_at, MOMENT), "length": (Meeting.length, WHOLE), "place": (Meeting.place, TEXT)},
        {"starts": Meeting.starts_at.label("starts_first")},
    ),
    "appeal": More(
        lambda rows: rows.join(Appeal, Appeal.id == Subject.id).join(_about, _about.id == Appeal.about_id)
        .join(AppealRung, AT_ITS_RUNG),
        {**_of("about", _about), "rung": (AppealRung.name, TEXT), "verdict": (Subject.topic, maybe(_one_of(VERDICTS)))},
    ),
}  # fmt: skip
"""Kind → what its lists say beside; the other kinds' say what those of all do."""

_NOTHING = More(lambda rows: rows, {})


def _label(name: str) -> str:
    return "more_" + name.replace(".", "_")


def with_more(rows: Select[Any], kind: str) -> Select[Any]:
    """Return the query of the rows of a list with the further columns of a kind."""
    more = MORE.get(kind, _NOTHING)
    labelled: list[Label[Any]] = [value.label(_label(name)) for name, (value, _schema) in more.columns.items()]
    return more.joins(rows).add_columns(*labelled)


def _nested(values: Mapping[str, Any], whole: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
    """Return values by name, those with a dot gathered in what ``whole`` makes of them."""
    found: dict[str, Any] = {}
    parts: dict[str, dict[str, Any]] = {}
    for name, value in values.items():
        outer, dot, inner = name.partition(".")
        if dot:
            parts.setdefault(outer, {})[inner] = value
        else:
            found[name] = value
    return found | {name: whole(part) for name, part in parts.items()}


def more_of(row: Any, kind: str) -> dict[str, Any]:
    """Return what a row of ``with_more`` says beside."""
    more = MORE.get(kind, _NOTHING)
    made = {name: make(row) for name, (make, _schema) in more.made.items()}
    return _nested({name: getattr(row, _label(name)) for name in more.columns}, dict) | made


def schemas_of(kind: str) -> dict[str, Schema]:
    """Return the schemas of that by name."""
    more = MORE.get(kind, _NOTHING)
    columns = {**more.columns, **more.made}
    schemas = {name: schema() if callable(schema) else schema for name, (_value, schema) in columns.items()}
    return _nested(schemas, lambda part: record(**part))


def orders_of(workflow: Workflow) -> dict[str, Label[Any]]:
    """Return the orders in which the list of a kind can be asked for, those of its page and further ones."""
    return {**sorts_of(workflow), **MORE.get(workflow.kind, _NOTHING).orders}
