"""Webhooks: addresses that are told of new entries of the record."""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "hook",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id", name="fk_hook_person_id"), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("salt", sa.Text(), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("read_to", sa.Integer(), nullable=False),
        sa.Column("tested_at", _MOMENT),
        sa.Column("taken_at", _MOMENT),
        sa.Column("failure", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer()),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", _MOMENT),
        sa.Column("paused_at", _MOMENT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hook")),
    )
    op.create_index(op.f("ix_hook_person_id"), "hook", ["person_id"])


def downgrade() -> None:
    op.drop_table("hook")
