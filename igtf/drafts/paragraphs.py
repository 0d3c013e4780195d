"""The paragraphs of a draft: each has a number that it keeps from revision to revision, whatever happens around it.

A paragraph of the next revision is the one before when it reads the same, is the same one changed, or was moved; one
that comes back word for word after it was gone has its number again. Any other gets the next number.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select

from igtf.core.db import session
from igtf.core.diff import Piece, aligned, moved
from igtf.core.errors import NotFound
from igtf.core.markup import Block
from igtf.discussion.models import Comment
from igtf.discussion.parts import PARTS, Parts
from igtf.drafts.models import Draft, Paragraph, Revision
from igtf.drafts.queries import facts_for
from igtf.record.acts import By
from igtf.record.models import Actor

_LONG = 40  # characters from which a paragraph that comes back is known again


def number_paragraphs(revision: Revision, blocks: Sequence[Block], *, after: int | None) -> None:
    """Store the numbered paragraphs of a new revision that follows the revision ``after`` (None: the first one)."""
    former = session.execute(
        select(Paragraph.number, Paragraph.kind, Paragraph.text)
        .where(Paragraph.revision_id == (after or 0)).order_by(Paragraph.position)
    ).all()  # fmt: skip
    a = [Piece(row.kind, row.text) for row in former]
    b = [Piece(block.kind, block.text) for block in blocks]
    found = aligned(a, b)
    numbers = {j: former[i].number for i, j in [*found, *moved(a, b, found)]}
    known = _gone(revision.draft_id, {row.number for row in former}) if len(numbers) < len(b) else {}
    highest = select(func.max(Paragraph.number)).where(Paragraph.draft_id == revision.draft_id)
    last = session.scalar(highest) or 0
    for position, block in enumerate(blocks):
        number = numbers.get(position) or known.pop(b[position], None)
        if number is None:
            number = last = last + 1
        session.add(
            Paragraph(revision_id=revision.id, number=number, draft_id=revision.draft_id, position=position,
                      kind=block.kind, anchor=block.id, text=block.text)
        )  # fmt: skip
    session.flush()


def _gone(draft_id: int, standing: set[int]) -> dict[Piece, int]:
    """Return the numbers of the paragraphs of earlier revisions, by how they last read."""
    rows = session.execute(
        select(Paragraph.number, Paragraph.kind, Paragraph.text)
        .where(Paragraph.draft_id == draft_id, Paragraph.number.not_in(standing))
        .order_by(Paragraph.revision_id)
    )
    last = {row.number: Piece(row.kind, row.text) for row in rows}
    return {piece: number for number, piece in last.items() if len(piece.text) >= _LONG}


def text_now(draft_id: int, number: int) -> str | None:
    """Return how a paragraph reads in the newest revision, None where it does not stand."""
    return session.scalar(
        select(Paragraph.text)
        .join(Draft, Draft.current_id == Paragraph.revision_id)
        .where(Draft.id == draft_id, Paragraph.number == number)
    )


def _edits(by: By, draft_id: int) -> bool:
    facts = facts_for(by, session.get_one(Draft, draft_id))
    return facts.is_author or facts.is_chair


PARTS["draft"] = Parts(text_now, _edits)


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
    here = select(Paragraph.number, Paragraph.anchor).where(Paragraph.revision_id == revision_id).subquery()
    said = (
        select(Comment.id, Comment.part)
        .where(Comment.subject_id == draft_id, Comment.part.is_not(None), Comment.hidden_at.is_(None))
        .subquery()
    )
    both = here.outerjoin(said, said.c.part == here.c.number, full=True)
    found = Margin()
    for row in session.execute(
        select(here.c.number, here.c.anchor, Comment, Actor)
        .select_from(both.outerjoin(Comment, Comment.id == said.c.id).outerjoin(Actor, Actor.id == Comment.actor_id))
        .order_by(said.c.id)
    ):
        if row.anchor:
            found.numbers[row.anchor] = row.number
        if row.Comment:
            there = found.comments.setdefault(row.number, []) if row.number else found.outdated
            there.append((row.Comment, row.Actor))
    return found


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
        raise NotFound(f"{draft.subject.ref} has no paragraph {number}.")
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
