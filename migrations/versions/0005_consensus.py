"""Calls start anew, remind and are reviewed; estimates and reactions; minority statements; calls on charters."""

import sqlalchemy as sa
from alembic import op

from igtf.core.db import UTCDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BEFORE = "'adoption','last-call','council-last-call','question','options'"
NOW = "'adoption','last-call','council-last-call','charter','question','options'"


def upgrade() -> None:
    with op.batch_alter_table("call", schema=None) as batch_op:
        batch_op.add_column(sa.Column("round", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("reminded_at", UTCDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("review_until", UTCDateTime(timezone=True), nullable=True))
        batch_op.drop_constraint(op.f("ck_call_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_call_kind"), f"kind IN ({NOW})")
    with op.batch_alter_table("call", schema=None) as batch_op:
        batch_op.alter_column("round", server_default=None)
    with op.batch_alter_table("position", schema=None) as batch_op:
        batch_op.add_column(sa.Column("round", sa.Integer(), nullable=False, server_default="1"))
    with op.batch_alter_table("position", schema=None) as batch_op:
        batch_op.alter_column("round", server_default=None)
    with op.batch_alter_table("objection", schema=None) as batch_op:
        batch_op.add_column(sa.Column("on_revision", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("asked_revision", sa.Integer(), nullable=True))
    op.execute(
        "UPDATE objection SET on_revision = (SELECT revision_number FROM call WHERE call.id = objection.call_id)"
    )
    op.execute(
        "UPDATE subject SET summary = (SELECT reason FROM objection WHERE objection.id = subject.id) "
        "WHERE kind = 'objection'"
    )
    _estimates()
    _minority()


def _estimates() -> None:
    op.create_table(
        "estimate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_estimate_by_id")),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_estimate_call_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_estimate")),
    )
    op.create_index(op.f("ix_estimate_call_id"), "estimate", ["call_id"], unique=False)
    op.create_table(
        "reaction",
        sa.Column("estimate_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("hat_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", UTCDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("value IN ('right','misses')", name=op.f("ck_reaction_value")),
        sa.ForeignKeyConstraint(["estimate_id"], ["estimate.id"], name=op.f("fk_reaction_estimate_id")),
        sa.ForeignKeyConstraint(["hat_id"], ["hat.id"], name=op.f("fk_reaction_hat_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_reaction_person_id")),
        sa.PrimaryKeyConstraint("estimate_id", "person_id", name=op.f("pk_reaction")),
    )
    op.create_index("ix_reaction_person_id", "reaction", ["person_id"], unique=False)


def _minority() -> None:
    op.create_table(
        "minority",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_minority_call_id")),
        sa.ForeignKeyConstraint(["id"], ["subject.id"], name=op.f("fk_minority_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_minority_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minority")),
    )
    op.create_index(op.f("ix_minority_call_id"), "minority", ["call_id"], unique=False)
    op.create_index(op.f("ix_minority_person_id"), "minority", ["person_id"], unique=False)
    op.create_table(
        "minority_signature",
        sa.Column("minority_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("hat_id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["hat_id"], ["hat.id"], name=op.f("fk_minority_signature_hat_id")),
        sa.ForeignKeyConstraint(["minority_id"], ["minority.id"], name=op.f("fk_minority_signature_minority_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_minority_signature_person_id")),
        sa.PrimaryKeyConstraint("minority_id", "person_id", name=op.f("pk_minority_signature")),
    )
    op.create_index("ix_minority_signature_person_id", "minority_signature", ["person_id"], unique=False)


def downgrade() -> None:
    for table in ("minority_signature", "minority", "reaction", "estimate"):
        op.drop_table(table)
    with op.batch_alter_table("objection", schema=None) as batch_op:
        batch_op.drop_column("asked_revision")
        batch_op.drop_column("on_revision")
    with op.batch_alter_table("position", schema=None) as batch_op:
        batch_op.drop_column("round")
    op.execute("UPDATE call SET kind = 'question' WHERE kind = 'charter'")
    with op.batch_alter_table("call", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_call_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_call_kind"), f"kind IN ({BEFORE})")
        batch_op.drop_column("review_until")
        batch_op.drop_column("reminded_at")
        batch_op.drop_column("round")
