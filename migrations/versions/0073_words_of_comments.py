"""PostgreSQL keeps the words of each comment, so that a search for several common ones reads the newest alone."""

from migrations.by_hand import forget_comment_words, keep_comment_words

revision = "0073"
down_revision = "0071"
branch_labels = None
depends_on = None


def upgrade() -> None:
    keep_comment_words()


def downgrade() -> None:
    forget_comment_words()
