"""Versions of the numbers of the procedure; each subject keeps the one it was opened under."""

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


def downgrade() -> None:
    for table, column in (("call", "procedure"), ("ballot", "procedure_version")):
        op.add_column(table, sa.Column(column, sa.Integer(), nullable=False, server_default="1"))
        op.execute(f'UPDATE "{table}" SET {column} = (SELECT procedure FROM subject WHERE subject.id = "{table}".id)')
    op.drop_column("subject", "procedure")
    op.drop_table("procedure_support")
    op.drop_table("procedure_change")
    op.drop_table("procedure_version")
