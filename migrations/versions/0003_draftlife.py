"""The life of drafts: expiry, consent to a revision during a call, confirmed authors, replacements, waivers."""

import sqlalchemy as sa
from alembic import op

from igtf.core.db import UTCDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.add_column(sa.Column("consent_call_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("warned_at", UTCDateTime(timezone=True), nullable=True))
    with op.batch_alter_table("draft_author", schema=None) as batch_op:
        batch_op.add_column(sa.Column("confirmed_at", UTCDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("denied_at", UTCDateTime(timezone=True), nullable=True))
    op.execute(  # until now a person was linked by posting a revision under the author's own name
        "UPDATE draft_author SET confirmed_at ="
        " (SELECT opened_at FROM subject WHERE subject.id = draft_author.draft_id) WHERE person_id IS NOT NULL"
    )
    op.create_table(
        "draft_replacement",
        sa.Column("new_id", sa.Integer(), nullable=False),
        sa.Column("old_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", UTCDateTime(timezone=True), nullable=False),
        sa.Column("new_agreed_at", UTCDateTime(timezone=True), nullable=True),
        sa.Column("old_agreed_at", UTCDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["new_id"], ["draft.id"], name=op.f("fk_draft_replacement_new_id")),
        sa.ForeignKeyConstraint(["old_id"], ["draft.id"], name=op.f("fk_draft_replacement_old_id")),
        sa.PrimaryKeyConstraint("new_id", "old_id", name=op.f("pk_draft_replacement")),
    )
    op.create_index("ix_draft_replacement_old_id", "draft_replacement", ["old_id"], unique=False)
    op.create_table(
        "draft_waiver",
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_draft_waiver_draft_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_draft_waiver_person_id")),
        sa.PrimaryKeyConstraint("draft_id", "person_id", name=op.f("pk_draft_waiver")),
    )


def downgrade() -> None:
    op.drop_table("draft_waiver")
    op.drop_index("ix_draft_replacement_old_id", "draft_replacement")
    op.drop_table("draft_replacement")
    with op.batch_alter_table("draft_author", schema=None) as batch_op:
        batch_op.drop_column("denied_at")
        batch_op.drop_column("confirmed_at")
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.drop_column("warned_at")
        batch_op.drop_column("consent_call_id")
