"""What letters are tied to: what they refer, carry, pass on, answer, correct or enclose, and who gets a copy."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import CompoundSelect, Select, bindparam, case, func, select, union
from sqlalchemy.orm import aliased

from igtf.core.database.conditions import among
from igtf.core.database.prepared import prepared
from igtf.core.db import Listing, fetch
from igtf.issues.models import Issue, IssueVersion
from igtf.record.models import HIDDEN, Relation, Subject
from igtf.routing.models import Statement
from igtf.routing.over import pointless

TIED = (
    "refers", "suggests", "carries", "passes-on", "answers", "corrects", "see-also", "encloses", "copied-to",
    "concerns",
)  # fmt: skip
"""Relations that a letter names."""


_WITH_TEXT = tuple(kind for kind in TIED if kind not in ("copied-to", "concerns"))
"""Those by which a letter has the title of what it names, or its text."""


def letters_naming(subject_id: int) -> Select[int]:
    """Return the query of the letters, by id, that have the title or the text of a subject in theirs."""
    return select(Relation.subject_id).where(Relation.kind.in_(_WITH_TEXT), Relation.target_id == subject_id)


def letters_with(dissent_id: int) -> Select[int]:
    """Return the query of the letters, by id, with which an objection or a minority statement went to the bodies."""
    within, asks, made, carries = (aliased(Relation) for _each in range(4))
    return (
        select(carries.subject_id)
        .join(made, (made.subject_id == carries.target_id) & (made.kind == "made-from"))
        .join(asks, (asks.target_id == made.target_id) & (asks.kind == "asks-about"))
        .join(within, (within.target_id == asks.subject_id) & within.kind.in_(("objects-in", "dissents-in")))
        .where(carries.kind == "carries", within.subject_id == dissent_id)
    )


def tied_to(statement_id: int, *kinds: str) -> CompoundSelect[Any]:
    """Return the query of the subjects, by id, that a statement is tied to in one of ``kinds``, and of the issues that
    a recommendation which it carries addresses.
    """
    addresses, carries = aliased(Relation), aliased(Relation)
    carried = select(carries.target_id).where(carries.subject_id == statement_id, carries.kind == "carries")
    return union(
        select(Relation.target_id).where(Relation.subject_id == statement_id, Relation.kind.in_(kinds)),
        select(addresses.target_id).where(addresses.subject_id.in_(carried), addresses.kind == "addresses"),
    )


def concerns(statement_id: int) -> Sequence[Any]:
    """Return what a statement refers, carries, passes on, answers, corrects or encloses, and who gets a copy.

    What a moderator has hidden is not there. An issue has the title that it had when the statement was sent;
    ``reworded_at``: when it was worded anew after that, or since the statement is there.
    """
    return concerned_by(statement_id)[0]


def concerned_by(statement_id: int) -> tuple[Sequence[Any], bool]:
    """Return what a statement ``concerns``, and whether all that it is about, hidden or not, is over; one query."""
    rows = fetch(_concerned(), {"statement": statement_id}).all()
    return [row for row in rows if row.state != HIDDEN], any(row.over for row in rows)


@prepared
def _concerned() -> Listing:
    one, letter = aliased(IssueVersion), aliased(Subject)
    then = select(one.title).where(one.issue_id == Subject.id, one.until > Statement.sent_at).order_by(one.number)
    since = Issue.worded_at > func.coalesce(Statement.sent_at, letter.opened_at)
    return (
        select(Relation.kind.label("relation"), Subject.id, Subject.kind, Subject.ref,
               func.coalesce(then.limit(1).scalar_subquery(), Subject.title).label("title"), Subject.state,
               Subject.phase, case((since, Issue.worded_at)).label("reworded_at"),
               pointless(Statement.id).label("over"))
        .join(Subject, Subject.id == Relation.target_id)
        .join(Statement, Statement.id == Relation.subject_id)
        .join(letter, letter.id == Statement.id)
        .outerjoin(Issue, Issue.id == Subject.id)
        .where(Relation.subject_id == bindparam("statement"), among(Relation.kind, TIED))
        .order_by(Relation.kind, Subject.id)
    )  # fmt: skip
