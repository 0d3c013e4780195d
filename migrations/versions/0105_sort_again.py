"""A reply that is revised after it was laid into baskets waits to be sorted again; those there lie as they are."""

import sqlalchemy as sa
from alembic import op

revision = "0105"
down_revision = "0104"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "consultation_reply", sa.Column("sort_again", sa.Boolean(), nullable=False, server_default=sa.false())
    )


def downgrade() -> None:
    op.drop_column("consultation_reply", "sort_again")
