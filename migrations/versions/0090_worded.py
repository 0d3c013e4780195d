"""An issue knows since when it says what it says, so that support of a former wording is told from that of this one."""

import sqlalchemy as sa
from alembic import op

revision = "0090"
down_revision = "0087"
branch_labels = None
depends_on = None

_LAST = """
    UPDATE issue SET worded_at = (
        SELECT max(one.until) FROM issue_version AS one
        JOIN subject ON subject.id = one.issue_id
        LEFT JOIN issue_version AS later ON later.issue_id = one.issue_id AND later.number = one.number + 1
        WHERE one.issue_id = issue.id AND (
            one.title <> coalesce(later.title, subject.title)
            OR one.summary <> coalesce(later.summary, subject.summary)
            OR one.description <> coalesce(later.description, issue.description)
        )
    )
    WHERE id IN (SELECT issue_id FROM issue_version)
"""
"""When the last version ended that said something else than what came after it."""


def upgrade() -> None:
    op.add_column("issue", sa.Column("worded_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(_LAST)


def downgrade() -> None:
    op.drop_column("issue", "worded_at")
