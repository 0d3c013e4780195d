"""A milestone that is done waits for nobody: the wording that was proposed of it before is given up."""

from alembic import op

revision = "0092"
down_revision = "0091"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("UPDATE milestone SET rewording = '' WHERE done_at IS NOT NULL AND rewording <> ''")


def downgrade() -> None:
    """What was given up is in the record, and nothing asks for it."""
