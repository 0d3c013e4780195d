"""Writing subjects: opening, locking, touching, relating, numbering. Called by commands only."""

from datetime import datetime
from typing import Any, TypeVar, cast

from sqlalchemy import Select, Table, Update, bindparam, delete, select, update
from sqlalchemy.orm.util import identity_key
from sqlalchemy.sql.dml import ReturningInsert

from igtf.core.database.adding import add_known, own_insert
from igtf.core.database.prepared import prepared
from igtf.core.database.wholes import adopted, number_of
from igtf.core.db import database, dialect, fetch, session, write
from igtf.core.errors import Stale
from igtf.core.i18n import gettext as _
from igtf.core.workflow import WORKFLOWS
from igtf.record.by import By
from igtf.record.models import Number, Relation, Subject
from igtf.record.relations import RELATIONS

Row = TypeVar("Row")


def next_number(series: str) -> int:
    """Return the next number of ``series``, from 1, without gaps within committed transactions."""
    return cast(int, fetch(_taken(dialect()), {"series": series}).scalar_one())


@prepared
def _taken(engine: str) -> ReturningInsert[int]:
    first = own_insert(Number, engine).values(series=bindparam("series"), last=1)
    taken = first.on_conflict_do_update(index_elements=["series"], set_={"last": Number.last + 1})
    return cast("ReturningInsert[int]", taken.returning(Number.last))


def open_subject(
    kind: str,
    ref: str,
    title: str,
    state: str,
    *,
    by: By,
    summary: str = "",
    topic: str | None = None,
    group_id: int | None = None,
    due_at: datetime | None = None,
) -> Subject:
    """Add a subject of ``kind`` in ``state``, opened by the actor of ``by``, and return it."""
    given = {
        "kind": kind, "ref": ref, "title": title, "summary": summary, "state": state,
        "phase": WORKFLOWS[kind].state_by_name[state].phase, "topic": topic, "group_id": group_id,
        "opened_by_id": by.author, "opened_hat_id": by.hat_id, "opened_at": by.at, "active_at": by.at,
        "state_since": by.at, "due_at": due_at,
    }  # fmt: skip
    opened = add_known(Subject, given)
    session.info["opened"].append(opened.id)
    return opened


def lock(subject: Subject) -> Subject:
    """Re-read ``subject`` under a lock that holds until the transaction ends."""
    session.refresh(subject, with_for_update=dialect() == "postgresql" or None)
    return subject


def _forget(number: int, *columns: str) -> None:
    """Let columns of a subject be read again when somebody asks for them."""
    known = session.identity_map.get(identity_key(Subject, number))
    if known is not None:
        session.expire(known, columns)


def hold(thing: Row) -> Row:
    """Lock the subject of a concept's ``thing`` until the transaction ends, and return the thing as both are now.

    It may have been loaded to look at; what is returned can be written.
    """
    session.flush()
    number = number_of(thing)
    if dialect() == "postgresql":  # SQLite has one writer at a time
        fetch(_row(), {"id": number})
    return cast(Row, adopted(database().session(), fetch(_again(cast(Any, type(thing))), {"id": number}).scalar_one()))


@prepared
def _row() -> Select[int]:
    return select(Subject.id).where(Subject.id == bindparam("id")).with_for_update()


@prepared
def _again(table: Any) -> Select[Any]:
    """Return the query that reads what is known of a thing and of its subject again."""
    return select(table).where(table.id == bindparam("id"))


def touch(subject_id: int, at: datetime, **counters: int) -> None:
    """Say that something happened to a subject, adding to its counters in SQL (never read-modify-write)."""
    _add({"id": subject_id, "at": at}, counters)


def count(subject_id: int, **counters: int) -> None:
    """Add to counters of a subject: its page changes, but nothing happened that lists show first."""
    _add({"id": subject_id}, counters)


def clear(subject_id: int) -> None:
    """Say that a passage went from the texts of a subject: whatever was opened of it before is stale."""
    count(subject_id, revision=1)
    now = update(Subject).where(Subject.id == subject_id).values(cleared=Subject.revision)
    session.execute(now, execution_options={"synchronize_session": False})
    _forget(subject_id, "cleared")


def check_cleared(subject: Subject, seen: int | None) -> None:
    """Raise Stale for what was opened at the revision ``seen`` of a locked subject, and a passage went since then."""
    if seen is not None and seen < (subject.cleared or 0):
        raise Stale(_(
            "Meanwhile a moderator removed words from this. Look at it again, take them out of your text too if they "
            "stand there, then submit once more."
        ))  # fmt: skip


def _add(given: dict[str, Any], counters: dict[str, int]) -> None:
    values = {f"subject_{name}": value for name, value in (given | counters).items()}
    write(_added, "at" in given, *counters, given=values, into=[Subject.__tablename__])
    _forget(given["id"], "touched", "active_at", *counters)


def _added(moves: bool, *counters: str) -> list[Update]:
    table = cast(Table, Subject.__table__)
    now = {name: table.c[name] + bindparam(f"subject_{name}") for name in counters} | {"touched": table.c.touched + 1}
    if moves:
        now["active_at"] = bindparam("subject_at", type_=table.c.active_at.type)
    return [update(table).where(table.c.id == bindparam("subject_id")).values(now)]


def enter(subject: Subject, state: str, at: datetime) -> None:
    """Put ``subject`` into ``state`` of its kind as of ``at``; its phase follows.

    Nothing is due any more in what is closed, and in a state that does not say for what.
    """
    if subject.state != state:
        entered = WORKFLOWS[subject.kind].state_by_name[state]
        subject.state, subject.phase, subject.state_since = state, entered.phase, at
        if entered.phase == "closed" or not entered.due:
            subject.due_at = None


def relate(subject_id: int, kind: str, target_id: int, *, at: datetime) -> bool:
    """Relate two subjects, touching the target's page; False when they were already so related.

    Raises ValueError for a kind of relation that ``record.relations`` does not have.
    """
    if kind not in RELATIONS:
        raise ValueError(f"unknown relation {kind}")
    if session.get(Relation, (subject_id, kind, target_id)):
        return False
    session.add(Relation(subject_id=subject_id, kind=kind, target_id=target_id))
    touch(target_id, at)
    return True


def unrelate(subject_id: int, kind: str, target_id: int) -> None:
    """End a relation, if there is one."""
    session.execute(
        delete(Relation).where(
            Relation.subject_id == subject_id, Relation.kind == kind, Relation.target_id == target_id
        )
    )
