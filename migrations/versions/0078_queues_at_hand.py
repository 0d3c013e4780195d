"""What waits in a queue is found in its index alone: by what SQLite knew when all waited, it read what is long done."""

import sqlalchemy as sa
from alembic import op

revision = "0078"
down_revision = "0077"
branch_labels = None
depends_on = None

QUEUES = (("ix_outbox_untold", "outbox", "event_id", "told_at"), ("ix_mail_unsent", "mail", "id", "sent_at"))


def _renew(name: str, table: str, columns: list[str], done: str) -> None:
    op.drop_index(name, table_name=table)
    waits = sa.text(f"{done} IS NULL")
    op.create_index(name, table, columns, sqlite_where=waits, postgresql_where=waits)


def upgrade() -> None:
    for name, table, key, done in QUEUES:
        _renew(name, table, [key, "attempts", "next_try_at", done], done)


def downgrade() -> None:
    for name, table, key, done in QUEUES:
        _renew(name, table, [key], done)
