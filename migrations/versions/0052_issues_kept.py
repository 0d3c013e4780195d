"""A support knows the merged issue with which it came along, and a former wording all parts of the issue."""

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0048"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("support") as table:
        table.add_column(sa.Column("merged_from_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_support_merged_from_id_issue"), "issue", ["merged_from_id"], ["id"])
        table.create_index(op.f("ix_support_merged_from_id"), ["merged_from_id"])
    op.add_column("issue_version", sa.Column("rest", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("issue_version", "rest")
    with op.batch_alter_table("support") as table:
        table.drop_index(op.f("ix_support_merged_from_id"))
        table.drop_constraint(op.f("fk_support_merged_from_id_issue"), type_="foreignkey")
        table.drop_column("merged_from_id")
