"""No basket has the number of a former one; statements are withdrawn (procedure, section 12)."""

import sqlalchemy as sa
from alembic import op

from igtf.core.db import UTCDateTime

revision = "0062"
down_revision = "0060"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("consultation", sa.Column("last_basket", sa.Integer(), nullable=True))
    op.execute(
        "UPDATE consultation SET last_basket = coalesce("
        "(SELECT max(number) FROM consultation_basket WHERE consultation_id = consultation.id), 0)"
    )
    with op.batch_alter_table("consultation") as table:
        table.alter_column("last_basket", nullable=False)
    op.add_column("consultation_statement", sa.Column("withdrawn_at", UTCDateTime(timezone=True)))
    op.add_column("consultation_statement", sa.Column("withdrawn_reason", sa.Text()))


def downgrade() -> None:
    op.drop_column("consultation_statement", "withdrawn_reason")
    op.drop_column("consultation_statement", "withdrawn_at")
    op.drop_column("consultation", "last_basket")
