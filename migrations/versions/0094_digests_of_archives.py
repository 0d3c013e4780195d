"""Of what an archive held, digests tell what changed there: words that a moderator removed here are kept nowhere."""

import re
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0094"
down_revision = "0093"
branch_labels = None
depends_on = None

_ITEM = sa.table("archive_item", sa.column("key", sa.Text), sa.column("seen", sa.JSON))
_TEXTS = ("title", "body", "text", "labels")
_DIGEST = re.compile("[0-9a-f]{64}")
"""What the former program has had back is left as it is."""


def _digest(value: Any) -> Any:
    if isinstance(value, list):
        return [_digest(each) for each in value]
    return value if _DIGEST.fullmatch(value) else sha256(value.encode()).hexdigest()


def upgrade() -> None:
    own = op.get_bind()
    for key, seen in own.execute(sa.select(_ITEM.c.key, _ITEM.c.seen)).all():
        now = {name: _digest(value) if name in _TEXTS else value for name, value in seen.items()}
        own.execute(sa.update(_ITEM).where(_ITEM.c.key == key).values(seen=now))


def downgrade() -> None:
    """Nobody has the words any more: the former program leaves such texts as they are here."""
