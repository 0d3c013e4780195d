"""Mails that were tried in vain, or came back, are found without a look at all others."""

import sqlalchemy as sa
from alembic import op

revision = "0104"
down_revision = "0103"
branch_labels = None
depends_on = None


def upgrade() -> None:
    some = sa.text("last_error IS NOT NULL")
    op.create_index("ix_mail_failed", "mail", ["id"], sqlite_where=some, postgresql_where=some)


def downgrade() -> None:
    op.drop_index("ix_mail_failed", table_name="mail")
