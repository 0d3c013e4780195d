"""The revisions of a draft as its pages show them: all without their texts, the newest with what it says."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Integer, String, bindparam, case, func, select
from sqlalchemy.orm import aliased

from igtf.core.database.conditions import among
from igtf.core.database.lines import lines_of, read_lines
from igtf.core.database.prepared import prepared
from igtf.core.db import Listing, fetch, part_of
from igtf.core.workflow import UNDER_WAY
from igtf.drafts.asked import ASKED_BY
from igtf.drafts.models import Draft, Revision, cited
from igtf.record.models import Actor, Relation, Subject


class Posted(NamedTuple):
    """A revision as lists show it: without its text."""

    id: int
    name: str
    number: int
    note: str
    at: datetime
    poster: str

    @property
    def label(self) -> str:
        """The name with the number, as a revision is cited."""
        return cited(self.name, self.number)


class Wording(NamedTuple):
    """What a revision says, as the page of its draft shows it."""

    abstract: str
    source: str
    html: str
    hash: str
    toc: list[Any]
    asks: list[Any]
    addressees: list[str]
    keywords: list[str]
    intended_status: str


class OwningGroup(NamedTuple):
    """The group that has a draft, as a link shows it."""

    kind: str
    ref: str
    title: str


class DraftRevisions(NamedTuple):
    """The revisions of a draft, newest first, what the newest says, and the group that has the draft, if any.

    Then number and title of each objection that is not settled in the call by which it is asked about now, the first
    OBJECTIONS of them, and how many there are.
    """

    revisions: list[Posted]
    text: Wording
    group: OwningGroup | None
    objections: list[tuple[str, str]]
    objections_all: int


OBJECTIONS = 12
_POSTED = len(Posted._fields)
_OWNER = _POSTED + len(OwningGroup._fields)
_TEXT = _OWNER + len(Wording._fields)


def revisions(draft_id: int) -> list[Posted]:
    """Return all revisions of a draft, newest first, with the name of who posted each."""
    return [Posted(*row) for row in fetch(_revisions(), {"draft": draft_id})]


def before(posted: list[Posted], number: int) -> Posted | None:
    """Return which of the revisions, newest first, was posted before the one with this id; None: it is the first."""
    at = next(place for place, row in enumerate(posted) if row.id == number)
    return posted[at + 1] if at + 1 < len(posted) else None


def whole(draft: Draft) -> DraftRevisions:
    """Return what the page of a draft shows of its revisions, its group, and who objects; one query."""
    asked = ASKED_BY.get(draft.subject.state)
    given = {"draft": draft.id, "newest": draft.current_id, "group": draft.subject.group_id, "asked": asked}
    rows = fetch(_whole(), given).all()
    newest = rows[0]
    group = OwningGroup(*newest[_POSTED:_OWNER]) if draft.subject.group_id else None
    posted, text = [Posted(*row[:_POSTED]) for row in rows], Wording(*newest[_OWNER:_TEXT])
    return DraftRevisions(posted, text, group, read_lines(newest.objections), newest.objections_all or 0)


@prepared
def _revisions() -> Listing:
    return (
        select(Revision.id, Revision.name, Revision.number, Revision.note, Revision.at, Actor.name)
        .join(Actor, Actor.id == Revision.by_id)
        .where(Revision.draft_id == bindparam("draft"))
        .order_by(Revision.id.desc())
    )


@prepared
def _whole() -> Listing:
    """Return the query of the revisions, with the text of the newest only: the others can be long."""
    newest = Revision.id == bindparam("newest")
    text = [case((newest, column)).label(f"newest_{column.key}") for column in part_of(Revision, Wording)]
    owner = [column.label(f"group_{column.key}") for column in part_of(Subject, OwningGroup)]
    against = _objections().subquery()
    named = select(lines_of(against.c.ref, against.c.title))
    return (
        _revisions().statement.add_columns(
            *owner, *text, named.scalar_subquery().label("objections"),
            select(func.max(against.c.all)).scalar_subquery().label("objections_all"),
        )
        .outerjoin(Subject, Subject.id == bindparam("group", type_=Integer()))
    )  # fmt: skip


def _objections() -> Any:
    """Return the query of the first objections that are not settled in the call that asks about a draft now."""
    objection, call, asks, objects = aliased(Subject), aliased(Subject), aliased(Relation), aliased(Relation)
    return (
        select(objection.ref, objection.title, func.count().over().label("all"))
        .join(objects, (objects.subject_id == objection.id) & (objects.kind == "objects-in"))
        .join(call, (call.id == objects.target_id) & among(call.phase, UNDER_WAY))
        .join(asks, (asks.subject_id == call.id) & (asks.kind == "asks-about"))
        .where(asks.target_id == bindparam("draft"), call.topic == bindparam("asked", type_=String()),
               objection.phase != "closed")
        .order_by(objection.id)
        .limit(OBJECTIONS)
    )  # fmt: skip
