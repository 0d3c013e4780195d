"""An address knows whether mail to it comes back, and what the mail server said."""

import sqlalchemy as sa
from alembic import op

from igtf.core.db import UTCDateTime

revision = "0103"
down_revision = "0102"
branch_labels = None
depends_on = None

_COLUMNS = ("returned", "returned_at", "returned_said")


def upgrade() -> None:
    with op.batch_alter_table("address") as table:
        table.add_column(sa.Column("returned", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("returned_at", UTCDateTime(timezone=True)))
        table.add_column(sa.Column("returned_said", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("address") as table:
        for name in ("returned", "returned_said"):
            table.alter_column(name, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("address") as table:
        for name in _COLUMNS:
            table.drop_column(name)
