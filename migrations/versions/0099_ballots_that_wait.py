"""Until when a ballot would have run without its alternate ballot, and since when a successor is asked about a Discuss.

The first stood in the entries alone; it is kept where a ballot waits longer than that still.
"""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from alembic import op

from igtf.core.db import UTCDateTime

revision = "0099"
down_revision = "0098"
branch_labels = None
depends_on = None

_MOMENT = UTCDateTime(timezone=True)
_PUT = "ballot.put-to-alternate"


def _unprolonged(acts: Sequence[sa.Row[tuple[int, str, dict[str, str]]]]) -> datetime | None:
    """Return the end before the first prolongation that still counts, with what the ballot was deferred since.

    One was given back where the next one began at another end than it left.
    """
    end, left_at = None, ""
    for act in acts:
        closes = act.data["closes"]
        if act.kind != _PUT and end is not None:
            end += datetime.fromisoformat(closes) - datetime.fromisoformat(left_at)
        elif act.kind == _PUT and (end is None or act.data.get("before", left_at) != left_at):
            end = datetime.fromisoformat(act.data.get("before", closes))
        left_at = closes
    return end


def upgrade() -> None:
    op.add_column("ballot", sa.Column("would_close_at", _MOMENT))
    op.add_column("ballot_position", sa.Column("asked_since", _MOMENT))
    connection = op.get_bind()
    ballot = sa.table("ballot", sa.column("id"), sa.column("closes_at", _MOMENT), sa.column("closed_at"),
                      sa.column("would_close_at", _MOMENT))  # fmt: skip
    event = sa.table("event", *map(sa.column, ("id", "subject_id", "kind")))
    payload = sa.table("event_payload", sa.column("event_id"), sa.column("data", sa.JSON()))
    acts = (
        sa.select(event.c.subject_id, event.c.kind, payload.c.data)
        .join(payload, payload.c.event_id == event.c.id)
        .join(ballot, ballot.c.id == event.c.subject_id)
        .where(ballot.c.closed_at.is_(None), event.c.kind.in_((_PUT, "ballot.defer")))
        .order_by(event.c.id)
    )
    of_ballot: dict[int, list[sa.Row[tuple[int, str, dict[str, str]]]]] = {}
    for act in connection.execute(acts).all():
        if act.data:
            of_ballot.setdefault(act.subject_id, []).append(act)
    for number, told in of_ballot.items():
        end = _unprolonged(told)
        if end is not None:
            waits = (ballot.c.id == number, ballot.c.closes_at > end)
            connection.execute(ballot.update().where(*waits).values(would_close_at=end))


def downgrade() -> None:
    op.drop_column("ballot_position", "asked_since")
    op.drop_column("ballot", "would_close_at")
