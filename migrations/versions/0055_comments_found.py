"""What was said in comments is found by its words."""

from migrations.by_hand import comment_search, drop_comment_search

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None


def upgrade() -> None:
    comment_search()


def downgrade() -> None:
    drop_comment_search()
