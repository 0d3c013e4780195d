"""The paragraphs of a draft: each has a number that it keeps from revision to revision, whatever happens around it.

A paragraph of the next revision is the one before when it reads the same, is the same one changed, or was moved; one
that comes back word for word after it was gone has its number again. Any other gets the next number.
"""

from collections.abc import Sequence

from sqlalchemy import func, select

from igtf.core.db import session
from igtf.core.i18n import gettext as _
from igtf.core.text.diff import TextPiece
from igtf.core.text.markup import Block
from igtf.discussion.parts import Parts
from igtf.drafts.models import Draft, Paragraph, Revision
from igtf.drafts.pairing import paired
from igtf.drafts.queries import facts_for
from igtf.record.by import By

_LONG = 40  # characters from which a paragraph that comes back is known again


def number_paragraphs(revision: Revision, blocks: Sequence[Block], *, after: int | None) -> None:
    """Store the numbered paragraphs of a new revision that follows the revision ``after`` (None: the first one)."""
    former, numbers = paired(revision.source, blocks, after)
    known = _gone(revision.draft_id, {row.number for row in former}) if len(numbers) < len(blocks) else {}
    highest = select(func.max(Paragraph.number)).where(Paragraph.draft_id == revision.draft_id)
    last = session.scalar(highest) or 0
    for position, block in enumerate(blocks):
        number = numbers.get(position) or known.pop(TextPiece(block.kind, block.text), None)
        if number is None:
            number = last = last + 1
        session.add(
            Paragraph(revision_id=revision.id, number=number, draft_id=revision.draft_id, position=position,
                      kind=block.kind, anchor=block.id, text=block.text)
        )  # fmt: skip
    session.flush()


def _gone(draft_id: int, standing: set[int]) -> dict[TextPiece, int]:
    """Return the numbers of the paragraphs of earlier revisions, by how they last read."""
    rows = session.execute(
        select(Paragraph.number, Paragraph.kind, Paragraph.text)
        .where(Paragraph.draft_id == draft_id, Paragraph.number.not_in(standing))
        .order_by(Paragraph.revision_id)
    )
    last = {row.number: TextPiece(row.kind, row.text) for row in rows}
    return {piece: number for number, piece in last.items() if len(piece.text) >= _LONG}


def text_now(draft_id: int, number: int) -> str | None:
    """Return how a paragraph reads in the newest revision, None where it does not stand."""
    return session.scalar(
        select(Paragraph.text)
        .join(Draft, Draft.current_id == Paragraph.revision_id)
        .where(Draft.id == draft_id, Paragraph.number == number)
    )


def resolves(by: By, draft_id: int) -> bool:
    """Return whether an actor edits the text of a draft, and so resolves comments on its paragraphs."""
    return facts_for(by, session.get_one(Draft, draft_id)).writes


PARAGRAPH = Parts(
    text_now, resolves, "paragraphs", lambda number: _("On paragraph %(n)d", n=number),
    lambda number: _("There is no paragraph %(number)d in the newest text. Comment on the whole.", number=number),
)  # fmt: skip
"""What comments on a draft may be on."""
