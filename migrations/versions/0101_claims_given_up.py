"""What a draft says that it replaces ends with it, also of one that was withdrawn or replaced before that was so.

Nobody could decline it or take it back any more. That it was said, and that the draft was given up, is in the record.
"""

from alembic import op

revision = "0101"
down_revision = "0100"
branch_labels = None
depends_on = None


def upgrade() -> None:
    given_up = "SELECT id FROM subject WHERE kind = 'draft' AND state IN ('withdrawn', 'replaced')"
    op.execute(f"""
        DELETE FROM draft_replacement WHERE new_id IN ({given_up}) AND EXISTS (
            SELECT 1 FROM relation WHERE relation.kind = 'would-replace'
            AND relation.subject_id = draft_replacement.new_id AND relation.target_id = draft_replacement.old_id
        )
    """)
    op.execute(f"DELETE FROM relation WHERE kind = 'would-replace' AND subject_id IN ({given_up})")


def downgrade() -> None:
    """What was said is in the record, and nobody could agree to it."""
