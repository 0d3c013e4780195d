"""Decisions in two steps that one act proposes for several issues."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("two_step", sa.Column("first_id", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("two_step", "first_id")
