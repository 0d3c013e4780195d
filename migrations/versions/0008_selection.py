"""Selections of the council: nominees, who puts them forward, objections."""

import sqlalchemy as sa
from alembic import op

from igtf.core.db import UTCDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "selection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("nominations_until", UTCDateTime(timezone=True), nullable=False),
        sa.Column("starts_at", UTCDateTime(timezone=True), nullable=False),
        sa.Column("objections_until", UTCDateTime(timezone=True), nullable=True),
        sa.Column("file", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["subject.id"], name=op.f("fk_selection_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_selection")),
    )
    op.create_table(
        "nominee",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("selection_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("nominated_by_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("hat_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("at", UTCDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("answer IN ('open','accepted','declined')", name=op.f("ck_nominee_answer")),
        sa.ForeignKeyConstraint(["selection_id"], ["selection.id"], name=op.f("fk_nominee_selection_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_nominee_person_id")),
        sa.ForeignKeyConstraint(["nominated_by_id"], ["person.id"], name=op.f("fk_nominee_nominated_by_id")),
        sa.ForeignKeyConstraint(["hat_id"], ["hat.id"], name=op.f("fk_nominee_hat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nominee")),
        sa.UniqueConstraint("selection_id", "person_id", name=op.f("uq_nominee_selection_id_person_id")),
    )
    op.create_index("ix_nominee_person_id", "nominee", ["person_id"])
    op.create_table(
        "backing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("nominee_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("constituency", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("at", UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["nominee_id"], ["nominee.id"], name=op.f("fk_backing_nominee_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_backing_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backing")),
        sa.UniqueConstraint(
            "nominee_id", "person_id", "constituency", name=op.f("uq_backing_nominee_id_person_id_constituency")
        ),
    )
    op.create_index("ix_backing_person_id", "backing", ["person_id"])
    op.create_table(
        "selection_objection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("selection_id", sa.Integer(), nullable=False),
        sa.Column("nominee_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", UTCDateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("upheld", sa.Boolean(), nullable=True),
        sa.Column("answered_at", UTCDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["selection_id"], ["selection.id"], name=op.f("fk_selection_objection_selection_id")),
        sa.ForeignKeyConstraint(["nominee_id"], ["nominee.id"], name=op.f("fk_selection_objection_nominee_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_selection_objection_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_selection_objection")),
        sa.UniqueConstraint("nominee_id", "person_id", name=op.f("uq_selection_objection_nominee_id_person_id")),
    )
    op.create_index("ix_selection_objection_selection_id", "selection_objection", ["selection_id"])


def downgrade() -> None:
    op.drop_table("selection_objection")
    op.drop_table("backing")
    op.drop_table("nominee")
    op.drop_table("selection")
