"""The subjects related to one: some of each relation on its page, all of them in a list of their own."""

from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, exists, func, literal, literal_column, select, union_all
from sqlalchemy.orm import aliased

from igtf.core.database.conditions import among
from igtf.core.database.prepared import prepared
from igtf.core.db import Listing, fetch
from igtf.core.i18n import Text
from igtf.core.workflow import OVER
from igtf.record.awaited import awaited_row
from igtf.record.models import HIDDEN, Relation, Subject
from igtf.record.queries import ROW
from igtf.record.relations import MENTIONS, RELATIONS

Related = list[tuple[Text, list[Any]]]
"""The related subjects of one, by the name of the relation as read from its side."""

SHOWN = 12
"""Subjects of one relation that a page shows: those under way first, then the newest."""
EVERY = 2**31 - 1

_MENTIONS: ColumnElement[str] = literal_column(f"'{MENTIONS}'")


def relations(subject_id: int, most: int = EVERY) -> Related:
    """Return the related subjects of a subject, at most ``most`` of each relation; one query.

    Of those that only mention it, never more than SHOWN.
    """
    return relations_of(subject_id, most=most)[subject_id]


def relations_of(subject_id: int, beside: int | None = None, most: int = SHOWN) -> dict[int, Related]:
    """Return the related subjects of a subject and of the one ``beside`` it, by their ids; one query.

    At most ``most`` of each relation; each row says how many there are (``all``), and whether that is ``more``.
    What mentions it is among them, where it is related in no other way.
    """
    found: dict[int, dict[Text, list[Any]]] = {known: {} for known in (subject_id, beside) if known}
    given = {"here": subject_id, "beside": beside or subject_id, "most": most, "some": min(most, SHOWN)}
    for row in fetch(_relations(), given).all():
        found[row.of].setdefault(label_of(row.relation, reverse=bool(row.reverse)), []).append(row)
    return {subject_id: list(own.items()) for subject_id, own in found.items()}


def label_of(relation: str, *, reverse: bool) -> Text:
    """Return the name of a relation, as read from its subject or in reverse from its target."""
    kind = RELATIONS[relation]
    return kind.reverse if reverse else kind.label


def acted(found: Related) -> Related:
    """Return what is related to a subject by an act: all but what only mentions it."""
    return _those(found, mention=False)


def mentioning(found: Related) -> Related:
    """Return those of the related subjects that only mention it."""
    return _those(found, mention=True)


def _those(found: Related, *, mention: bool) -> Related:
    """Return some of what is related; in one language or another, two relations may have the same name."""
    those = [(label, [row for row in rows if (row.relation == MENTIONS) == mention]) for label, rows in found]
    return [(label, rows) for label, rows in those if rows]


def _tells() -> ColumnElement[bool]:
    """Return whether a relation, read from its target, says more than what is there already: see ``relations_of``."""
    other = aliased(Relation)
    there = (other.subject_id == Relation.subject_id) & (other.target_id == Relation.target_id)
    back = (other.subject_id == Relation.target_id) & (other.target_id == Relation.subject_id)
    by_act = [exists().where(other.kind != _MENTIONS, way).correlate(Relation) for way in (there, back)]
    return (Relation.kind != _MENTIONS) | ~(by_act[0] | by_act[1])


@prepared
def _relations() -> Any:
    both: Any = (bindparam("here"), bindparam("beside"))
    out = select(
        Relation.subject_id.label("of"), Relation.kind.label("relation"), literal(0).label("reverse"),
        Relation.target_id.label("other"),
    ).where(Relation.subject_id.in_(both), Relation.kind != _MENTIONS)  # fmt: skip
    back = select(Relation.target_id, Relation.kind, literal(1), Relation.subject_id).where(
        Relation.target_id.in_(both), _tells()
    )
    found, owner = union_all(out, back).subquery(), aliased(Subject)
    alike: Any = {"partition_by": (found.c.of, found.c.relation, found.c.reverse)}
    over = case((among(Subject.phase, OVER), 1), else_=0)
    most = case((found.c.relation == _MENTIONS, bindparam("some")), else_=bindparam("most")).label("most")
    placed = (
        select(found, most, func.count().over(**alike).label("all"),
               func.row_number().over(order_by=(over, Subject.id.desc()), **alike).label("place"))
        .join(Subject, (Subject.id == found.c.other) & (Subject.state != HIDDEN)).subquery()
    )  # fmt: skip
    return (
        select(placed.c.of, placed.c.relation, placed.c.reverse, *ROW, Subject.summary, Subject.opened_at,
               Subject.group_id, Subject.procedure, placed.c.all, (placed.c.all > bindparam("most")).label("more"),
               owner.ref.label("group_ref"), owner.title.label("group_title"))
        .join(placed, placed.c.other == Subject.id)
        .outerjoin(owner, (owner.id == Subject.group_id) & (owner.state != HIDDEN))
        .where(placed.c.place <= placed.c.most).order_by(placed.c.relation, placed.c.reverse, Subject.id)
    )  # fmt: skip


def related_by(subject_id: int, relation: str, *, reverse: bool) -> Listing:
    """Return the query of the subjects that are related to one in this way, to be paginated by last activity."""
    own, other = (Relation.subject_id, Relation.target_id)[:: -1 if reverse else 1]
    return (
        select(*awaited_row())
        .join(Relation, other == Subject.id)
        .where(own == subject_id, Relation.kind == relation, _tells(), Subject.state != HIDDEN)
    )  # fmt: skip
