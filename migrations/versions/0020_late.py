"""An index of the asks that are not settled, by the day until which they should be."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_UNSETTLED = sa.text("status NOT IN ('done', 'declined')")


def upgrade() -> None:
    op.create_index(
        "ix_ask_until", "ask", ["promised_by", "due", "recommendation_id"],
        sqlite_where=_UNSETTLED, postgresql_where=_UNSETTLED,
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("ix_ask_until", table_name="ask")
