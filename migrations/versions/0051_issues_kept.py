"""A support knows the issue that it came along from; former wordings are kept whole, former translations at all."""

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("support") as table:
        table.add_column(sa.Column("merged_from_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_support_merged_from_id_issue"), "issue", ["merged_from_id"], ["id"])
        table.create_index(op.f("ix_support_merged_from_id"), ["merged_from_id"])
    op.add_column("issue_version", sa.Column("rest", sa.JSON(), nullable=True))
    op.create_table(
        "issue_translation_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["actor.id"], name=op.f("fk_issue_translation_version_by_id_actor")),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_issue_translation_version_issue_id_issue")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issue_translation_version")),
    )
    op.create_index(op.f("ix_issue_translation_version_issue_id"), "issue_translation_version", ["issue_id"])


def downgrade() -> None:
    op.drop_table("issue_translation_version")
    op.drop_column("issue_version", "rest")
    with op.batch_alter_table("support") as table:
        table.drop_index(op.f("ix_support_merged_from_id"))
        table.drop_constraint(op.f("fk_support_merged_from_id_issue"), type_="foreignkey")
        table.drop_column("merged_from_id")
