"""Witnesses: what others signed below the checkpoints of the record."""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cosignature",
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("witness", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("size", "witness", name=op.f("pk_cosignature")),
        sa.ForeignKeyConstraint(["size"], ["signed_checkpoint.size"], name=op.f("fk_cosignature_size")),
    )
    op.create_index("ix_cosignature_witness", "cosignature", ["witness", "size"])


def downgrade() -> None:
    op.drop_table("cosignature")
