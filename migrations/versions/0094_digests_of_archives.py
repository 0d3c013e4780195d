"""Of what an archive held, digests tell what changed there: words that a moderator removed here are kept nowhere.

The former program cut them out of what it kept: which labels such an issue had there, its next import finds out.
"""

import re
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0094"
down_revision = "0093"
branch_labels = None
depends_on = None

_ITEM = sa.table("archive_item", sa.column("key", sa.Text), sa.column("subject_id", sa.Integer),
                 sa.column("seen", sa.JSON))  # fmt: skip
_EVENT = sa.table("event", sa.column("kind", sa.Text), sa.column("subject_id", sa.Integer))
_TEXTS = ("title", "body", "text", "labels")
_DIGEST = re.compile("[0-9a-f]{64}")
"""What the former program has had back is left as it is."""


def _digest(value: Any) -> Any:
    if value is None:
        return None
    if isinstance(value, list):
        return [_digest(each) for each in value]
    return value if _DIGEST.fullmatch(value) else sha256(value.encode()).hexdigest()


def _was_cut(labels: Any) -> bool:
    """Return whether words may be missing from labels that the former program kept of an issue with a removal."""
    return labels is None or not all(_DIGEST.fullmatch(each) for each in labels)


def upgrade() -> None:
    own = op.get_bind()
    cut = set(own.scalars(sa.select(_EVENT.c.subject_id).where(_EVENT.c.kind == "entry.redact")))
    for key, subject_id, seen in own.execute(sa.select(_ITEM.c.key, _ITEM.c.subject_id, _ITEM.c.seen)).all():
        known = {**seen, "labels": None} if subject_id in cut and _was_cut(seen.get("labels", [])) else seen
        now = {name: _digest(value) if name in _TEXTS else value for name, value in known.items()}
        own.execute(sa.update(_ITEM).where(_ITEM.c.key == key).values(seen=now))


def downgrade() -> None:
    """Nobody has the words any more: the former program leaves such texts as they are here."""
