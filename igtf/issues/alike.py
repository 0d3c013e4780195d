"""The issues that may say the same as another one: for who files one, who merges and who disposes."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased

from igtf.core import search
from igtf.core.db import session
from igtf.record.models import HIDDEN, Relation, Subject
from igtf.record.queries import ROW

SHARING = 400
"""How many of the newest texts that share a rare word with an issue are looked at for one that says the same."""
NEAR = 2
"""How many times as much the shared words count where the topic is the same."""
ENOUGH = 0.5
"""The share of what they count for the best one, from which another one is shown: many share a word with any text."""
MOST = 5


def alike(title: str, summary: str, *, topic: str | None = None, but: int | None = None) -> Sequence[Any]:
    """Return the issues most like a title and summary, best first, as rows; ``but`` is the id of one to leave out.

    In place of one that was merged the issue is returned that it was merged into.
    """
    ranks = {hit.subject_id: hit.rank for hit in search.find(f"{title} {summary}", any_word=True, most=SHARING)}
    rows, same, weights = _rows(ranks, but or 0), title.strip().casefold(), dict[int, float]()
    for row in rows:
        weight = ranks[row.found_id] * (NEAR if topic and row.topic == topic else 1)
        weights[row.id] = max(weight, weights.get(row.id, 0))
    if not rows:
        return []
    enough = ENOUGH * max(weights.values())
    shown = {row.id: row for row in rows if weights[row.id] >= enough or row.title.casefold() == same}
    return sorted(shown.values(), key=lambda row: (row.title.casefold() != same, -weights[row.id], row.id))[:MOST]


def _rows(ids: Any, but: int) -> Sequence[Any]:
    """Return a row for each issue of ``ids`` (``found_id``): itself, or the one that it was merged into."""
    if not ids:
        return []
    found, twin = aliased(Subject), aliased(Relation)
    return session.execute(
        select(
            *ROW, found.id.label("found_id"),
        )
        .select_from(found)
        .outerjoin(twin, and_(twin.subject_id == found.id, twin.kind == "duplicate-of"))
        .join(Subject, Subject.id == func.coalesce(twin.target_id, found.id))
        .where(found.id.in_(ids), found.kind == "issue", found.state != HIDDEN)
        .where(Subject.state != HIDDEN, Subject.id != but)
    ).all()  # fmt: skip
