"""A contact of a body stops announcements and reminders."""

import sqlalchemy as sa
from alembic import op

from igtf.core.db import UTCDateTime

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("contact") as table:
        table.add_column(sa.Column("quiet_since", UTCDateTime(timezone=True)))


def downgrade() -> None:
    with op.batch_alter_table("contact") as table:
        table.drop_column("quiet_since")
