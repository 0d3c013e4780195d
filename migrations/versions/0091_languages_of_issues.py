"""An issue says in which language it is written."""

import sqlalchemy as sa
from alembic import op

revision = "0091"
down_revision = "0090"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("issue", sa.Column("language", sa.Text(), nullable=True))
    op.create_index("ix_issue_language", "issue", ["language"])


def downgrade() -> None:
    op.drop_index("ix_issue_language", "issue")
    op.drop_column("issue", "language")
