"""A subject keeps which revision of it a moderator left who took a passage out of its texts."""

import sqlalchemy as sa
from alembic import op

revision = "0071"
down_revision = "0067"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("subject", sa.Column("cleared", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("subject", "cleared")
