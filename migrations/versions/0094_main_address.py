"""Who has addresses has one that mail goes to: who was let in again and gave one was told nothing of the account."""

from alembic import op

revision = "0094"
down_revision = "0090"
branch_labels = None
depends_on = None

_FIRST = """
    UPDATE address SET is_main = true WHERE id IN (
        SELECT min(id) FROM address GROUP BY person_id HAVING max(CASE WHEN is_main THEN 1 ELSE 0 END) = 0
    )
"""


def upgrade() -> None:
    op.execute(_FIRST)


def downgrade() -> None:
    """Leave them: mail has to go somewhere."""
