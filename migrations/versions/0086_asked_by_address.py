"""A name that a revision gave with an address is asked by it also when the next one leaves the address out."""

import sqlalchemy as sa
from alembic import op

revision = "0086"
down_revision = "0085"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("draft_author") as table:
        table.add_column(sa.Column("addressed", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("draft_author") as table:
        table.drop_column("addressed")
