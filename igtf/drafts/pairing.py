"""Which paragraphs of a text are those of the text before: the same, the same ones changed, or moved.

Of a long text that takes a second. A form has it done before the lock, and the new revision has it from there.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from igtf.core.db import session
from igtf.core.keeping.made import made_once
from igtf.core.text.diff import TextPiece, aligned, moved
from igtf.core.text.markup import Block
from igtf.drafts.models import Paragraph


def paired(source: str, blocks: Sequence[Block], after: int | None) -> tuple[Sequence[Any], dict[int, int]]:
    """Return the paragraphs of the revision ``after`` (None: there is none), and by position the number of each block.

    ``blocks`` are those of ``source``; one that is none of those paragraphs has no number there.
    """
    former = session.execute(
        select(Paragraph.number, Paragraph.kind, Paragraph.text)
        .where(Paragraph.revision_id == (after or 0)).order_by(Paragraph.position)
    ).all()  # fmt: skip
    pieces = (tuple(TextPiece(each.kind, each.text) for each in side) for side in (former, blocks))
    return former, {j: former[i].number for i, j in _pairs(source, *pieces)}


@made_once
def _pairs(_source: str, former: Sequence[TextPiece], blocks: Sequence[TextPiece]) -> list[tuple[int, int]]:
    found = aligned(former, blocks)
    return [*found, *moved(former, blocks, found)]
