"""An invitation keeps in which language its mails are."""

import sqlalchemy as sa
from alembic import op

revision = "0074"
down_revision = "0073"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("invitation", sa.Column("language", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("invitation", "language")
