"""Comparisons are made anew: the kept ones gave what was inserted the direction of the page, not its own."""

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("DELETE FROM draft_comparison")


def downgrade() -> None:
    """What was kept is made again when it is asked for."""
