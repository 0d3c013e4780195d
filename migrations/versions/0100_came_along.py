"""A support knows all the issues that it came along from, one merge after the other, and not the last one alone.

Of issues that were merged before it is the last one still.
"""

import sqlalchemy as sa
from alembic import op

revision = "0100"
down_revision = "0099"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "came_along",
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["from_id"], ["issue.id"], name="fk_came_along_from_id_issue"),
        sa.ForeignKeyConstraint(
            ["issue_id", "person_id"],
            ["support.issue_id", "support.person_id"],
            name="fk_came_along_issue_id_support",
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("issue_id", "person_id", "from_id", name="pk_came_along"),
    )
    op.create_index("ix_came_along_from_id", "came_along", ["from_id"])
    op.execute("""
        INSERT INTO came_along (issue_id, person_id, from_id)
        SELECT issue_id, person_id, merged_from_id FROM support WHERE merged_from_id IS NOT NULL
    """)
    with op.batch_alter_table("support") as table:
        table.drop_index("ix_support_merged_from_id")
        table.drop_constraint("fk_support_merged_from_id_issue", type_="foreignkey")
        table.drop_column("merged_from_id")


def downgrade() -> None:
    with op.batch_alter_table("support") as table:
        table.add_column(sa.Column("merged_from_id", sa.Integer(), nullable=True))
        table.create_foreign_key("fk_support_merged_from_id_issue", "issue", ["merged_from_id"], ["id"])
        table.create_index("ix_support_merged_from_id", ["merged_from_id"])
    op.execute("""
        UPDATE support SET merged_from_id = (
            SELECT max(from_id) FROM came_along
            WHERE came_along.issue_id = support.issue_id AND came_along.person_id = support.person_id
        )
    """)
    op.drop_table("came_along")
