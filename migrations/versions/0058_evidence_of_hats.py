"""Whoever acts for an organisation may say to the secretariat where that can be seen."""

import sqlalchemy as sa
from alembic import op

revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("hat", "registration"):
        op.add_column(table, sa.Column("evidence", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    for table in ("registration", "hat"):
        op.drop_column(table, "evidence")
