"""A moderator can pause the posting of who wrote a comment."""

import sqlalchemy as sa
from alembic import op

from igtf.core.db import UTCDateTime

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pause",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("comment_id", sa.Integer(), sa.ForeignKey("comment.id"), nullable=False),
        sa.Column("event_id", sa.Integer(), sa.ForeignKey("event.id"), nullable=False, unique=True),
        sa.Column("until", UTCDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", UTCDateTime(timezone=True)),
    )
    op.create_index("ix_pause_person_id", "pause", ["person_id", "until"])
    op.create_index("ix_pause_until", "pause", ["until"])


def downgrade() -> None:
    op.drop_table("pause")
