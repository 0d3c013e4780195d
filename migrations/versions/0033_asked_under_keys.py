"""Beside the key of a submit stands the fingerprint of what was asked under it; earlier keys have none."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("once", sa.Column("asked", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("once", "asked")
