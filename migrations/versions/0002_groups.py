"""Groups: charter revisions in review, BoF outcomes and requests, milestones with their drafts."""

import sqlalchemy as sa
from alembic import op

from igtf.core.db import UTCDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NEW = "state IN ('draft','internal-review','external-review','ballot','in-force','replaced')"
OLD = "state IN ('draft','in-force','replaced')"
PENDING = sa.text("state IN ('draft','internal-review','external-review','ballot')")
DRAFT = sa.text("state = 'draft'")
PLANNED = sa.text("accepted_at IS NOT NULL AND done_at IS NULL AND dropped_at IS NULL")


def upgrade() -> None:
    _charters()
    op.create_table(
        "bof",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("found", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("at", UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["policy_group.id"], name=op.f("fk_bof_group_id")),
        sa.PrimaryKeyConstraint("group_id", "number", name=op.f("pk_bof")),
    )
    op.create_table(
        "bof_request",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("hat_id", sa.Integer(), nullable=True),
        sa.Column("at", UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["policy_group.id"], name=op.f("fk_bof_request_group_id")),
        sa.ForeignKeyConstraint(["hat_id"], ["hat.id"], name=op.f("fk_bof_request_hat_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_bof_request_person_id")),
        sa.PrimaryKeyConstraint("group_id", "person_id", name=op.f("pk_bof_request")),
    )
    op.create_index("ix_bof_request_person_id", "bof_request", ["person_id"], unique=False)
    _milestones()


def _charters() -> None:
    op.drop_index("uq_charter_draft", table_name="charter")
    with op.batch_alter_table("charter") as batch:
        batch.add_column(sa.Column("since", UTCDateTime(timezone=True), nullable=True))
        batch.drop_constraint(op.f("ck_charter_state"), type_="check")
        batch.create_check_constraint(op.f("ck_charter_state"), NEW)
    op.execute("UPDATE charter SET since = at")
    with op.batch_alter_table("charter") as batch:
        batch.alter_column("since", nullable=False)
    op.create_index(
        "uq_charter_pending", "charter", ["group_id"], unique=True, sqlite_where=PENDING, postgresql_where=PENDING
    )


def _milestones() -> None:
    moments = ("accepted_at", "late_told_at", "done_at", "dropped_at")
    op.create_table(
        "milestone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("deliverable", sa.Text(), nullable=False),
        sa.Column("rewording", sa.Text(), nullable=False),
        sa.Column("due_at", UTCDateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("proposed_at", UTCDateTime(timezone=True), nullable=False),
        *(sa.Column(name, UTCDateTime(timezone=True), nullable=True) for name in moments),
        sa.ForeignKeyConstraint(["group_id"], ["policy_group.id"], name=op.f("fk_milestone_group_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone")),
        sa.UniqueConstraint("group_id", "number", name=op.f("uq_milestone_group_id_number")),
    )
    op.create_index(
        "ix_milestone_planned", "milestone", ["due_at", "group_id"], unique=False, sqlite_where=PLANNED,
        postgresql_where=PLANNED,
    )  # fmt: skip
    op.create_table(
        "milestone_draft",
        sa.Column("milestone_id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["subject.id"], name=op.f("fk_milestone_draft_draft_id")),
        sa.ForeignKeyConstraint(["milestone_id"], ["milestone.id"], name=op.f("fk_milestone_draft_milestone_id")),
        sa.PrimaryKeyConstraint("milestone_id", "draft_id", name=op.f("pk_milestone_draft")),
    )
    op.create_index("ix_milestone_draft_draft_id", "milestone_draft", ["draft_id"], unique=False)


def downgrade() -> None:
    for table in ("milestone_draft", "milestone", "bof_request", "bof"):
        op.drop_table(table)
    op.execute("UPDATE charter SET state = 'draft' WHERE state IN ('internal-review','external-review','ballot')")
    op.drop_index("uq_charter_pending", table_name="charter")
    with op.batch_alter_table("charter") as batch:
        batch.drop_constraint(op.f("ck_charter_state"), type_="check")
        batch.create_check_constraint(op.f("ck_charter_state"), OLD)
        batch.drop_column("since")
    op.create_index(
        "uq_charter_draft", "charter", ["group_id"], unique=True, sqlite_where=DRAFT, postgresql_where=DRAFT
    )
