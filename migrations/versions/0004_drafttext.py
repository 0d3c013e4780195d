"""Paragraphs of drafts with numbers that last, comments on them, and the list of changes of a comparison."""

import sqlalchemy as sa
from alembic import op

from igtf.core.db import UTCDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "paragraph",
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("anchor", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_paragraph_draft_id")),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name=op.f("fk_paragraph_revision_id")),
        sa.PrimaryKeyConstraint("revision_id", "number", name=op.f("pk_paragraph")),
    )
    op.create_index("ix_paragraph_draft_id", "paragraph", ["draft_id", "number"])
    for name, kind in (
        ("part", sa.Integer()),
        ("quoted", sa.Text()),
        ("resolved_at", UTCDateTime(timezone=True)),
        ("resolved_reason", sa.Text()),
    ):
        op.add_column("comment", sa.Column(name, kind, nullable=True))
    # What was compared before has no list of changes; it is compared again when somebody asks.
    op.execute("DELETE FROM draft_comparison")
    op.add_column("draft_comparison", sa.Column("changes", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("draft_comparison", "changes")
    for name in ("resolved_reason", "resolved_at", "quoted", "part"):
        op.drop_column("comment", name)
    op.drop_index("ix_paragraph_draft_id", table_name="paragraph")
    op.drop_table("paragraph")
