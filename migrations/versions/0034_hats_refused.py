"""A hat for an organisation is not confirmed, or no longer: it waits for the secretariat no more."""

import sqlalchemy as sa
from alembic import op

from igtf.core.db import UTCDateTime

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("hat") as table:
        table.add_column(sa.Column("refused_at", UTCDateTime(timezone=True)))


def downgrade() -> None:
    with op.batch_alter_table("hat") as table:
        table.drop_column("refused_at")
