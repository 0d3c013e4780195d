"""An index of the reports of comments that wait for the moderators."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_WAITING = sa.text("settled_at IS NULL")


def upgrade() -> None:
    op.create_index("ix_report_waiting", "report", ["comment_id"], sqlite_where=_WAITING, postgresql_where=_WAITING)


def downgrade() -> None:
    op.drop_index("ix_report_waiting", table_name="report")
