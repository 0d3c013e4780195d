"""Indexes that keep pages as fast at a million issues as at a thousand."""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_person_joined_at", "person", ["joined_at", "id"])
    op.create_index("ix_issue_assigned_id_id", "issue", ["assigned_id", "id"])
    op.drop_index("ix_issue_assigned_id", table_name="issue")


def downgrade() -> None:
    op.create_index("ix_issue_assigned_id", "issue", ["assigned_id"])
    op.drop_index("ix_issue_assigned_id_id", table_name="issue")
    op.drop_index("ix_person_joined_at", table_name="person")
