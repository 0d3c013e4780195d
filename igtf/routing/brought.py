"""By which letters the points of a letter that its body passed on go to other bodies, and what is left of one."""

from typing import NamedTuple

from sqlalchemy import select

from igtf.core.db import session
from igtf.record.models import Event, Relation, Subject
from igtf.record.queries import left_by
from igtf.routing.models import Statement
from igtf.routing.over import is_unsent
from igtf.routing.points import ANSWERS


def brought(statement: Statement) -> list[tuple[Statement, set[int]]]:
    """Return the letters by which points of a statement go to other bodies, and which: one that was answered and closed
    brought them, too, one that was dropped or corrected, or whose sending is void, did not."""
    rows = session.execute(
        select(Statement, Event)
        .join(Subject, Subject.id == Statement.id)
        .join(Relation, Relation.subject_id == Statement.id)
        .join(Event, Event.subject_id == Statement.id)
        .where(Relation.target_id == statement.id, Relation.kind == "passes-on", Event.kind == "statement.draft",
               Subject.state.not_in(("dropped", "corrected")), ~is_unsent(Statement.id))
        .order_by(Statement.id)
    ).all()  # fmt: skip
    return [(row.Statement, _numbers(statement, row.Statement, row.Event)) for row in rows]


class PointsLeft(NamedTuple):
    """Whether any point is ``left`` for a letter to pass on, and the numbers of the letters that bring points of it."""

    left: bool
    elsewhere: list[str]


def left_of(letter: Statement) -> PointsLeft:
    """Return what is left of the points that a letter which is not on its way was to pass on.

    Its body may have answered them otherwise since, or passed them on again; what passes nothing on is left.
    """
    first = select(Statement).join(Relation, Relation.target_id == Statement.id)
    source = session.scalar(first.where(Relation.subject_id == letter.id, Relation.kind == "passes-on"))
    if source is None:
        return PointsLeft(True, [])
    drafted = select(Event).where(Event.subject_id == letter.id, Event.kind == "statement.draft")
    own, status = _numbers(source, letter, session.scalars(drafted).one()), ANSWERS["passed-on"].status
    still = {ask.number for ask in source.asks if ask.number in own and ask.status == status}
    others = [(other, numbers & own) for other, numbers in brought(source) if other.id != letter.id]
    there = {number for _other, numbers in others for number in numbers}
    return PointsLeft(bool(still - there), [other.subject.ref for other, numbers in others if numbers])


def _numbers(statement: Statement, letter: Statement, drafted: Event) -> set[int]:
    """Return the numbers of the points of a statement that a letter brings to another body, as the entry of its draft
    says; where that does not, those that were passed on to the body in the same act, and those of the same words."""
    named = left_by(drafted.id).get("points")
    if named:
        return set(named)
    said = select(Event.id).where(
        Event.subject_id == statement.id, Event.kind == "statement.answer", Event.at == drafted.at
    )
    name, status = letter.body.acronym, ANSWERS["passed-on"].status
    then = {
        row["ask"]
        for row in left_by(session.scalar(said)).get("answers", ())
        if row["status"] == status and (row["answer"] == name or row["answer"].startswith(f"{name}. "))
    }
    words, ids = {ask.text for ask in letter.asks}, {ask.ask_id for ask in letter.asks if ask.ask_id}
    return then | {ask.number for ask in statement.asks if ask.text in words or ask.ask_id in ids}
