"""What was taken from archives."""

import sqlalchemy as sa
from alembic import op

from igtf.core.db import UTCDateTime

revision = "0007"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "archive_item",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=True),
        sa.Column("seen", sa.JSON(), nullable=False),
        sa.Column("seen_at", UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_archive_item_comment_id")),
        sa.ForeignKeyConstraint(["subject_id"], ["subject.id"], name=op.f("fk_archive_item_subject_id")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_archive_item")),
        sa.UniqueConstraint("comment_id", name=op.f("uq_archive_item_comment_id")),
    )
    op.create_index(op.f("ix_archive_item_subject_id"), "archive_item", ["subject_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_archive_item_subject_id"), "archive_item")
    op.drop_table("archive_item")
