"""Figures kept by the worker: what each subject adds, sums, presence of people, progress; who acted in a year."""

import sqlalchemy as sa
from alembic import op

from igtf.core.db import UTCDateTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tally",
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=True),
        sa.Column("layer", sa.Text(), nullable=True),
        sa.Column("region", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["subject_id"], ["subject.id"], name=op.f("fk_tally_subject_id")),
        sa.PrimaryKeyConstraint("subject_id", name=op.f("pk_tally")),
    )
    op.create_index("ix_tally_topic", "tally", ["topic", "region"])
    op.create_index("ix_tally_source", "tally", ["source"])
    op.create_index("ix_tally_region", "tally", ["region", "layer", "year"])
    op.create_table(
        "tally_part",
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["part_id"], ["subject.id"], name=op.f("fk_tally_part_part_id")),
        sa.ForeignKeyConstraint(["issue_id"], ["subject.id"], name=op.f("fk_tally_part_issue_id")),
        sa.PrimaryKeyConstraint("part_id", "issue_id", name=op.f("pk_tally_part")),
    )
    op.create_index("ix_tally_part_issue_id", "tally_part", ["issue_id"])
    op.create_table(
        "figure",
        sa.Column("slice", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("bucket", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("slice", "what", "name", "bucket", name=op.f("pk_figure")),
    )
    op.create_table(
        "presence",
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("footing", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"], name=op.f("fk_presence_actor_id")),
        sa.PrimaryKeyConstraint("actor_id", "year", "footing", name=op.f("pk_presence")),
    )
    progress = op.create_table(
        "progress",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(timezone=True), nullable=True),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_progress")),
    )
    op.create_index("ix_event_at", "event", ["at", "actor_id", "hat_id", "subject_id"])
    op.bulk_insert(progress, [{"name": "figures", "place": 0, "at": None, "rules": ""}])


def downgrade() -> None:
    op.drop_index("ix_event_at", "event")
    for table in ("progress", "presence", "figure", "tally_part", "tally"):
        op.drop_table(table)
