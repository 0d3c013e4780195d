"""Meetings of the council; decisions recorded with their event, and dated corrections of minutes."""

import sqlalchemy as sa
from alembic import op

from igtf.core.db import UTCDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_BEFORE, _NOW = "state IN ('open','confirmed','contested')", "state IN ('open','confirmed','contested','recorded')"
_STATE = "ck_meeting_decision_state"


def upgrade() -> None:
    op.create_table(
        "council",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["subject.id"], name=op.f("fk_council_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council")),
    )
    op.execute("INSERT INTO council (id) SELECT id FROM subject WHERE kind = 'council'")  # where it was taken back
    op.create_table(
        "meeting_correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_correction_meeting_id")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_meeting_correction_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_correction")),
    )
    op.create_index("ix_meeting_correction_meeting_id", "meeting_correction", ["meeting_id"])
    with op.batch_alter_table("meeting_decision") as table:
        table.add_column(sa.Column("event_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_meeting_decision_event_id"), "event", ["event_id"], ["id"])
        table.drop_constraint(op.f(_STATE), type_="check")
        table.create_check_constraint(op.f(_STATE), _NOW)
        table.create_check_constraint(
            op.f("ck_meeting_decision_recorded"), "(state = 'recorded') = (event_id IS NOT NULL)"
        )


def downgrade() -> None:
    """Lose the decisions that were recorded with events; the events themselves stay."""
    op.execute("DELETE FROM meeting_decision WHERE state = 'recorded'")
    with op.batch_alter_table("meeting_decision") as table:
        table.drop_constraint(op.f("ck_meeting_decision_recorded"), type_="check")
        table.drop_constraint(op.f(_STATE), type_="check")
        table.create_check_constraint(op.f(_STATE), _BEFORE)
        table.drop_constraint(op.f("fk_meeting_decision_event_id"), type_="foreignkey")
        table.drop_column("event_id")
    op.drop_table("meeting_correction")
    op.drop_table("council")
