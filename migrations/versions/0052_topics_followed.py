"""People follow topics, or everything."""

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "topic_follow",
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("topic", "person_id", name=op.f("pk_topic_follow")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_topic_follow_person_id_person")),
    )
    op.create_index(op.f("ix_topic_follow_person_id"), "topic_follow", ["person_id"])


def downgrade() -> None:
    op.drop_table("topic_follow")
