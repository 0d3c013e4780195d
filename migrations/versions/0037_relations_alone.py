"""A relation names no event: none ever did."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("relation") as table:
        table.drop_constraint(op.f("fk_relation_event_id"), type_="foreignkey")
        table.drop_column("event_id")


def downgrade() -> None:
    with op.batch_alter_table("relation") as table:
        table.add_column(sa.Column("event_id", sa.Integer()))
        table.create_foreign_key(op.f("fk_relation_event_id"), "event", ["event_id"], ["id"])
