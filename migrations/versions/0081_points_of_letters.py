"""A point of a body's letter has a day of its own, and a response says what it answers to each point."""

import sqlalchemy as sa
from alembic import op

from igtf.core.db import UTCDateTime

revision = "0081"
down_revision = "0080"
branch_labels = None
depends_on = None

_OFFERED = """
    UPDATE statement_ask SET promised_by = (SELECT due_at FROM subject WHERE subject.id = statement_ask.statement_id)
    WHERE statement_id IN (
        SELECT statement.id FROM statement JOIN subject ON subject.id = statement.id
        WHERE statement.direction = 'in' AND subject.due_at IS NOT NULL AND subject.due_at <> statement.deadline
    )
"""
"""A day that was offered to a body stood with its letter alone: now each point has it."""


def upgrade() -> None:
    op.add_column("statement_ask", sa.Column("deadline", UTCDateTime(timezone=True), nullable=True))
    with op.batch_alter_table("statement") as batch:
        batch.add_column(sa.Column("replies", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("statement") as batch:
        batch.alter_column("replies", server_default=None)
    op.execute(_OFFERED)


def downgrade() -> None:
    with op.batch_alter_table("statement") as batch:
        batch.drop_column("replies")
    with op.batch_alter_table("statement_ask") as batch:
        batch.drop_column("deadline")
