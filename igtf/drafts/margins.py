"""What is shown of paragraphs: their numbers and comments beside a text, and the history of one."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, select

from igtf.core.database.prepared import prepared
from igtf.core.db import Listing, fetch, session
from igtf.core.errors import NotFound
from igtf.core.i18n import gettext as _
from igtf.discussion.models import Comment
from igtf.drafts.models import Draft, Paragraph, Revision
from igtf.record.models import Actor


@dataclass(frozen=True)
class Margin:
    """What stands beside a text: the number of each paragraph by its anchor, the comments on each number, and the
    comments on what is gone (``outdated``). Of each comment: the row, and the actor who wrote it."""

    numbers: dict[str, int] = field(default_factory=dict)
    comments: dict[int, list[tuple[Comment, Any]]] = field(default_factory=dict)
    outdated: list[tuple[Comment, Any]] = field(default_factory=list)

    @property
    def open(self) -> int:
        """How many comments on paragraphs wait for who edits the text."""
        found = [*self.outdated, *(said for here in self.comments.values() for said in here)]
        return sum(comment.resolved_at is None for comment, _actor in found)


def margin(draft_id: int, revision_id: int) -> Margin:
    """Return what stands beside the text of a revision; one query."""
    found = Margin()
    for row in fetch(_margin(), {"draft": draft_id, "revision": revision_id}):
        if row.anchor:
            found.numbers[row.anchor] = row.number
        if row.Comment:
            there = found.comments.setdefault(row.number, []) if row.number else found.outdated
            there.append((row.Comment, row.Actor))
    return found


@prepared
def _margin() -> Listing:
    here = select(Paragraph.number, Paragraph.anchor).where(Paragraph.revision_id == bindparam("revision")).subquery()
    said = (
        select(Comment.id, Comment.part)
        .where(Comment.subject_id == bindparam("draft"), Comment.part.is_not(None), Comment.hidden_at.is_(None))
        .subquery()
    )
    both = here.outerjoin(said, said.c.part == here.c.number, full=True)
    return (
        select(here.c.number, here.c.anchor, Comment, Actor)
        .select_from(both.outerjoin(Comment, Comment.id == said.c.id).outerjoin(Actor, Actor.id == Comment.actor_id))
        .order_by(said.c.id)
    )


@dataclass(frozen=True)
class History:
    """A paragraph through the revisions: (revision, text) whenever it changed, newest first; whether it stands now."""

    number: int
    versions: list[tuple[Revision, str]]
    last: Revision
    stands: bool


def history(draft: Draft, number: int) -> History:
    """Return a paragraph's history; NotFound when the draft never had one of that number. One query."""
    rows = session.execute(
        select(Paragraph.text, Revision)
        .join(Revision, Revision.id == Paragraph.revision_id)
        .where(Paragraph.draft_id == draft.id, Paragraph.number == number)
        .order_by(Paragraph.revision_id)
    ).all()
    if not rows:
        raise NotFound(_("%(ref)s has no paragraph %(number)s.", ref=draft.subject.ref, number=number))
    versions: list[tuple[Revision, str]] = []
    for row in rows:
        if not versions or versions[-1][1] != row.text:
            versions.append((row.Revision, row.text))
    last = rows[-1].Revision
    return History(number, versions[::-1], last, last.id == draft.current_id)


def comments_on(draft_id: int, number: int) -> Sequence[Any]:
    """Return the comments on a paragraph with their actors, oldest first."""
    return session.execute(
        select(Comment, Actor)
        .join(Actor, Actor.id == Comment.actor_id)
        .where(Comment.subject_id == draft_id, Comment.part == number)
        .order_by(Comment.id)
    ).all()
