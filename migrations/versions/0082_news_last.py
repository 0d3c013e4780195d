"""News goes behind what its reader waits for: a queue of thousands would hold up a link to sign in for minutes."""

import sqlalchemy as sa
from alembic import op

revision = "0082"
down_revision = "0081"
branch_labels = None
depends_on = None

UNSENT = sa.text("sent_at IS NULL")
COVERED = ["id", "attempts", "next_try_at", "sent_at"]


def _renew(columns: list[str]) -> None:
    op.drop_index("ix_mail_unsent", table_name="mail")
    op.create_index("ix_mail_unsent", "mail", columns, sqlite_where=UNSENT, postgresql_where=UNSENT)


def upgrade() -> None:
    op.add_column("mail", sa.Column("news", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute("UPDATE mail SET news = true WHERE sent_at IS NULL AND (key LIKE 'event:%' OR key LIKE 'digest:%')")
    _renew(["news", *COVERED])


def downgrade() -> None:
    _renew(COVERED)
    op.drop_column("mail", "news")
