"""The revisions of a draft as its pages show them: all without their texts, the newest with what it says."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Integer, bindparam, case, select

from igtf.core.db import Listing, fetch, part_of
from igtf.core.prepared import prepared
from igtf.drafts.models import Draft, Revision, cited
from igtf.record.models import Actor, Subject


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


class Owner(NamedTuple):
    """The group that has a draft, as a link shows it."""

    kind: str
    ref: str
    title: str


class Whole(NamedTuple):
    """The revisions of a draft, newest first, what the newest says, and the group that has the draft, if any."""

    revisions: list[Posted]
    text: Wording
    group: Owner | None


_POSTED = len(Posted._fields)
_OWNER = _POSTED + len(Owner._fields)


def revisions(draft_id: int) -> list[Posted]:
    """Return all revisions of a draft, newest first, with the name of who posted each."""
    return [Posted(*row) for row in fetch(_revisions(), {"draft": draft_id})]


def whole(draft: Draft) -> Whole:
    """Return what the page of a draft shows of its revisions and its group; one query."""
    given = {"draft": draft.id, "newest": draft.current_id, "group": draft.subject.group_id}
    rows = fetch(_whole(), given).all()
    newest = rows[0]
    group = Owner(*newest[_POSTED:_OWNER]) if draft.subject.group_id else None
    return Whole([Posted(*row[:_POSTED]) for row in rows], Wording(*newest[_OWNER:]), group)


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
    owner = [column.label(f"group_{column.key}") for column in part_of(Subject, Owner)]
    return (
        _revisions().statement.add_columns(*owner, *text)
        .outerjoin(Subject, Subject.id == bindparam("group", type_=Integer()))
    )  # fmt: skip
