"""The whole way of a recommendation: back to outcomes and issues, and forward to each answer (section 7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    bindparam,
    case,
    exists,
    func,
    literal_column,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from igtf.core.database.conditions import among
from igtf.core.database.prepared import prepared
from igtf.core.db import fetch
from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.record.models import HIDDEN, Relation, Subject
from igtf.record.queries import is_

_ALONG = ("made-from", "addresses", "from-outcome", "passes-on", "replaces")
_AGAINST = (
    "asks-about",
    "decides-on",
    "objects-in",
    "dissents-in",
    "attached-to",
    "carries",
    "answers",
    "passes-on",
    "corrects",
)
_MOST = 8
SHOWN = 12
"""Subjects of a kind that the way shows."""
_ORDER: dict[str, Text] = {
    "outcome": _l("Outcomes"), "issue": _l("Issues"), "group": _l("Group"), "draft": _l("Drafts"),
    "call": _l("Calls"), "objection": _l("Objections"), "minority": _l("Minority statements"), "ballot": _l("Ballots"),
    "statement": _l("Statements and answers"),
}  # fmt: skip
_DISSENT = {"objection": ("outweighed", "stands", "not-bearing"), "minority": ("attached",)}
_TAKEN_BACK = {"objection": ("retracted", "accommodated"), "minority": ("taken-back",)}
_LEFT_OPEN = ("raised", "answered")
"""The states of an objection that nobody settled: dissent as well, unless its call was withdrawn."""


@dataclass(frozen=True)
class Thread:
    """What hangs together with a recommendation: steps in the order of the procedure, and dissent.

    Of each kind of steps the newest ``SHOWN`` and how many there are; dissent is whole, as it was published: ``gone``
    are the ids of what was taken back or met since.
    """

    steps: list[tuple[Text, list[Subject], int]]
    dissent: list[Subject]
    gone: set[int]


def thread(recommendation: Subject) -> Thread:
    """Return the way of a recommendation, at most ``_MOST`` relations long; one query."""
    given = {"here": recommendation.id, "group": recommendation.group_id or 0, "made": recommendation.opened_at}
    rows = fetch(_way(), given).all()
    gone = {row[0].id for row in rows if row.gone}
    return Thread(_steps(rows), [row[0] for row in rows if row.dissent or row.gone], gone)


def is_dissent() -> ColumnElement[bool]:
    """Return whether a subject is dissent; also an objection in a call that went on without settling it (section 5)."""
    call = aliased(Subject)
    taken_back = exists().where(
        Relation.subject_id == Subject.id, Relation.kind == "objects-in", call.id == Relation.target_id,
        call.state == "withdrawn",
    ).correlate(Subject)  # fmt: skip
    settled = [is_(kind, *states) for kind, states in _DISSENT.items()]
    left_open = is_("objection", *_LEFT_OPEN) & ~taken_back
    return or_(*settled, left_open)


def _gone_since() -> ColumnElement[bool]:
    """Return whether a subject was dissent when the recommendation was made (parameter ``made``), and is none now."""
    made = bindparam("made", type_=Subject.state_since.type)
    ended = [is_(kind, *states) for kind, states in _TAKEN_BACK.items()]
    return or_(*ended) & (Subject.state_since > made) & (Subject.opened_at <= made)


def on_the_way() -> Select[int]:
    """Return the query of what a subject (``here``, a parameter) leads to, at most ``_MOST`` relations away."""
    here = bindparam("here", type_=Integer())
    way = select(here.label("id"), literal_column("0", Integer).label("depth")).cte("way", recursive=True)
    there = case((Relation.subject_id == way.c.id, Relation.target_id), else_=Relation.subject_id)
    along = (Relation.subject_id == way.c.id) & among(Relation.kind, _ALONG)
    against = (Relation.target_id == way.c.id) & among(Relation.kind, _AGAINST)
    way = way.union(
        select(there, way.c.depth + 1).select_from(Relation).join(way, or_(along, against)).where(way.c.depth < _MOST)
    )
    return select(way.c.id)


@prepared
def _way() -> Select[Any]:
    here, group = bindparam("here", type_=Integer()), bindparam("group", type_=Integer())
    found = Subject.id.in_(union_all(on_the_way(), select(group)))
    alike: Any = {"partition_by": Subject.kind}
    place = func.row_number().over(order_by=Subject.id.desc(), **alike).label("place")
    there_are = func.count().over(**alike).label("all")
    known = select(Subject.id, place, there_are).where(found, Subject.id != here, Subject.state != HIDDEN).subquery()
    dissent, gone = is_dissent(), _gone_since()
    return (
        select(Subject, known.c.place, known.c.all, dissent.label("dissent"), gone.label("gone"))
        .join(known, known.c.id == Subject.id)
        .where(or_(known.c.place <= SHOWN, dissent, gone))
        .order_by(Subject.id)
    )


def _steps(rows: Sequence[Any]) -> list[tuple[Text, list[Subject], int]]:
    newest = [row for row in rows if row[1] <= SHOWN]
    found = [(label, [row for row in newest if row[0].kind == kind]) for kind, label in _ORDER.items()]
    return [(label, [row[0] for row in own], own[0][2]) for label, own in found if own]
