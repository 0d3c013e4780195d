"""What the forms of routing let people choose from, read from the database."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, bindparam, exists, literal, select

from igtf.core.database.prepared import prepared
from igtf.core.database.wholes import is_to_look_at
from igtf.core.db import Listing, fetch, session
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.workflow import WORKFLOWS
from igtf.people.offices import may
from igtf.record.models import HIDDEN, Relation, Subject
from igtf.routing.files import files_of
from igtf.routing.models import Body, Contact, Statement, StatementAsk
from igtf.routing.points import OWED, day_of, points_in

Choices = list[tuple[str, Text]]


def body_choices(first: Text = "") -> Choices:
    """Return slug and name of every body, by acronym, after an empty first choice."""
    return [("", first or _("Choose a body")), *((row.ref, f"{row.acronym}: {row.title}") for row in _bodies())]


def addressee_choices() -> Choices:
    """Return slug and name of every body that a statement may be sent to; it says which ones have no contact."""
    return [("", _("Choose a body")), *((row.ref, _addressed(row)) for row in _bodies())]


def listed_bodies() -> list[tuple[str, str]]:
    """Return acronym and name of every body."""
    return [(row.acronym, row.title) for row in _bodies()]


def _addressed(row: Any) -> str:
    named = f"{row.acronym}: {row.title}"
    return named if row.has_contact else _("%(body)s (no contact)", body=named)


def _bodies() -> Sequence[Any]:
    return session.execute(
        select(Subject.ref, Body.acronym, Subject.title, has_contact().label("has_contact"))
        .join(Body, Body.id == Subject.id)
        .order_by(Body.acronym)
    ).all()


def has_contact() -> ColumnElement[bool]:
    """Return the condition that the body of a query has a contact."""
    return exists().where(Contact.body_id == Body.id, Contact.ended_at.is_(None)).correlate(Body)


def points_of(statement_id: int) -> Sequence[StatementAsk]:
    """Return what a statement asks for, point by point, to look at."""
    return fetch(_points(), {"statement": statement_id}).scalars().all()


@prepared
def _points() -> Listing:
    own = StatementAsk.statement_id == bindparam("statement")
    return select(StatementAsk).where(own).order_by(StatementAsk.number)


def listed_points(statement_id: int) -> list[StatementAsk]:
    """Return what the letter of a body asks, point by point, to look at; nothing where it lists none: it is a whole."""
    return points_in(points_of(statement_id))


def waiting_for_us(letter: Statement) -> list[StatementAsk]:
    """Return the points of the letter of a body that wait for us by a day."""
    points = listed_points(letter.id) if is_to_look_at(letter) else points_in(letter.asks)
    return [point for point in points if point.status in OWED and day_of(letter, point)]


def points_responded(statement_id: int) -> list[StatementAsk]:
    """Return the points of the body's letter that a statement of ours responds to; nothing where it lists none."""
    return points_in(fetch(_responded(), {"statement": statement_id}).scalars())


@prepared
def _responded() -> Listing:
    theirs = (Relation.subject_id == bindparam("statement"), Relation.kind == "answers", Statement.direction == "in")
    return (
        select(StatementAsk)
        .join(Statement, Statement.id == StatementAsk.statement_id)
        .join(Relation, Relation.target_id == Statement.id)
        .where(*theirs)
        .order_by(StatementAsk.number)
    )


def sender_choices(visitor: Any) -> Choices:
    """Return for whom a visitor may draft: the council for the clearing house, a group for its chairs and delegates."""
    chaired = [of for _name, of in visitor.roles.held if may(visitor.roles, "statements", of=of)]
    groups = session.execute(
        select(Subject.ref, Subject.title).where(Subject.id.in_(chaired), Subject.kind == "group").order_by(Subject.ref)
    )
    council: Choices = [("council", _("The council"))] if visitor.roles.clearing_house else []
    return [*council, *((row.ref, f"{row.ref}: {row.title}") for row in groups)]


def contact_choices(body_id: int) -> Choices:
    """Return number and name of the contacts of a body."""
    rows = session.execute(
        select(Contact.id, Contact.name, Contact.role)
        .where(Contact.body_id == body_id, Contact.ended_at.is_(None))
        .order_by(Contact.id)
    )
    return [(str(row.id), f"{row.name}, {row.role}" if row.role else row.name) for row in rows]


