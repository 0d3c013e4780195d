"""The whole way of a recommendation: back to outcomes and issues, and forward to each answer (section 7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Integer, Select, bindparam, case, func, literal_column, or_, select, union_all

from igtf.core.conditions import among
from igtf.core.db import fetch
from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.prepared import prepared
from igtf.record.models import HIDDEN, Relation, Subject

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
_DISSENT = {
    ("objection", "outweighed"),
    ("objection", "stands"),
    ("objection", "not-bearing"),
    ("minority", "attached"),
}


@dataclass(frozen=True)
class Thread:
    """What hangs together with a recommendation: steps in the order of the procedure, and dissent.

    Of each kind of steps the newest ``SHOWN`` and how many there are; dissent is whole.
    """

    steps: list[tuple[Text, list[Subject], int]]
    dissent: list[Subject]


def thread(recommendation: Subject) -> Thread:
    """Return the way of a recommendation, at most ``_MOST`` relations long; one query."""
    given = {"here": recommendation.id, "group": recommendation.group_id or 0}
    rows = fetch(_way(), given).all()
    return Thread(_steps(rows), [row[0] for row in rows if (row[0].kind, row[0].state) in _DISSENT])


@prepared
def _way() -> Select[Any]:
    here, group = bindparam("here", type_=Integer()), bindparam("group", type_=Integer())
    way = select(here.label("id"), literal_column("0", Integer).label("depth")).cte("way", recursive=True)
    there = case((Relation.subject_id == way.c.id, Relation.target_id), else_=Relation.subject_id)
    along = (Relation.subject_id == way.c.id) & among(Relation.kind, _ALONG)
    against = (Relation.target_id == way.c.id) & among(Relation.kind, _AGAINST)
    way = way.union(
        select(there, way.c.depth + 1).select_from(Relation).join(way, or_(along, against)).where(way.c.depth < _MOST)
    )
    found = Subject.id.in_(union_all(select(way.c.id), select(group)))
    alike: Any = {"partition_by": Subject.kind}
    place = func.row_number().over(order_by=Subject.id.desc(), **alike).label("place")
    there_are = func.count().over(**alike).label("all")
    known = select(Subject.id, place, there_are).where(found, Subject.id != here, Subject.state != HIDDEN).subquery()
    dissent = or_(*((Subject.kind == kind) & (Subject.state == state) for kind, state in sorted(_DISSENT)))
    return (
        select(Subject, known.c.place, known.c.all)
        .join(known, known.c.id == Subject.id)
        .where(or_(known.c.place <= SHOWN, dissent))
        .order_by(Subject.id)
    )


def _steps(rows: Sequence[Any]) -> list[tuple[Text, list[Subject], int]]:
    newest = [row for row in rows if row[1] <= SHOWN]
    found = [(label, [row for row in newest if row[0].kind == kind]) for kind, label in _ORDER.items()]
    return [(label, [row[0] for row in own], own[0][2]) for label, own in found if own]
