"""When the members without a position were reminded of a ballot."""

import sqlalchemy as sa
from alembic import op

from igtf.core.db import UTCDateTime

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("ballot", sa.Column("reminded_at", UTCDateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("ballot", "reminded_at")
