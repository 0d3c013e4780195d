"""Reviews by directorates, absences of their members; what was taken from archives."""

import sqlalchemy as sa
from alembic import op

from igtf.core.db import UTCDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _archives()
    _reviews()


def _archives() -> None:
    op.create_table(
        "archive_item",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=True),
        sa.Column("seen", sa.JSON(), nullable=False),
        sa.Column("seen_at", UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_archive_item_comment_id")),
        sa.ForeignKeyConstraint(["subject_id"], ["subject.id"], name=op.f("fk_archive_item_subject_id")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_archive_item")),
        sa.UniqueConstraint("comment_id", name=op.f("uq_archive_item_comment_id")),
    )
    op.create_index(op.f("ix_archive_item_subject_id"), "archive_item", ["subject_id"])


def _reviews() -> None:
    moment = UTCDateTime(timezone=True)
    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=True),
        sa.Column("verdict", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("delivered_at", moment, nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answer_html", sa.Text(), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("reminded_at", moment, nullable=True),
        sa.CheckConstraint("verdict IN ('ready','nits','issues')", name=op.f("ck_review_verdict")),
        sa.ForeignKeyConstraint(["answered_by_id"], ["person.id"], name=op.f("fk_review_answered_by_id")),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_review_draft_id")),
        sa.ForeignKeyConstraint(["id"], ["subject.id"], name=op.f("fk_review_id")),
        sa.ForeignKeyConstraint(["reviewer_id"], ["person.id"], name=op.f("fk_review_reviewer_id")),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name=op.f("fk_review_revision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
    )
    op.create_index(op.f("ix_review_draft_id"), "review", ["draft_id"])
    op.create_index(op.f("ix_review_reviewer_id"), "review", ["reviewer_id"])
    op.create_table(
        "review_asked",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("declined_at", moment, nullable=True),
        sa.ForeignKeyConstraint(["group_id"], ["policy_group.id"], name=op.f("fk_review_asked_group_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_review_asked_person_id")),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name=op.f("fk_review_asked_review_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_asked")),
    )
    op.create_index("ix_review_asked_review_id", "review_asked", ["review_id"])
    op.create_index("ix_review_asked_group_id", "review_asked", ["group_id", "person_id", "at"])
    op.create_table(
        "absence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("ended_at", moment, nullable=True),
        sa.CheckConstraint("ends >= starts", name=op.f("ck_absence_order")),
        sa.ForeignKeyConstraint(["group_id"], ["policy_group.id"], name=op.f("fk_absence_group_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_absence_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
    )
    op.create_index("ix_absence_group_id", "absence", ["group_id", "person_id"])


def downgrade() -> None:
    for name in ("absence", "review_asked", "review"):
        op.drop_table(name)
    op.drop_index(op.f("ix_archive_item_subject_id"), "archive_item")
    op.drop_table("archive_item")
