"""A mail may be counted with others, where only so many go within a day: to one address, or on one person's behalf."""

import sqlalchemy as sa
from alembic import op

revision = "0077"
down_revision = "0074"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("mail", sa.Column("counted", sa.Text(), nullable=True))
    op.create_index(
        "ix_mail_counted",
        "mail",
        ["counted", "queued_at"],
        sqlite_where=sa.text("counted IS NOT NULL"),
        postgresql_where=sa.text("counted IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_mail_counted", table_name="mail")
    op.drop_column("mail", "counted")
