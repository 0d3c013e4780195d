"""What waited longest, and what is newest in a group's work, is found by an index: all was read to show the first."""

import sqlalchemy as sa
from alembic import op

revision = "0080"
down_revision = "0078"
branch_labels = None
depends_on = None

_WAITS = sa.text("settled_at IS NULL")


def upgrade() -> None:
    op.create_index("ix_report_oldest", "report", ["at", "id"], sqlite_where=_WAITS, postgresql_where=_WAITS)
    work = ["group_id", "kind", "phase", "active_at", "id", "state"]
    op.create_index("ix_subject_group_id_kind", "subject", work)


def downgrade() -> None:
    op.drop_index("ix_subject_group_id_kind", table_name="subject")
    op.drop_index("ix_report_oldest", table_name="report")
