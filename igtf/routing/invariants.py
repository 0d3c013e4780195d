"""What always holds of liaison statements."""

import hashlib
from collections.abc import Iterable
from typing import Any

from sqlalchemy import and_, bindparam, exists, or_, select
from sqlalchemy.orm import aliased

from igtf.core.db import session
from igtf.record.invariants import invariant
from igtf.record.models import File, Relation, Subject
from igtf.record.texts import is_posted
from igtf.routing.awaiting import ANSWERED, PARTLY
from igtf.routing.letters import digest
from igtf.routing.models import Statement, StatementAsk

_FILE = (
    select(Subject.ref, File.number, File.size, File.sha256, File.data)
    .join(Subject, Subject.id == File.subject_id)
    .where(File.id == bindparam("id"))
)


@invariant("letter-hash", "The hash of each statement is that of the text that was sent or received.")
def _letters() -> Iterable[Any]:
    rows = session.execute(
        select(Statement.id, Statement.sent_text, Statement.sent_hash).where(Statement.sent_hash.is_not(None))
    )
    sent = ((row, row.sent_text or "") for row in rows)
    return [(row.id,) for row, text in sent if not is_posted(text, digest(text), row.sent_hash)]


@invariant("file-hash", "Hash and size of each file of a statement that was not emptied are those of its bytes.")
def _files() -> Iterable[Any]:
    ids = session.scalars(select(File.id).where(~File.emptied).order_by(File.id)).all()
    read = (session.execute(_FILE, {"id": each}).one() for each in ids)  # one at a time: all of them may be large
    kept = ((row, (len(row.data), hashlib.sha256(row.data).hexdigest())) for row in read)
    return [(row.ref, row.number) for row, found in kept if found != (row.size, row.sha256)]


@invariant("referred-was-sent", "Each referred issue has a statement that was sent.")
def _referred() -> Iterable[Any]:
    statement = aliased(Subject)
    sent = exists().where(
        Relation.target_id == Subject.id, Relation.kind == "refers", statement.id == Relation.subject_id,
        statement.state.not_in(("draft", "approved", "dropped")),
    )  # fmt: skip
    return session.execute(select(Subject.ref).where(Subject.kind == "issue", Subject.state == "referred", ~sent))


@invariant("corrected-was-told", "Each corrected statement has a correcting one that was sent.")
def _corrected() -> Iterable[Any]:
    told = exists().where(
        Relation.target_id == Subject.id, Relation.kind == "corrects", Statement.id == Relation.subject_id,
        Statement.sent_at.is_not(None),
    )  # fmt: skip
    return session.execute(select(Subject.ref).where(Subject.kind == "statement", Subject.state == "corrected", ~told))


@invariant("answered-has-no-open-point", "Each answered statement has no open point; one answered in part has some.")
def _points_by_state() -> Iterable[Any]:
    open_point = exists().where(StatementAsk.statement_id == Subject.id, StatementAsk.status == "open")
    other = exists().where(StatementAsk.statement_id == Subject.id, StatementAsk.status != "open")
    wrong = or_(
        and_(Subject.state == ANSWERED, open_point), and_(Subject.state == PARTLY, ~(open_point & other))
    )  # fmt: skip
    return session.execute(select(Subject.ref).where(Subject.kind == "statement", wrong))


@invariant("sent-points-have-days", "Each point of a statement that was sent has a day where its letter has one.")
def _days() -> Iterable[Any]:
    without = exists().where(StatementAsk.statement_id == Statement.id, StatementAsk.deadline.is_(None))
    asks = (Statement.sent_at.is_not(None), Statement.purpose.in_(("action", "comment")))
    return session.execute(select(Statement.id).where(*asks, without))


@invariant("approved-is-listed", "Each approved change to the list of bodies is of a listed body.")
def _approved() -> Iterable[Any]:
    listed = exists().where(Relation.subject_id == Subject.id, Relation.kind == "would-change")
    return session.execute(
        select(Subject.ref).where(Subject.kind == "body-change", Subject.state == "approved", ~listed)
    )
