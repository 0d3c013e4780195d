"""A contact's link knows what the contact was told of, and may write about."""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("contact_link") as table:
        table.add_column(sa.Column("about_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_contact_link_about_id_subject"), "subject", ["about_id"], ["id"])
        table.create_index(op.f("ix_contact_link_about_id"), ["about_id"])


def downgrade() -> None:
    with op.batch_alter_table("contact_link") as table:
        table.drop_index(op.f("ix_contact_link_about_id"))
        table.drop_constraint(op.f("fk_contact_link_about_id_subject"), type_="foreignkey")
        table.drop_column("about_id")