def file_choices(statement_id: int) -> Choices:
    """Return number and title of the files that go along with a statement that is not sent yet."""
    return [(str(file.number), file.title) for file in files_of(statement_id)]


def parents(body: Body) -> Sequence[Any]:
    """Return what a body is part of: its parent, that one's parent, and so on (CSTD → ECOSOC → UNGA); one query."""
    return fetch(_above(), {"parent": body.parent_id}).all() if body.parent_id else []


@prepared
def _above() -> Listing:
    above = select(Body.id, Body.parent_id, literal(0).label("step")).where(Body.id == bindparam("parent"))
    chain = above.cte("chain", recursive=True)
    chain = chain.union_all(
        select(Body.id, Body.parent_id, chain.c.step + 1).where(Body.id == chain.c.parent_id, chain.c.step < 10)
    )
    return (
        select(Subject.id, Subject.ref, Subject.title, Body.acronym)
        .join(Body, Body.id == Subject.id)
        .join(chain, chain.c.id == Body.id)
        .order_by(chain.c.step)
    )


def onward_choices(body: Body) -> Choices:
    """Return to whom a body may pass something on: the bodies above it first, then all others but itself."""
    above = [(row.ref, _("%(acronym)s: next in its chain", acronym=row.acronym)) for row in parents(body)]
    first, *others = body_choices()
    known = {slug for slug, _label in above} | {body.subject.ref}
    return [first, *above, *((slug, label) for slug, label in others if slug not in known)]


def entry_of(body: Body) -> dict[str, Any]:
    """Return what the entry of a body says, by the fields of its form."""
    above = session.scalar(select(Subject.ref).where(Subject.id == body.parent_id)) if body.parent_id else None
    return {
        "acronym": body.acronym, "name": body.subject.title, "kind": body.kind, "parent": above or "", "url": body.url,
        "mandate": body.mandate, "topics": "\n".join(body.topics), "members": body.members,
    }  # fmt: skip


def _tied(statement_id: int, kind: str) -> Sequence[Subject]:
    return session.scalars(
        select(Subject)
        .join(Relation, Relation.target_id == Subject.id)
        .where(Relation.subject_id == statement_id, Relation.kind == kind, Subject.state != HIDDEN)
        .order_by(Subject.id)
    ).all()


def copied_to(statement_id: int) -> list[str]:
    """Return the names of the bodies that get a copy of a statement."""
    return [subject.title for subject in _tied(statement_id, "copied-to")]


def frame_of(statement: Statement) -> dict[str, Any]:
    """Return what goes along with a statement, by the fields of its form."""
    own = [
        {"title": subject.title, "url": f"/{WORKFLOWS[subject.kind].collection}/{subject.ref}", "sha256": ""}
        for subject in _tied(statement.id, "encloses")
    ]
    return {
        "contacts": statement.contacts,
        "cc": [subject.ref for subject in _tied(statement.id, "copied-to")],
        "related": ", ".join(f"LS-{subject.ref}" for subject in _tied(statement.id, "see-also")),
        "attachments": [*own, *statement.attachments],
    }


def answered_by(statement: Statement) -> Statement | None:
    """Return the first statement of ours to its body that a body's statement answers, and that can be answered."""
    return session.scalar(
        select(Statement)
        .join(Subject, Subject.id == Statement.id)
        .join(Relation, Relation.target_id == Statement.id)
        .where(
            Relation.subject_id == statement.id, Relation.kind == "answers",
            Statement.to_body_id == statement.to_body_id,
            Subject.state.in_(WORKFLOWS["statement"].move_by_name["answer"].sources),
        )
        .order_by(Statement.id)
        .limit(1)
    )  # fmt: skip


def rows_of(replies: Iterable[Mapping[str, Any]], points: Iterable[StatementAsk]) -> list[dict[str, Any]]:
    """Return what a response answers by the fields of its form: one row for each of the points."""
    known = {reply["point"]: _row_of(reply) for reply in replies}
    return [known.get(point.number, {"answer": ""}) for point in points]


def _row_of(reply: Mapping[str, Any]) -> dict[str, Any]:
    due = {"due": date.fromisoformat(reply["due"])} if reply["due"] else {}
    return {"answer": reply["answer"], "text": reply["text"], **due}


def matter_of(statement: Statement) -> str:
    """Return the name of what a statement says it is about, '' where it says nothing."""
    found = _tied(statement.id, "concerns")
    return f"/{WORKFLOWS[found[0].kind].collection}/{found[0].ref}" if found else ""
