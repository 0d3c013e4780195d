"""Versions of the numbers of the procedure, kept by each subject; answers to asks, and commitments to them."""

import sqlalchemy as sa
from alembic import op

from igtf.core.db import UTCDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "procedure_version",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("since", UTCDateTime(timezone=True), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("ballot_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["change_id"], ["subject.id"], name=op.f("fk_procedure_version_change_id")),
        sa.ForeignKeyConstraint(["ballot_id"], ["subject.id"], name=op.f("fk_procedure_version_ballot_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_procedure_version")),
        sa.UniqueConstraint("change_id", name=op.f("uq_procedure_version_change_id")),
        sa.UniqueConstraint("ballot_id", name=op.f("uq_procedure_version_ballot_id")),
    )
    op.create_table(
        "procedure_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["subject.id"], name=op.f("fk_procedure_change_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure_change")),
    )
    op.create_table(
        "procedure_support",
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("hat_id", sa.Integer(), nullable=True),
        sa.Column("at", UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["change_id"], ["procedure_change.id"], name=op.f("fk_procedure_support_change_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_procedure_support_person_id")),
        sa.ForeignKeyConstraint(["hat_id"], ["hat.id"], name=op.f("fk_procedure_support_hat_id")),
        sa.PrimaryKeyConstraint("change_id", "person_id", name=op.f("pk_procedure_support")),
    )
    op.create_index("ix_procedure_support_person_id", "procedure_support", ["person_id"])
    op.add_column("subject", sa.Column("procedure", sa.Integer(), nullable=False, server_default="1"))
    op.drop_column("ballot", "procedure_version")
    op.drop_column("call", "procedure")
    op.create_table(
        "ask_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ask_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("at", UTCDateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["ask_id"], ["ask.id"], name=op.f("fk_ask_answer_ask_id")),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"], name=op.f("fk_ask_answer_actor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ask_answer")),
    )
    op.create_index("ix_ask_answer_ask_id", "ask_answer", ["ask_id"])
    op.create_table(
        "commitment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ask_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("hat_id", sa.Integer(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("at", UTCDateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("told_at", UTCDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('open','in part','done','withdrawn')", name=op.f("ck_commitment_state")),
        sa.ForeignKeyConstraint(["ask_id"], ["ask.id"], name=op.f("fk_commitment_ask_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_commitment_person_id")),
        sa.ForeignKeyConstraint(["hat_id"], ["hat.id"], name=op.f("fk_commitment_hat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment")),
    )
    op.create_index("ix_commitment_ask_id", "commitment", ["ask_id"])
    op.create_index("ix_commitment_person_id", "commitment", ["person_id"])
    op.add_column("ask", sa.Column("overdue_told_at", UTCDateTime(timezone=True), nullable=True))
    op.execute(  # of what was answered before, only the latest answer is known
        "INSERT INTO ask_answer (ask_id, status, text, evidence, due, at)"
        " SELECT id, status, answer, evidence, promised_by, answered_at FROM ask WHERE answered_at IS NOT NULL"
    )


def downgrade() -> None:
    op.drop_column("ask", "overdue_told_at")
    op.drop_table("commitment")
    op.drop_table("ask_answer")
    op.execute("UPDATE subject SET state = 'published', phase = 'decided' WHERE kind = 'recommendation'")
    for table, column in (("call", "procedure"), ("ballot", "procedure_version")):
        op.add_column(table, sa.Column(column, sa.Integer(), nullable=False, server_default="1"))
        op.execute(f'UPDATE "{table}" SET {column} = (SELECT procedure FROM subject WHERE subject.id = "{table}".id)')
    op.drop_column("subject", "procedure")
    op.drop_table("procedure_support")
    op.drop_table("procedure_change")
    op.drop_table("procedure_version")
