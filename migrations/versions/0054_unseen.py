"""What a person was told of stands on the desk until it is marked as seen."""

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unseen",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "event_id", name=op.f("pk_unseen")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_unseen_person_id_person")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_unseen_event_id_event")),
    )
    op.create_index(op.f("ix_unseen_event_id"), "unseen", ["event_id"])


def downgrade() -> None:
    op.drop_table("unseen")
