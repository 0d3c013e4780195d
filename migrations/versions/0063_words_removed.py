"""Words that a moderator removes go from revisions and recommendations too; nothing else changes them."""

from migrations.by_hand import changed_by_removal, never_changed

revision = "0063"
down_revision = "0062"
branch_labels = None
depends_on = None

MARK = "(removed by a moderator)"


def upgrade() -> None:
    changed_by_removal(
        "revision", fixed=("id", "draft_id", "name", "number", "hash", "at", "by_id"),
        texts=("source", "title", "text", "note"), mark=MARK,
    )  # fmt: skip
    changed_by_removal(
        "recommendation", fixed=("id", "revision_id", "hash"), texts=("abstract", "html", "text"), mark=MARK
    )


def downgrade() -> None:
    never_changed("revision")
    never_changed("recommendation")
