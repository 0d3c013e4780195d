"""Revisions say their keywords and what they are intended to become."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("revision", sa.Column("keywords", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("revision", sa.Column("intended_status", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    # not by op.drop_column: it would make the table anew on SQLite, without its triggers
    op.execute("ALTER TABLE revision DROP COLUMN intended_status")
    op.execute("ALTER TABLE revision DROP COLUMN keywords")
